"""Signing in: the page, the lock-out, the second factor, and the way back out."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from programmes.accounts import adapters
from programmes.accounts.lockout import address_of
from programmes.accounts.models import Device, Failure, Visit
from programmes.models import Role

from .factories import ProgrammeFactory
from .pages import inline
from .staff import person

pytestmark = pytest.mark.django_db

LOGIN, CODE = "/accounts/login/", "/accounts/code/"
CODE_AGAIN, SET_UP = "/accounts/code/reauthenticate/", "/accounts/second-factor/set-up/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
#: who must have a second factor
NEEDING = [(Role.PUBLICATION,), (Role.ADMINISTRATION,), (Role.ENTRY, Role.PUBLICATION)]


@pytest.fixture
def strict(settings):
    """The second factor required, as in production."""
    settings.SECOND_FACTOR = True


@pytest.fixture
def user():
    return person(Role.PUBLICATION)


def with_app(user):
    """Sets up the app and its recovery codes; returns these."""
    totp.TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).get_unused_codes()


def code(secret=SECRET, steps=0):
    counter = list(totp.yield_hotp_counters_from_time())[1] + steps
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def sign_in(client, user, password="secret-word", where=LOGIN, **headers):
    name = getattr(user, "username", user)
    return client.post(where, {"login": name, "password": password}, **headers)


def is_signed_in(client):
    return client.session.get("_auth_user_id") is not None


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


# the pages


def test_the_page_asks_in_japanese_with_labels_and_lets_managers_fill_in(client):
    page = soup(client.get(LOGIN))
    assert page.html["lang"] == "ja"
    fields = {field["id"]: field for field in page.select("main input[id]")}
    labels = {label["for"]: label.get_text() for label in page.select("main label")}
    assert labels == {"id_login": "ユーザー名", "id_password": "パスワード"}
    assert fields["id_login"]["autocomplete"] == "username"
    assert fields["id_password"]["autocomplete"] == "current-password"
    assert not any(field.get("placeholder") for field in fields.values())


def test_no_page_of_signing_in_needs_inline_code_or_the_data_scheme(client, user):
    with_app(user)
    pages = [client.get(LOGIN), sign_in(client, user, "wrong")]
    sign_in(client, user)
    pages.append(client.get(CODE))
    client.post(CODE, {"code": code()})
    for name in ("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"):
        pages.append(client.get(reverse(name)))
    pages.append(client.get(reverse("mfa_deactivate_totp")))
    client.post(reverse("mfa_deactivate_totp"))
    pages.append(client.get(reverse("mfa_activate_totp")))
    assert "<svg" in pages[-1].content.decode()
    for response in pages:
        html = response.content.decode()
        assert response.status_code == 200
        assert inline(html).found == []
        assert "data:" not in html
        assert 'lang="ja"' in html


def test_only_pages_that_work_without_mail_exist(client):
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    ours = {name for name in names if name.startswith(("account_", "mfa_"))}
    assert ours == {
        *("account_login", "account_logout", "account_reauthenticate"),
        *("mfa_authenticate", "mfa_reauthenticate", "mfa_index"),
        *("mfa_activate_totp", "mfa_deactivate_totp"),
        *("mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
        "mfa_download_recovery_codes",
    }
    for path in ("signup", "password/reset", "email", "inactive", "3rdparty", "social/signup"):
        assert client.get(f"/accounts/{path}/").status_code == 404, path
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


@pytest.mark.parametrize(
    "asked, way_on",
    [
        ("", "/admin/"),
        ("?next=/admin/produce/meal/", "/admin/produce/meal/"),
        ("?next=//evil.example/", "/admin/"),
        ("?next=https://evil.example/admin/", "/admin/"),
    ],
)
def test_the_door_leads_on_who_is_signed_in(client, asked, way_on):
    client.force_login(person(Role.ADMINISTRATION))
    response = client.get(f"/admin/login/{asked}", follow=True)
    assert response.redirect_chain == [(way_on, 302)]
    assert response.status_code == 200


# with a password


def test_a_password_opens_the_page_that_was_asked_for(client):
    someone = person(Role.ENTRY)
    asked = client.get("/admin/produce/meal/", follow=True)
    assert asked.redirect_chain[-1][0] == f"{LOGIN}?next=/admin/produce/meal/"
    response = sign_in(client, someone, where=asked.redirect_chain[-1][0])
    assert response.url == "/admin/produce/meal/"
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "javascript:1"])
def test_the_way_on_leads_nowhere_outside(client, user, path):
    assert sign_in(client, user, where=f"{LOGIN}?next={path}").url == "/admin/"
    client.logout()
    with_app(user)
    sign_in(client, user, where=f"{LOGIN}?next={path}")
    assert client.post(CODE, {"code": code()}).url == "/admin/"


def test_the_session_gets_a_new_key_at_sign_in(client, user):
    client.get("/admin/")
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    sign_in(client, user)
    assert client.session.session_key != before


def test_a_wrong_password_and_an_unknown_name_are_told_alike(client, user):
    messages = [
        soup(sign_in(client, name, "wrong")).select_one("[role=alert]").get_text()
        for name in (user, "nobody")
    ]
    assert messages[0] == messages[1]
    assert "ユーザー名かパスワードが違います" in messages[0]


def test_who_is_switched_off_does_not_get_in(client, user):
    user.is_active = False
    user.save()
    assert sign_in(client, user).status_code == 200
    assert not is_signed_in(client)


def test_who_is_no_staff_is_told_so_instead_of_going_round_in_circles(client):
    someone = person(is_staff=False)
    response = sign_in(client, someone)
    response = client.get(response.url, follow=True)
    assert response.status_code == 403
    assert "管理画面に入れません" in response.content.decode()


def test_signing_out_leaves_nothing_open(client):
    client.force_login(person(Role.ENTRY))
    assert client.get("/admin/").status_code == 200
    assert client.post(reverse("admin:logout")).status_code == 200
    assert client.get("/admin/").status_code == 302
    client.force_login(person(Role.ENTRY))
    assert client.post(reverse("account_logout")).url == LOGIN
    assert client.get("/admin/").status_code == 302


# locked out


def fail(client, name, times=1, **headers):
    return [sign_in(client, name, "wrong", **headers) for _ in range(times)][-1]


def test_five_failures_lock_an_account_at_an_address(client, user):
    assert fail(client, user, 4).status_code == 200
    response = fail(client, user)
    assert response.status_code == 429
    assert int(response["Retry-After"]) == 20 * 60
    page = soup(response).main.get_text()
    assert "20分" in page and "管理者" in page
    assert sign_in(client, user).status_code == 429, "even with the right password"
    assert not is_signed_in(client)


def test_the_account_stays_open_elsewhere_and_the_address_for_others(client, user):
    fail(client, user, 5, REMOTE_ADDR="192.0.2.1")
    colleague = person(Role.ENTRY)
    assert sign_in(client, colleague, REMOTE_ADDR="192.0.2.1").status_code == 302
    client.logout()
    assert sign_in(client, user, REMOTE_ADDR="192.0.2.2").status_code == 302


def test_an_account_is_locked_for_a_guesser_with_many_addresses(client, user):
    for last, times in enumerate((4, 4, 4, 4, 3)):  # one less than the twenty that lock it
        fail(client, user, times, REMOTE_ADDR=f"192.0.2.{last}")
    assert sign_in(client, user, REMOTE_ADDR="192.0.2.99").status_code == 302
    client.logout()
    fail(client, user, REMOTE_ADDR="192.0.2.4")
    assert sign_in(client, user, REMOTE_ADDR="192.0.2.99").status_code == 429


@pytest.mark.sweep
def test_an_address_is_locked_for_a_guesser_with_many_names(client, user, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    for number in range(49):  # one less than the fifty that lock it
        fail(client, f"name-{number}")
    assert sign_in(client, user).status_code == 302
    client.logout()
    fail(client, "name-49")
    assert sign_in(client, user).status_code == 429
    assert sign_in(client, user, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_a_success_forgets_no_failure_at_another_address(client, user):
    fail(client, user, 4, REMOTE_ADDR="192.0.2.1")
    fail(client, user, 4, REMOTE_ADDR="192.0.2.2")
    assert sign_in(client, user, REMOTE_ADDR="192.0.2.2").status_code == 302
    client.logout()
    assert [failure.ip_address for failure in Failure.objects.all()] == ["192.0.2.1"]
    assert fail(client, user, REMOTE_ADDR="192.0.2.2").status_code == 200
    assert fail(client, user, REMOTE_ADDR="192.0.2.1").status_code == 429


@pytest.mark.parametrize("seconds, minutes", [(60, 1), (61, 2), (1199, 20), (3600, 60)])
def test_who_is_locked_out_is_told_how_long_at_most(client, user, settings, seconds, minutes):
    settings.AXES_COOLOFF_TIME = timedelta(seconds=seconds)
    response = fail(client, user, 5)
    assert f"{minutes}分" in re.findall(r"\d+分", soup(response).main.get_text())
    assert response["Retry-After"] == str(seconds)


def test_the_lock_opens_after_its_time(client, user):
    fail(client, user, 5)
    Failure.objects.update(attempt_time=timezone.now() - timedelta(minutes=21))
    assert sign_in(client, user).status_code == 302


def test_trying_while_locked_does_not_make_it_longer(client, user):
    fail(client, user, 5)
    before = Failure.objects.get().attempt_time
    fail(client, user, 3)
    assert Failure.objects.get().attempt_time == before


def test_a_success_forgets_the_failures_of_that_account_only(client, user, caplog):
    other = person(Role.ENTRY)
    fail(client, user, 4)
    fail(client, other, 4)
    with caplog.at_level("INFO", "axes"):
        sign_in(client, other)
    assert "Deleted 1 failed login attempts" in caplog.text
    client.logout()
    assert [failure.username for failure in Failure.objects.all()] == [user.username]
    assert fail(client, user).status_code == 429


def test_an_administrator_unlocks_by_deleting_the_failure(client, user):
    fail(client, user, 5)
    client.force_login(person(Role.ADMINISTRATION))
    failure = Failure.objects.get()
    client.post(reverse("admin:sign_in_failure_delete", args=[failure.pk]), {"post": "yes"})
    client.logout()
    assert sign_in(client, user).status_code == 302


def test_no_password_and_no_code_is_kept_of_a_failure(client, user):
    with_app(user)
    fail(client, user)
    sign_in(client, user)
    client.post(CODE, {"code": "876543"})
    kept = " ".join(f"{one.get_data} {one.post_data}" for one in Failure.objects.all())
    assert "wrong" not in kept and "secret-word" not in kept and "876543" not in kept


@pytest.mark.parametrize(
    "proxied, forwarded, address",
    [
        (False, "198.51.100.7", "192.0.2.1"),
        (True, "198.51.100.7", "198.51.100.7"),
        (True, "made-up, 203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (True, "2001:db8::1", "2001:db8::1"),
        (True, "", "192.0.2.1"),
        (True, "no address", None),
    ],
)
def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(
    settings, proxied, forwarded, address
):
    settings.BEHIND_PROXY = proxied
    headers = {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": forwarded}
    assert address_of(RequestFactory().get("/", **headers)) == address


@pytest.mark.parametrize("address, expected", [("192.0.2.1", "192.0.2.1"), ("no address", "")])
def test_the_library_limits_by_the_same_address(address, expected):
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    assert get_adapter().get_client_ip(request) == expected


def test_nobody_signs_up():
    assert not get_adapter().is_open_for_signup(RequestFactory().get("/"))


# what is kept of it


@pytest.fixture
def logs(client, user):
    """One of each: a failure, a visit that goes on, a device that was never used."""
    fail(client, "somebody-else")
    sign_in(client, user)
    client.logout()
    with_app(user)
    return {
        "failure": Failure.objects.get(),
        "visit": Visit.objects.filter(username=user.username).get(),
        "device": Device.objects.get(user=user, type="totp"),
    }


def test_the_logs_tell_who_and_what_and_a_dash_for_what_has_not_been(admin_client, user, logs):
    moment = datetime(2026, 7, 1, 23, 5, tzinfo=UTC)
    Failure.objects.update(attempt_time=moment)
    Visit.objects.update(attempt_time=moment, logout_time=None)
    Device.objects.update(created_at=moment)

    def cells(name, *fields):
        address = reverse(f"admin:sign_in_{name}_change", args=[logs[name].pk])
        page = soup(admin_client.get(reverse(f"admin:sign_in_{name}_changelist")))
        row = page.select_one(f'tbody a[href^="{address}"]').find_parent("tr")
        return [row.select_one(f".field-{field}").get_text(strip=True) for field in fields]

    shown_moment = "2026年7月2日(木) 08:05"
    assert cells("failure", "when", "who", "times") == [shown_moment, "somebody-else", "1"]
    assert cells("visit", "when", "until", "who") == [shown_moment, "—", user.username]
    device = [user.username, "認証アプリ", shown_moment, "—"]
    assert cells("device", "who", "what", "since", "used") == device


@pytest.mark.parametrize("name", ["failure", "visit", "device"])
def test_nobody_writes_what_is_logged(admin_client, logs, name):
    there = reverse(f"admin:sign_in_{name}_change", args=[logs[name].pk])
    assert admin_client.post(reverse(f"admin:sign_in_{name}_add")).status_code == 403
    assert admin_client.post(there, {"username": "x"}).status_code == 403
    deleted = admin_client.post(there.replace("change", "delete"), {"post": "yes"})
    assert deleted.status_code == (403 if name == "visit" else 302)


@pytest.mark.parametrize("superuser", [True, False])
def test_a_second_factor_is_deleted_by_whoever_may_change_its_owner(client, user, superuser):
    owner = person(Role.READING, is_superuser=superuser)
    device = Device.objects.create(user=owner, type="totp", data={"secret": SECRET})
    address = reverse("admin:sign_in_device_delete", args=[device.pk])
    answers = []
    for who in (user, person(Role.ADMINISTRATION), person(is_superuser=True)):
        client.force_login(who)
        answers.append(client.post(address, {"post": "yes"}).status_code)
    # the last finds nothing any more where the one before has deleted it
    assert answers[:2] == [403, 403 if superuser else 302]
    assert not Device.objects.filter(pk=device.pk).exists()


# the second factor


def test_the_app_shows_the_code_under_the_name_of_its_owner(user):
    assert f"/{user.username}?" in get_mfa_adapter().build_totp_url(user, SECRET)


def test_after_the_password_the_code_is_asked(client, user):
    with_app(user)
    assert sign_in(client, user, where=f"{LOGIN}?next=/admin/produce/meal/").url == CODE
    assert not is_signed_in(client)
    assert client.get("/admin/").status_code == 302
    field = soup(client.get(CODE)).find(id="id_code")
    assert (field["autocomplete"], field["inputmode"]) == ("one-time-code", "numeric")
    assert not field.has_attr("onpaste") and not field.has_attr("maxlength")
    assert client.post(CODE, {"code": code()}).url == "/admin/produce/meal/"
    assert is_signed_in(client)
    assert Visit.objects.filter(username=user.username).count() == 1


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1} {2}", "{1}-{2}", "full-width"])
def test_a_code_is_understood_as_it_is_typed(client, user, typed):
    with_app(user)
    sign_in(client, user)
    now = code()
    if typed == "full-width":
        typed = now.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    client.post(CODE, {"code": typed.format(now, now[:3], now[3:])})
    assert is_signed_in(client)


def test_a_code_may_be_one_step_old_and_no_older(client, user):
    with_app(user)
    sign_in(client, user)
    client.post(CODE, {"code": code(steps=-3)})
    assert not is_signed_in(client)
    client.post(CODE, {"code": code(steps=-1)})
    assert is_signed_in(client)


@pytest.mark.parametrize("typed", ["{0}{1}", "{0} {1}", "{0}-{1}"])
def test_a_code_works_once_however_typed_whichever_process_answers(client, user, typed):
    with_app(user)
    now = code()
    sign_in(client, user)
    client.post(CODE, {"code": typed.format(now[:3], now[3:])})
    assert is_signed_in(client)
    client.logout()
    cache.clear()  # another process has another memory
    sign_in(client, user)
    response = client.post(CODE, {"code": now})
    assert "もう使いました" in response.content.decode()
    assert not is_signed_in(client)


def test_the_last_four_codes_are_remembered_as_used(client, user):
    with_app(user)
    device = Authenticator.objects.get(user=user, type="totp")
    device.data["used"] = ["1", "2", "3", "4"]
    device.save()
    sign_in(client, user)
    client.post(CODE, {"code": (now := code())})
    device.refresh_from_db()
    assert device.data["used"] == [now, "1", "2", "3"]


def test_a_recovery_code_works_once(client, user):
    first, second, *_rest = with_app(user)
    for typed, opens in ((first, True), (first, False), (second, True)):
        sign_in(client, user)
        client.post(CODE, {"code": typed})
        assert is_signed_in(client) is opens
        client.logout()


def test_wrong_codes_lock_out_like_wrong_passwords(client, user):
    with_app(user)
    sign_in(client, user)
    responses = [client.post(CODE, {"code": "000000"}) for _ in range(5)]
    assert [response.status_code for response in responses] == [200] * 4 + [429]
    assert client.post(CODE, {"code": code()}).status_code == 429, "even with the right code"
    client.logout()
    assert sign_in(client, user).status_code == 429


def test_the_password_does_not_wipe_away_wrong_codes(client, user):
    with_app(user)
    for _ in range(4):
        sign_in(client, user)
        client.post(CODE, {"code": "000000"})
    sign_in(client, user)
    assert client.post(CODE, {"code": "000000"}).status_code == 429


@pytest.mark.parametrize("roles", NEEDING)
def test_who_publishes_or_administers_gets_nowhere_without_a_second_factor(client, strict, roles):
    client.force_login(person(*roles))
    for path in ("/admin/", "/admin/produce/meal/", "/admin/jsi18n/", "/admin/none/"):
        for method in (client.get, client.post):
            response = method(path)
            assert response.status_code == 302, path
            assert response.url == f"/accounts/second-factor/set-up/?next={path}"
    assert client.post(reverse("admin:logout")).status_code == 200


def test_nor_does_a_superuser_without_a_second_factor(admin_client, strict):
    assert admin_client.get("/admin/auth/user/").status_code == 302


def test_nor_are_drafts_shown_to_them_on_the_site(client, strict):
    programme = ProgrammeFactory(visible_from=None)
    someone = person(Role.PUBLICATION)
    client.force_login(someone)
    assert client.get(programme.get_absolute_url()).status_code == 404
    with_app(someone)
    assert client.get(programme.get_absolute_url()).status_code == 404
    client.post(CODE_AGAIN, {"code": code()})
    assert client.get(programme.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("role", [Role.ENTRY, Role.READING])
def test_who_enters_or_reads_needs_none(client, strict, role):
    client.force_login(person(role))
    assert client.get("/admin/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, strict, user):
    RecoveryCodes.activate(user)
    client.force_login(user)
    assert client.get("/admin/").status_code == 302


def test_a_session_from_before_the_second_factor_is_asked_for_its_code(client, strict, user):
    sign_in(client, user)
    with_app(user)
    for path in ("/admin/", "/admin/produce/meal/"):
        asked = client.get(path)
        assert (asked.status_code, asked.url) == (302, f"{CODE_AGAIN}?next={path}")
    assert client.post(asked.url, {"code": "000000"}).status_code == 200
    assert client.get("/admin/").status_code == 302
    assert client.post(asked.url, {"code": code()}).url == "/admin/produce/meal/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("role", [Role.PUBLICATION, Role.ENTRY])
def test_nor_does_such_a_session_see_or_change_the_second_factor(client, role):
    someone = person(role)
    sign_in(client, someone)
    codes = with_app(someone)
    client.post("/accounts/reauthenticate/", {"password": "secret-word"})
    pages = ("index", "activate_totp", "deactivate_totp", "view_recovery_codes")
    for name in (*pages, "generate_recovery_codes", "download_recovery_codes"):
        path = reverse(f"mfa_{name}")
        for response in (client.get(path), client.post(path)):
            assert (response.status_code, response.url) == (302, f"{CODE_AGAIN}?next={path}")
    assert Authenticator.objects.filter(user=someone).count() == 2
    client.post(CODE_AGAIN, {"code": codes[0]})
    assert client.post(reverse("mfa_deactivate_totp")).url == reverse("mfa_index")
    assert not Authenticator.objects.filter(user=someone).exists()


def set_up(client, user):
    sign_in(client, user)
    page = client.get(SET_UP)
    secret = soup(page).select_one(".fp-sign-in__key").get_text()
    return client.post(SET_UP, {"code": code(secret)})


def test_setting_it_up_signs_its_owner_out_everywhere_else(client, strict, user):
    elsewhere, colleague = Client(), Client()
    sign_in(elsewhere, user)
    sign_in(colleague, person(Role.ENTRY))
    set_up(client, user)
    assert not is_signed_in(elsewhere)
    assert is_signed_in(colleague)
    assert client.get("/admin/").status_code == 200


def test_setting_it_up_takes_one_visit(client, strict, user):
    response = sign_in(client, user, where=f"{LOGIN}?next=/admin/")
    page = client.get(response.url, follow=True)
    secret = soup(page).select_one(".fp-sign-in__key").get_text()
    address = reverse("mfa_activate_totp")
    assert "コードが違います" in client.post(address, {"code": "000000"}).content.decode()
    response = client.post(address, {"code": code(secret)}, follow=True)
    codes = [item.get_text(strip=True) for item in soup(response).select("main ul li")]
    assert len(codes) == 10 and all(re.fullmatch(r"\d{8}", one) for one in codes)
    file = client.get(reverse("mfa_download_recovery_codes"))
    assert "attachment" in file["Content-Disposition"]
    assert all(one in file.content.decode() for one in codes)
    assert client.get("/admin/").status_code == 200


def test_later_the_password_or_a_code_is_asked_again_before_it_is_changed(client, user):
    with_app(user)
    sign_in(client, user)
    client.post(CODE, {"code": code()})
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 6 * 60
    session.save()
    pages = ("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes")
    for name in pages:
        assert client.get(reverse(name)).url.startswith("/accounts/reauthenticate/"), name
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    client.post("/accounts/reauthenticate/", {"password": "secret-word"})
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200


@pytest.mark.parametrize(
    "ages, asks", [((300,), False), ((301,), True), ((301, 300), False), ((300, 301), True)]
)
def test_how_a_session_signed_in_last_holds_for_five_minutes(client, user, monkeypatch, ages, asks):
    sign_in(client, user)
    now = 1_800_000_000
    monkeypatch.setattr(adapters, "time", SimpleNamespace(time=lambda: now))
    session = client.session
    records = [{"method": "password", "at": now - age} for age in ages]
    session["account_authentication_methods"] = records
    session.save()
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == (302 if asks else 200)
    assert not asks or page.url.startswith("/accounts/reauthenticate/")


def test_guessing_the_password_of_an_open_session_locks_out_too(client, user):
    sign_in(client, user)
    responses = [client.post("/accounts/reauthenticate/", {"password": "no"}) for _ in range(5)]
    assert responses[-1].status_code == 429


def test_the_pages_of_the_second_factor_are_for_who_signed_in(client):
    for name in ("mfa_index", "mfa_activate_totp", "mfa_view_recovery_codes"):
        assert client.get(reverse(name)).url.startswith(LOGIN)
    assert client.get(CODE).url == LOGIN


def test_the_secret_is_on_no_page_of_the_back_office(admin_client, user):
    with_app(user)
    device = Authenticator.objects.get(user=user, type="totp")
    page = admin_client.get(reverse("admin:sign_in_device_change", args=[device.pk]))
    assert user.username in page.content.decode()
    assert SECRET not in page.content.decode()
