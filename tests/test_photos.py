"""Photos from the form to the page: consent decides each time, and nothing is left behind."""

import re
from datetime import date, timedelta
from itertools import product
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Session
from produce.models import Menu, Product
from programmes.lib import images, periods, uploads
from programmes.management.commands import remove_expired_photos as nightly
from programmes.models import ChangeSource, Event, Photo, change_source, renditions, restore
from tests import pictures
from tests.factories import MenuFactory, PhotoFactory, any_picture
from tests.pages import soup, squeezed_text

from .back_office import (
    add,
    address,
    change,
    filled,
    post,
    put_back,
    restore_address,
    text,
    version,
)

TODAY = date(2026, 7, 1)  # as the fixture summer_2026 has it
#: the files of a photo: two widths in three formats each
RENDITIONS = 6
#: what going back would change
ROWS = ".fp-history tbody tr"


@pytest.fixture
def photo(nec2025):
    return PhotoFactory(programme=nec2025, credit="福島県")


@pytest.fixture
def menu(nec2025, photo):
    return MenuFactory(programme=nec2025, name="会津地鶏の親子丼", photo=photo)


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """`with commit():` does what the commit would do."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def files(photo_or_key):
    folder = f"photos/{getattr(photo_or_key, 'key', photo_or_key)}"
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


def every_file():
    return [path for path in default_storage.base_location.rglob("*") if path.is_file()]


def upload(data, name="lunch.jpg"):
    return SimpleUploadedFile(name, data, "image/jpeg")


# consent

CONSENT = {
    "people": Photo.People.values,
    "has_minors": (False, True),
    "guardians_agreed": (False, True),
    "scope": Photo.Scope.values,
    "consent_evidence": ("", "広報室 2026-014"),
    "expires_on": (None, TODAY, TODAY - timedelta(days=1)),
    "withdrawn_on": (None, TODAY),
    "files_removed_on": (None, TODAY),
    "alt_en": ("", "A bowl"),
}


@pytest.mark.sweep
def test_the_query_and_the_reasons_agree_in_every_case(nec2025):
    cases = [dict(zip(CONSENT, values, strict=True)) for values in product(*CONSENT.values())]
    assert len(cases) == 4 * 2 * 2 * 3 * 2 * 3 * 2 * 2 * 2  # as many as CONSENT has of each
    photos = [Photo(programme=nec2025, alt="小鉢", width=640, height=480, **case) for case in cases]
    QuerySet(Photo).bulk_create(photos)  # past the write path, which would take minutes
    public = set(Photo.objects.public().values_list("key", flat=True))
    assert public == {photo.key for photo in photos if photo.is_public}
    assert 0 < len(public) < len(photos)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"people": "unconfirmed"}, "写っている人の同意が未確認です"),
        ({"people": "agreed"}, "同意の記録の置き場所が空欄です"),
        ({"people": "behind", "has_minors": True, "consent_evidence": "学校"}, "未成年の保護者"),
        ({"scope": "internal"}, "社内だけ"),
        ({"expires_on": date(2026, 6, 30)}, "期限（2026年6月30日(火)）が過ぎました"),
        ({"withdrawn_on": date(2026, 7, 1)}, "2026年7月1日(水)に取り下げの申し出"),
        ({"alt_en": ""}, "英語の代替テキストが空欄です"),
    ],
)
def test_what_keeps_a_photo_back_is_told(nec2025, values, reason):
    (obstacle,) = PhotoFactory.build(programme=nec2025, **values).obstacles()
    assert reason in obstacle


def test_with_the_consent_of_all_and_of_the_guardians_minors_may_be_shown(nec2025):
    values = {"people": "agreed", "has_minors": True, "guardians_agreed": True}
    photo = PhotoFactory(programme=nec2025, consent_evidence="広報室 2026-014", **values)
    assert photo.is_public


def test_a_new_photo_is_not_public_until_somebody_says_so(nec2025):
    photo = Photo(programme=nec2025, alt="小鉢", alt_en="A bowl")
    assert not photo.is_public


# addresses


def test_a_photo_leaves_in_each_format_and_width_and_in_no_shared_cache(client, photo):
    for suffix, media_type in images.MEDIA_TYPES.items():
        for width in (320, 640):
            response = client.get(photo.address_of(width, suffix))
            assert response.status_code == 200
            assert response.headers["Content-Type"] == media_type
            assert response.content == any_picture().renditions[width, suffix]
            assert response.headers["Cache-Control"] == "private, max-age=60"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_browser_that_has_the_photo_is_told_so_only_while_consent_lasts(client, photo):
    etag = client.get(photo.address).headers["ETag"]
    again = client.get(photo.address, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    photo.withdrawn_on = TODAY
    photo.save()
    assert client.get(photo.address, headers={"if-none-match": etag}).status_code == 404


def forbidden(photo, **values):
    for name, value in values.items():
        setattr(photo, name, value)
    photo.save()


HIDING = [
    {"people": "unconfirmed"},
    {"scope": "internal"},
    {"expires_on": date(2026, 6, 30)},
    {"withdrawn_on": TODAY},
]


@pytest.mark.parametrize("values", HIDING)
def test_a_forbidden_photo_cannot_be_told_from_a_missing_one(client, photo, values):
    forbidden(photo, **values)
    never = uuid4()
    answers = [
        client.get(photo.address.replace(str(photo.key), str(k))) for k in (photo.key, never)
    ]
    pages = [
        answer.content.decode().replace(str(key), "")
        for answer, key in zip(answers, (photo.key, never), strict=True)
    ]
    assert pages[0] == pages[1]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].headers.keys() == answers[1].headers.keys()


def test_a_photo_of_a_programme_that_is_not_public_yet_is_not_public(client, photo, nec2025):
    nec2025.visible_from = None
    nec2025.save()
    assert client.get(photo.address).status_code == 404


def test_a_width_or_a_format_that_was_not_made_is_missing(client, photo):
    for name in ("1280.jpg", "1.jpg", "640.gif", "640.html", "640"):
        assert client.get(f"/media/{photo.key}/{name}").status_code == 404
    assert client.get(f"/en/media/{photo.key}/640.jpg").status_code == 404
    assert client.get(f"/media/{photo.key}/../{photo.key}/640.jpg").status_code == 404
    assert client.post(photo.address).status_code == 405


@pytest.mark.parametrize("values", HIDING)
def test_staff_who_may_look_at_photos_see_what_is_held_back(
    client, django_user_model, photo, values
):
    forbidden(photo, **values)
    user = django_user_model.objects.create_user("looker", is_staff=True)
    client.force_login(user)
    assert client.get(photo.address).status_code == 404
    user.user_permissions.add(Permission.objects.get(codename="view_photo"))
    response = client.get(photo.address)
    assert response.status_code == 200
    assert "Cookie" in response.headers["Vary"]


# pages


def pages_of(menu):
    event = Event.objects.filter(programme=menu.programme, strand="produce").first()
    event.photo = menu.photo
    event.save()
    return ["/nec/2025/", "/events/", event.get_absolute_url()]


@pytest.mark.sweep
def test_a_photo_stands_where_its_menu_and_its_event_stand(client, menu, photo):
    for path in pages_of(menu):
        elements = soup(client, path).select(".fp-photo")
        assert elements, path
        for element in elements:
            image = element.select_one("img")
            assert image["alt"] == photo.alt
            assert (image["src"], image["width"], image["height"]) == (photo.address, "640", "480")
            assert image["loading"] == "lazy"
            types = [source["type"] for source in element.select("source")]
            assert types == ["image/avif", "image/webp", "image/jpeg"]
            assert "写真：福島県" in squeezed_text(element.find_parent("main"))
            for source in element.select("source"):
                for each in source["srcset"].split(", "):
                    link, width = each.split(" ")
                    assert client.get(link).status_code == 200
                    assert f"/{width.removesuffix('w')}." in link
    assert len(soup(client, "/nec/2025/").select(".fp-photo")) == 2
    assert len(soup(client, "/events/").select(".fp-photo")) == 1


def test_a_product_and_a_dialogue_session_have_photos_too(client, nec2025, photo):
    Product(programme=nec2025, slug="juice", name="りんごジュース", photo=photo).save()
    session = Session.objects.filter(programme=nec2025).first()
    session.event.photo = photo
    session.event.save()
    assert len(soup(client, "/nec/2025/").select(".fp-photo")) == 2


def test_english_pages_describe_a_photo_in_english(client, menu, photo):
    image = soup(client, "/en/nec/2025/").select_one(".fp-photo img")
    assert image["alt"] == photo.alt_en


@pytest.mark.sweep
def test_a_photo_of_one_language_only_stands_on_no_page(client, menu, photo):
    photo.alt_en = ""
    photo.save()
    for path in ("/nec/2025/", "/en/nec/2025/"):
        assert not soup(client, path).select(".fp-photo")


def test_photos_cost_a_page_no_query(client, nec2025):
    def cost():
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/nec/2025/").status_code == 200
        return len(captured)

    for _ in range(2):
        MenuFactory(programme=nec2025)
    before = cost()
    for menu in Menu.objects.filter(programme=nec2025):
        menu.photo = PhotoFactory(programme=nec2025)
        menu.save()
    assert cost() == before


def test_a_photo_whose_consent_expires_is_gone_from_the_page_and_then_from_storage(
    client, at, menu, photo, capsys
):
    photo.expires_on = date(2026, 7, 1)
    photo.save()
    paths = pages_of(menu)
    at(2026, 7, 1, 23, 59)
    etags = {path: client.get(path).headers["ETag"] for path in paths}
    assert all(soup(client, path).select(".fp-photo") for path in paths)
    at(2026, 7, 2, 0, 0)
    for path in paths:
        assert client.get(path, headers={"if-none-match": etags[path]}).status_code == 200
        assert not soup(client, path).select(".fp-photo")
    assert client.get(photo.address).status_code == 404
    assert len(files(photo)) == RENDITIONS
    call_command("remove_expired_photos")
    assert every_file() == []
    assert (
        f"Photo {photo.pk} (expired after 2026-07-01): 6 files removed" in capsys.readouterr().out
    )


def test_a_withdrawn_photo_is_gone_from_the_page_at_the_next_request(client, menu, photo):
    assert soup(client, "/nec/2025/").select(".fp-photo")
    photo.withdrawn_on = TODAY
    photo.save()
    assert not soup(client, "/nec/2025/").select(".fp-photo")


def test_a_change_of_a_photo_moves_the_version_of_its_programme(photo, nec2025):
    before = version(nec2025)
    photo.alt = "親子丼"
    photo.save()
    assert version(nec2025) > before


# the nightly command


def test_the_command_keeps_the_row_and_tells_the_history(photo, capsys):
    forbidden(photo, withdrawn_on=date(2026, 6, 20))
    call_command("remove_expired_photos")
    photo.refresh_from_db()
    assert photo.files_removed_on == TODAY
    newest = photo.history.first()
    assert (newest.way, newest.detail) == (ChangeSource.COMMAND, "remove_expired_photos")
    assert newest.files_removed_on == TODAY
    assert "(withdrawn): 6 files removed" in capsys.readouterr().out


def test_a_second_run_changes_nothing(photo, nec2025, capsys):
    forbidden(photo, withdrawn_on=TODAY)
    call_command("remove_expired_photos")
    before, changes = version(nec2025), photo.history.count()
    capsys.readouterr()
    call_command("remove_expired_photos")
    assert capsys.readouterr().out == "Nothing to remove.\n"
    assert (version(nec2025), photo.history.count()) == (before, changes)


def test_valid_and_unconfirmed_photos_are_kept(nec2025, photo):
    held = PhotoFactory(programme=nec2025, people="unconfirmed", expires_on=TODAY)
    call_command("remove_expired_photos", verbosity=0)
    assert [len(files(one)) for one in (photo, held)] == [RENDITIONS, RENDITIONS]


def test_a_photo_that_becomes_valid_meanwhile_is_kept(photo):
    forbidden(photo, expires_on=date(2026, 6, 30))
    seen = Photo.objects.overdue().get()
    forbidden(photo, expires_on=None)
    assert seen.remove_overdue_files() is None
    assert len(files(photo)) == RENDITIONS


@pytest.fixture
def later(monkeypatch):
    """Lets days go by for the files of this test."""
    now = timezone.now()

    def days(number):
        moment = now + timedelta(days=number, hours=1)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return days


def strays(number):
    """Files that no photo knows, as of a process that died or of another database."""
    made = [uuid4() for _ in range(number)]
    for key in made:
        renditions.write(key, any_picture().renditions)
    return made


def aside(key):
    return [path for path in every_file() if f"photos-set-aside/{key}/" in str(path)]


def test_files_that_no_photo_knows_are_set_aside_before_they_are_removed(photo, later, capsys):
    [stray] = strays(1)
    call_command("remove_expired_photos")
    assert (len(files(stray)), aside(stray)) == (RENDITIONS, [])
    later(1)
    call_command("remove_expired_photos")
    assert (files(stray), len(aside(stray)), len(files(photo))) == ([], RENDITIONS, RENDITIONS)
    assert f"{stray} (of no photo): 6 files set aside" in capsys.readouterr().out
    later(13)
    call_command("remove_expired_photos")
    assert len(aside(stray)) == RENDITIONS
    later(15)
    call_command("remove_expired_photos")
    assert len(every_file()) == RENDITIONS == len(files(photo))
    assert f"{stray} (of no photo): 6 files removed" in capsys.readouterr().out


def test_files_set_aside_are_the_same_bytes_at_the_same_names(photo, later):
    [stray] = strays(1)
    before = {path.name: path.read_bytes() for path in every_file() if str(stray) in str(path)}
    later(1)
    call_command("remove_expired_photos", verbosity=0)
    assert {path.name: path.read_bytes() for path in aside(stray)} == before


@pytest.mark.parametrize("number, is_refused", [(3, False), (4, True)])
def test_a_database_that_knows_too_few_photos_takes_none_away(photo, later, number, is_refused):
    gone = PhotoFactory(programme=photo.programme)
    forbidden(gone, withdrawn_on=TODAY)
    made = strays(number)
    later(1)
    if is_refused:
        with pytest.raises(CommandError, match="4 of 5 folders belong to no photo"):
            call_command("remove_expired_photos")
    else:
        call_command("remove_expired_photos")
    assert [len(files(key)) for key in made] == [RENDITIONS if is_refused else 0] * number
    assert [len(aside(key)) for key in made] == [0 if is_refused else RENDITIONS] * number
    assert files(gone) == [], "what its own row withdraws goes all the same"


def test_among_many_photos_a_twentieth_may_be_set_aside(nec2025, later, monkeypatch):
    made = strays(5)
    later(1)
    kept = [uuid4() for _ in range(94)]
    for key in kept:
        default_storage.save(f"photos/{key}/1.jpg", ContentFile(b"a"))
    known = set(kept)
    monkeypatch.setattr(nightly, "_known", lambda: known)
    with pytest.raises(CommandError, match="5 of 99"):
        call_command("remove_expired_photos")
    default_storage.save(f"photos/{(one := uuid4())}/1.jpg", ContentFile(b"a"))
    known.add(one)
    call_command("remove_expired_photos")
    assert [len(aside(key)) for key in made] == [RENDITIONS] * 5


def test_a_dry_run_tells_all_and_changes_nothing(photo, nec2025, later, capsys):
    gone = PhotoFactory(programme=nec2025)
    forbidden(gone, withdrawn_on=TODAY)
    [old] = strays(1)
    later(1)
    renditions.set_aside(old)
    [stray] = strays(1)
    later(20)
    before = every_file(), version(nec2025)
    call_command("remove_expired_photos", "--dry-run")
    assert (every_file(), version(nec2025)) == before
    assert capsys.readouterr().out.splitlines() == [
        f"Photo {gone.pk} (withdrawn): files would be removed",
        f"{old} (of no photo): files would be removed",
        f"{stray} (of no photo): files would be set aside",
    ]


# files and rows together


def test_a_new_file_has_a_new_address_and_the_old_one_dies(client, photo, commit):
    old_key, old_address = photo.key, photo.address
    with commit():
        photo.take(any_picture())
        photo.save()
        assert len(files(old_key)) == RENDITIONS  # until the commit is certain
    assert photo.key != old_key
    assert (files(old_key), len(files(photo))) == ([], RENDITIONS)
    assert client.get(old_address).status_code == 404
    assert client.get(photo.address).status_code == 200


def test_removed_files_can_be_given_anew(photo, commit):
    forbidden(photo, expires_on=date(2026, 6, 30))
    call_command("remove_expired_photos", verbosity=0)
    photo.refresh_from_db()
    photo.take(any_picture())
    photo.expires_on = None
    photo.save()
    assert photo.is_public
    assert len(files(photo)) == RENDITIONS


def test_a_photo_that_is_refused_leaves_no_file(nec2025, nec2024, menu, photo):
    photo.programme = nec2024
    photo.take(any_picture())
    with pytest.raises(ValidationError, match="会津地鶏の親子丼"):
        photo.save()
    assert files(photo) == []


def test_a_disk_that_is_full_undoes_the_row_and_the_files(nec2025, monkeypatch):
    save, number = default_storage.save, iter(range(9))

    def full(*args):
        if next(number) == 3:
            raise OSError("No space left on device")
        return save(*args)

    monkeypatch.setattr(default_storage._wrapped, "save", full)
    with pytest.raises(OSError, match="No space"), transaction.atomic():
        PhotoFactory(programme=nec2025)
    assert not Photo.objects.exists()
    assert every_file() == []


def test_files_go_when_the_transaction_around_them_fails(nec2025):
    kept = renditions.undone_unless(Photo.is_known)
    with pytest.raises(RuntimeError), kept, transaction.atomic():
        PhotoFactory(programme=nec2025)
        assert len(every_file()) == RENDITIONS
        raise RuntimeError
    assert every_file() == []


def given_anew(photo, commit):
    with commit():
        photo.take(any_picture())
        photo.save()


def test_going_back_keeps_the_file_of_today(admin_client, photo, commit):
    first = photo.history.first()
    given_anew(photo, commit)
    photo.alt = "別の言葉"
    photo.save()
    with commit():
        response = put_back(admin_client, photo, first)
    assert "の値に戻しました" in text(response)
    stored = Photo.objects.get(pk=photo.pk)
    assert (stored.alt, stored.key, len(files(photo))) == (first.alt, photo.key, RENDITIONS)
    assert stored.is_public
    assert admin_client.get(stored.address).status_code == 200


def test_going_back_gives_no_picture_the_consent_of_another(admin_client, photo, commit):
    agreed = photo.history.first()
    photo.people, photo.alt = "unconfirmed", "別の言葉"
    given_anew(photo, commit)
    page = admin_client.get(restore_address(photo, agreed))
    assert "写真のファイルは戻りません" in text(page)
    labels = [row.th.get_text() for row in BeautifulSoup(page.content, "html.parser").select(ROWS)]
    assert labels == ["代替テキスト"], "what will not come back is not announced"
    put_back(admin_client, photo, agreed)
    photo.refresh_from_db()
    assert (photo.alt, photo.people, photo.is_public) == (agreed.alt, "unconfirmed", False)


def test_going_back_gives_the_same_picture_its_consent_back(admin_client, photo):
    agreed = photo.history.first()
    forbidden(photo, people="unconfirmed")
    put_back(admin_client, photo, agreed)
    photo.refresh_from_db()
    assert (photo.people, photo.is_public) == ("nobody", True)


def test_going_back_to_before_the_files_were_removed_brings_none(admin_client, photo):
    first = photo.history.first()
    forbidden(photo, expires_on=date(2026, 6, 30))
    call_command("remove_expired_photos", verbosity=0)
    response = put_back(admin_client, photo, first)
    assert "公開されません：ファイルは2026年7月1日(水)に消しました" in text(response)
    photo.refresh_from_db()
    assert (photo.files_removed_on, photo.is_public) == (TODAY, False)


@pytest.mark.sweep
def test_a_deleted_photo_comes_back_without_a_file_and_waits_for_one(admin_client, photo, commit):
    key, first = photo.pk, photo.history.first()
    with commit():
        photo.delete()
    photo.pk = key
    day = Photo.history.first().history_date.astimezone(periods.TOKYO).date()
    response = put_back(admin_client, photo, first)
    assert "公開されません：ファイルは" in text(response)
    stored = Photo.objects.get(pk=key)
    assert (stored.files_removed_on, stored.is_public, every_file()) == (day, False, [])
    assert "下の「写真を差し替える」で選びます" in text(admin_client.get(change(stored)))
    assert 'class="fp-thumbnail"' not in text(admin_client.get(address(Photo, "changelist")))
    post(admin_client, change(stored), upload=upload(pictures.from_a_phone()))
    stored.refresh_from_db()
    assert stored.is_public
    assert len(files(stored)) == RENDITIONS == len(every_file())


def test_a_photo_deleted_after_its_files_keeps_their_day(photo, at):
    forbidden(photo, withdrawn_on=date(2026, 6, 28), files_removed_on=date(2026, 6, 29))
    last = photo.history.first()
    photo.delete()
    assert restore(last).files_removed_on == date(2026, 6, 29)


@pytest.mark.parametrize("bulk", [False, True])
def test_a_deleted_photo_takes_its_files_along_and_leaves_what_showed_it(photo, menu, commit, bulk):
    with commit(), change_source(ChangeSource.FORM):
        (Photo.objects.filter(pk=photo.pk) if bulk else photo).delete()
        assert len(every_file()) == RENDITIONS
    assert every_file() == []
    menu.refresh_from_db()
    assert menu.photo is None
    assert menu.history.first().photo_id is None
    assert (menu.history.count(), menu.history.first().way) == (2, "form")
    assert Photo.history.first().history_type == "-"


@pytest.mark.parametrize("model", [Menu, Product])
def test_only_a_photo_of_the_same_programme_is_attached(nec2024, photo, model):
    with pytest.raises(ValidationError, match="別のプログラムの写真"):
        model(programme=nec2024, slug="other", name="別", photo=photo).save()


def test_an_event_takes_only_a_photo_of_its_programme(admin_client, nec2024, photo):
    event = Event.objects.filter(programme=nec2024).first()
    response = post(admin_client, change(event), photo=photo.pk)
    assert "別のプログラムの写真" in text(response)
    event.refresh_from_db()
    assert event.photo is None


# the form

TYPED = {"alt": "会津地鶏の親子丼", "alt_en": "Chicken and egg on rice"}


def test_staff_upload_what_their_phone_made(admin_client, admin_user, nec2025):
    data = pictures.from_a_phone()
    response = post(
        admin_client, add(Photo), upload=upload(data), people="nobody", scope="site", **TYPED
    )
    assert "公開されません" not in text(response)
    photo = Photo.objects.get()
    assert (photo.programme, photo.width, photo.height) == (nec2025, 600, 800)
    assert photo.is_public
    newest = photo.history.get()
    assert (newest.history_user, newest.way) == (admin_user, "form")
    assert len(files(photo)) == RENDITIONS
    for path in every_file():
        assert b"SecretCamera" not in path.read_bytes()


def test_what_is_missing_for_publication_is_told_after_saving(admin_client, nec2025):
    response = post(admin_client, add(Photo), upload=upload(pictures.from_a_phone()), alt="親子丼")
    page = text(response)
    assert "保存しましたが、公開されません：" in page
    assert "写っている人の同意が未確認です" in page
    assert "英語の代替テキストが空欄です" in page
    assert not Photo.objects.get().is_public


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (pictures.bomb(), "lunch.png", "画素が多すぎます"),
        (pictures.from_a_phone() + pictures.archive(), "lunch.jpg", "写真ではないもの"),
        (pictures.SVG, "lunch.svg", "SVGは絵を描く命令"),
        (pictures.from_a_phone()[:4000], "lunch.jpg", "途中で切れているか、壊れています"),
        (b"", "lunch.jpg", "空です"),
        (b"\xff\xd8\xff" + bytes(images.MOST_BYTES), "lunch.jpg", "15MBまで"),
    ],
)
def test_a_bad_file_is_refused_at_its_field_and_nothing_is_saved(
    admin_client, nec2025, data, name, reason
):
    before = version(nec2025)
    response = post(admin_client, add(Photo), upload=upload(data, name), **TYPED)
    (message,) = response.context["adminform"].form.errors["upload"]
    assert reason in message
    assert message in text(response)
    assert response.context["adminform"].form["alt"].value() == TYPED["alt"]
    assert not Photo.objects.exists()
    assert every_file() == []
    assert version(nec2025) == before


def test_more_than_any_file_is_thrown_away_as_it_comes_and_told(admin_client, nec2025, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 100_000)
    response = post(admin_client, add(Photo), upload=upload(bytes(200_000)), **TYPED)
    (message,) = response.context["adminform"].form.errors["upload"]
    assert "ファイルが大きすぎます" in message
    assert "upload" not in response.wsgi_request.FILES
    assert response.context["adminform"].form["alt"].value() == TYPED["alt"]


def test_a_photo_without_a_file_is_refused(admin_client, nec2025):
    response = post(admin_client, add(Photo), **TYPED)
    assert "写真のファイルを選んで" in response.context["adminform"].form.errors["upload"][0]


def test_minors_on_a_photo_of_nobody_are_a_slip(admin_client, photo):
    response = post(admin_client, change(photo), has_minors="on")
    assert "「人物なし」なのに" in response.context["adminform"].form.errors["people"][0]


def test_a_form_without_a_file_keeps_the_file(admin_client, photo, commit):
    key = photo.key
    with commit():
        post(admin_client, change(photo), credit="NEC")
    photo.refresh_from_db()
    assert (photo.credit, photo.key, len(files(photo))) == ("NEC", key, RENDITIONS)


def test_a_form_with_a_file_replaces_it(admin_client, photo, commit):
    key = photo.key
    with commit():
        post(admin_client, change(photo), upload=upload(pictures.from_a_phone()))
    photo.refresh_from_db()
    assert photo.key != key
    assert (files(key), len(files(photo)), photo.height) == ([], RENDITIONS, 800)


def test_a_good_file_on_a_form_with_another_mistake_is_not_kept(admin_client, nec2025):
    response = post(
        admin_client, add(Photo), upload=upload(pictures.from_a_phone()), alt="", alt_en="A bowl"
    )
    assert list(response.context["adminform"].form.errors) == ["alt"]
    assert every_file() == []


def test_a_failure_after_saving_leaves_no_file(admin_client, nec2025, monkeypatch):
    def fail(self, *args):
        raise RuntimeError("the log is full")

    monkeypatch.setattr("programmes.admin.photo.PhotoAdmin.log_addition", fail)
    with pytest.raises(RuntimeError):
        post(admin_client, add(Photo), upload=upload(pictures.from_a_phone()), **TYPED)
    assert not Photo.objects.exists()
    assert every_file() == []


def test_a_photo_in_use_keeps_its_programme_and_its_file(admin_client, nec2024, menu, photo):
    values = filled(admin_client, change(photo), programme=nec2024.pk)
    response = admin_client.post(
        change(photo), values | {"upload": upload(pictures.from_a_phone())}, follow=True
    )
    assert "に付いている写真です" in text(response)
    assert len(every_file()) == RENDITIONS == len(files(photo))


def test_who_may_not_add_photos_has_nothing_decoded(client, django_user_model, monkeypatch, db):
    user = django_user_model.objects.create_user("stranger", is_staff=True)
    client.force_login(user)
    monkeypatch.setattr(images, "picture", lambda *args: pytest.fail("decoded"))
    values = {"upload": upload(pictures.from_a_phone()), **TYPED}
    assert client.post(add(Photo), values).status_code == 403


def test_the_list_tells_the_state_in_words_and_filters_by_it(admin_client, nec2025):
    PhotoFactory(programme=nec2025, alt="使える", expires_on=date(2027, 3, 31))
    PhotoFactory(programme=nec2025, alt="未確認", people="unconfirmed")
    PhotoFactory(programme=nec2025, alt="期限切れ", expires_on=date(2026, 6, 30))
    url = address(Photo, "changelist")
    page = text(admin_client.get(url))
    assert "2027年3月31日(水)まで公開できます" in page
    assert "公開しません：写っている人の同意が未確認です" in page
    assert "公開しません：期限（2026年6月30日(火)）が過ぎました" in page
    assert page.count('class="fp-thumbnail"') == 3
    for state, alt in (("public", "使える"), ("held", "未確認"), ("over", "期限切れ")):
        found = admin_client.get(f"{url}?state={state}").context["cl"].result_list
        assert [photo.alt for photo in found] == [alt]


def test_the_form_shows_the_photo_and_where_it_stands(admin_client, photo, menu):
    page = text(admin_client.get(change(photo)))
    assert re.search(rf'<img class="fp-preview" src="{photo.address}" width="640"', page)
    assert "メニュー「会津地鶏の親子丼」" in page
    forbidden(photo, withdrawn_on=TODAY)
    call_command("remove_expired_photos", verbosity=0)
    page = text(admin_client.get(change(photo)))
    assert "ファイルはありません" in page
    assert "公開するには" not in page, "nobody is asked for what was withdrawn"
    assert "ファイルは2026年7月1日(水)に消しました" in page


def test_the_list_takes_no_query_per_photo(admin_client, nec2025):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(address(Photo, "changelist"))
        return len(captured)

    PhotoFactory(programme=nec2025)
    one = cost()
    for _ in range(5):
        PhotoFactory(programme=nec2025)
    assert cost() == one
