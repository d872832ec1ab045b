"""What takes the demo most of its time: its pictures, and what it published."""

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command

from produce import demo as produce_demo
from produce.models import Menu, Sale
from programmes import demo as demos
from programmes.demo import make_demo
from programmes.figures import FINAL, results
from programmes.models import ChangeSource, Event, Photo, Pictured, Programme, Publication, Release
from programmes.releases import corrections, workflow
from programmes.releases.checklist import checked

from .demos import WEDNESDAY, demo_made
from .pages import soup

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, folder):
    with demo_made(django_db_blocker, folder, quick=False) as made:
        yield made


@pytest.fixture
def demo(made, db, at, settings, folder):
    at(*WEDNESDAY)
    settings.MEDIA_ROOT = folder
    return Programme.objects.get(pk=made.programme.pk)


@pytest.fixture
def before(demo):
    return Programme.objects.get(partnership=demo.partnership_id, slug="2025")


def pictured():
    """Whatever in the demo may have a picture."""
    models = [model for model in apps.get_models() if issubclass(model, Pictured)]
    ours = {"programme__partnership__slug": "demo"}
    return [one for model in models for one in model.objects.filter(**ours).select_related("photo")]


def counts():
    return [model.objects.count() for model in (Photo, Release, Publication, User)]


# --- pictures ------------------------------------------------------------------------------------


def test_every_menu_product_and_event_has_a_public_picture_told_in_both_languages(demo):
    every = pictured()
    assert len(every) >= 40
    public = set(Photo.objects.public())
    for one in every:
        assert one.photo in public, one
        assert one.photo.alt and one.photo.alt_en and one.photo.credit_en
        assert one.photo.people == Photo.People.NOBODY
    assert len({one.photo_id for one in every}) == len(every) == len(public)


def test_a_picture_is_served_and_shown(client, demo):
    photo = Menu.objects.get(programme=demo, slug="kozuyu").photo
    assert client.get(photo.address)["Content-Type"] == "image/jpeg"
    found = soup(client, "/demo/2026/").find("img", src=photo.address)
    assert found["alt"] == photo.alt


def test_pictures_that_staff_took_off_or_replaced_stay_so(demo):
    off, deleted, other = Menu.objects.filter(programme=demo)[:3]
    kept = deleted.photo
    off.photo = None
    off.save()
    deleted.photo.delete()
    other.photo = Event.objects.filter(programme=demo).first().photo
    other.save()
    number = Photo.objects.count()
    assert make_demo().pictures == 0
    for menu in (off, deleted):
        menu.refresh_from_db()
        assert menu.photo is None
    assert Menu.objects.get(pk=other.pk).photo_id == other.photo_id
    assert Photo.objects.count() == number and not Photo.objects.filter(pk=kept.pk).exists()


# --- what was published --------------------------------------------------------------------------


def test_the_year_before_is_final_and_the_running_one_is_not(before, demo):
    assert {result.status for result in results(before)} == {FINAL}
    assert FINAL not in {result.status for result in results(demo)}


def test_the_results_were_published_and_corrected_with_a_reason(before):
    release = Release.objects.get(programme=before)
    first, second = release.publications.order_by("version")
    assert (first.is_final, second.is_final) == (True, True)
    assert first.reason == "" and "漏れていた" in second.reason and "left out" in second.reason_en
    found = {one.slug: one for one in corrections.corrections(release)}
    assert set(found) == {"online-items", "participations"}
    assert found["online-items"].old != found["online-items"].new
    sale = Sale.objects.get(programme=before, outlet__slug="web-market", starts_on=before.ends_on)
    newest, oldest = sale.history.first(), sale.history.last()
    assert newest.items - oldest.items == produce_demo.FORGOTTEN
    assert newest.history_change_reason == produce_demo.REASON[:100]
    assert newest.way == ChangeSource.COMMAND


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_second_version_shows_what_it_corrects(client, before, prefix):
    page = soup(client, f"{prefix}/demo/2025/publications/results/2/")
    rows = page.find(id="corrections").find_parent("section").select("tbody tr")
    assert len(rows) == 2
    assert (produce_demo.REASON_EN if prefix else produce_demo.REASON) in page.get_text()
    old = soup(client, f"{prefix}/demo/2025/publications/results/1/")
    assert old.select_one(".fp-notice a")["href"] == f"{prefix}/demo/2025/publications/results/2/"


def test_the_first_session_has_its_report(client, demo):
    release = Release.objects.get(programme=demo, kind=Release.Kind.REPORT)
    publication = release.publications.get()
    assert not publication.is_final and publication.next_update_on > demo.ends_on
    page = soup(client, "/demo/2026/publications/talk-1-report/1/")
    assert "64名" in page.get_text() and "架空の町のいまとこれから" in page.get_text()


def test_a_draft_of_the_running_year_waits_for_what_is_missing(demo):
    release = Release.objects.get(programme=demo, kind=Release.Kind.RESULTS)
    assert release.stage == Release.Stage.DRAFT and release.text and release.text_en
    (blocking,) = [check for check in checked(release) if check.blocks]
    assert "記録がありません" in blocking.message
    author = User.objects.create_superuser("hanako")
    assert author.pk not in workflow.authors(release)


def test_nobody_real_stands_behind_it_and_nobody_made_up_can_sign_in(demo):
    people = User.objects.filter(username__startswith="demo-")
    for publication in Publication.objects.all():
        assert {publication.prepared_by, publication.approved_by} == set(people)
        assert publication.prepared_by != publication.approved_by
    for person in people:
        assert not (person.is_active or person.is_staff or person.has_usable_password())


def test_the_logins_are_made_beside_the_people_of_the_demo(demo, capsys):
    call_command("make_login")
    assert capsys.readouterr().out.count("password:") == 2
    assert User.objects.get(username="staff").is_superuser
    assert User.objects.get(username="approver").has_perm("programmes.change_release")


def test_everything_recounts_without_difference(demo, capsys):
    call_command("recount")
    assert "3 publications" in (printed := capsys.readouterr().out) and "no difference" in printed


# --- again ---------------------------------------------------------------------------------------


def test_a_second_run_draws_and_publishes_nothing(demo, capsys):
    before = counts()
    call_command("make_demo")
    assert "complete already, nothing added" in capsys.readouterr().out
    assert counts() == before


def test_a_release_that_staff_deleted_does_not_come_back(demo):
    Release.objects.get(programme=demo, kind=Release.Kind.RESULTS).delete()
    before = counts()
    make_demo()
    assert counts() == before


def test_what_cannot_be_published_is_told_and_the_rest_is_made(demo, monkeypatch, capsys):
    def refused(*programmes):
        raise workflow.NotNow("直すところが1か所あります。")

    monkeypatch.setattr(demos.publishing, "publish", refused)
    call_command("make_demo")
    printed = capsys.readouterr().out
    assert (
        "Nothing was published: 直すところが1か所あります。" in printed and "/demo/2026/" in printed
    )
