"""The four groups, what they may do, and that nobody raises their own rights."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Session, Talk, Voice
from produce.models import ClosedDay, Meal, Menu, Outlet
from programmes.accounts.models import Device
from programmes.accounts.roles import ALL, LOOK, make_groups, rights
from programmes.models import Municipality, Note, Programme, Record, Role, Source, TrackedModel

from .back_office import filled
from .staff import person

pytestmark = pytest.mark.django_db


def held():
    """group -> the permissions it has, as texts."""
    names = ("content_type__app_label", "codename")
    return {group.name: set(group.permissions.values_list(*names)) for group in Group.objects.all()}


def migrated(app="produce"):
    make_groups(sender=apps.get_app_config(app), using="default", apps=apps)


# the groups


def test_the_groups_are_there_after_migrate():
    assert set(Role) <= {*Group.objects.values_list("name", flat=True)}
    assert all(held()[role] for role in Role)


def test_a_second_migrate_changes_nothing_and_writes_nothing():
    before = held()
    with CaptureQueriesContext(connection) as captured:
        migrated()
    assert held() == before
    verbs = {query["sql"].split()[0] for query in captured}
    assert verbs <= {"SELECT", "SAVEPOINT", "RELEASE"}
    call_command("migrate", verbosity=0)
    assert held() == before


def test_a_right_that_is_no_longer_given_is_taken_back_and_a_lost_one_given_again():
    before = held()
    group = Group.objects.get(name=Role.READING)
    group.permissions.add(Permission.objects.get(codename="delete_meal"))
    group.permissions.remove(Permission.objects.get(codename="view_meal"))
    migrated()
    assert held() == before


def test_other_groups_are_left_alone():
    group = Group.objects.create(name="広報")
    group.permissions.add(Permission.objects.get(codename="delete_meal"))
    migrated()
    assert held()["広報"] == {("produce", "delete_meal")}


def test_the_groups_hold_what_the_rights_say_of_every_model():
    before, models = held(), apps.get_models()
    assert len(models) > 40
    for role in Role:
        wanted = {
            (model._meta.app_label, f"{right}_{model._meta.model_name}")
            for model in models
            for right in rights(role, model)
        }
        assert before[role] == wanted


@pytest.mark.parametrize(
    "model, entry, publication",
    [
        (Meal, ALL, LOOK),
        (Session, ALL, LOOK),
        (Talk, ALL, LOOK),
        (Menu, ALL - {"delete"}, ALL - {"delete"}),
        (Outlet, LOOK, ALL - {"delete"}),
        (Source, LOOK, ALL - {"delete"}),
        (Programme, LOOK, ALL - {"delete"}),
        (Note, LOOK, ALL),
        (Voice, LOOK, ALL),
        (ClosedDay, LOOK, ALL),
        (Municipality, LOOK, LOOK),
        (User, set(), set()),
        (Device, set(), set()),
    ],
)
def test_the_rights_follow_the_kind_of_model(model, entry, publication):
    assert rights(Role.ENTRY, model) == entry
    assert rights(Role.PUBLICATION, model) == publication


def test_who_reads_may_look_at_all_content_and_do_nothing():
    shown = [model for model in apps.get_models() if issubclass(model, TrackedModel)]
    assert len(shown) > 25
    assert all(rights(Role.READING, model) == LOOK for model in shown)
    assert {right for model in apps.get_models() for right in rights(Role.READING, model)} == LOOK


def test_every_kind_of_record_can_be_entered():
    records = [model for model in apps.get_models() if issubclass(model, Record)]
    assert len(records) >= 11
    assert all(rights(Role.ENTRY, model) == ALL for model in records)


# people


@pytest.fixture
def boss(client):
    """An administrator who is no superuser."""
    client.force_login(someone := person(Role.ADMINISTRATION))
    client.user = someone
    return client


def page(user):
    return reverse("admin:auth_user_change", args=[user.pk])


def save(client, user, **typed):
    return client.post(page(user), {**filled(client, page(user)), **typed}, follow=True)


def test_an_administrator_gives_a_role(boss):
    someone = person()
    entry = Group.objects.get(name=Role.ENTRY)
    assert save(boss, someone, groups=[entry.pk]).redirect_chain
    assert list(someone.groups.all()) == [entry]


def test_an_administrator_adds_a_person(boss):
    typed = {"username": "hanako", "usable_password": "true"}
    typed |= {"password1": "tadami-line-7", "password2": "tadami-line-7"}
    response = boss.post(reverse("admin:auth_user_add"), typed)
    made = User.objects.get(username="hanako")
    assert response.url == page(made)
    assert not made.is_staff and not made.is_superuser


@pytest.mark.parametrize("whom", ["themselves", "another"])
def test_an_administrator_makes_nobody_a_superuser(boss, whom):
    someone = boss.user if whom == "themselves" else person()
    form = boss.get(page(someone)).context["adminform"].form
    assert not {"is_superuser", "user_permissions"} & set(form.fields)
    everything = [permission.pk for permission in Permission.objects.all()]
    for typed in ({"is_superuser": "on"}, {"user_permissions": everything}):
        assert save(boss, someone, **typed).status_code == 403
    someone = User.objects.get(pk=someone.pk)
    assert not someone.is_superuser
    assert not someone.user_permissions.exists()


def test_an_administrator_changes_no_superuser(boss, admin_user):
    assert boss.get(page(admin_user)).status_code == 200
    assert boss.post(page(admin_user), {"username": "mine"}).status_code == 403
    url = reverse("admin:auth_user_password_change", args=[admin_user.pk])
    password = {"password1": "tadami-line-7", "password2": "tadami-line-7"}
    assert boss.post(url, password).status_code == 403
    device = Device.objects.create(user=admin_user, type="totp", data={"secret": "A"})
    url = reverse("admin:sign_in_device_delete", args=[device.pk])
    assert boss.post(url, {"post": "yes"}).status_code == 403
    assert Device.objects.filter(pk=device.pk).exists()
    admin_user.refresh_from_db()
    assert admin_user.check_password("password")


def test_a_superusers_second_factor_is_not_deleted_from_the_list_either(boss, admin_user):
    device = Device.objects.create(user=admin_user, type="totp", data={"secret": "A"})
    chosen = {"action": "delete_selected", "post": "yes", "_selected_action": [device.pk]}
    assert boss.post(reverse("admin:sign_in_device_changelist"), chosen).status_code == 403
    assert Device.objects.filter(pk=device.pk).exists()


def test_a_group_with_other_rights_is_given_by_superusers_only(boss):
    powerful = Group.objects.create(name="なんでも")
    powerful.permissions.set(Permission.objects.all())
    someone = person()
    response = save(boss, someone, groups=[powerful.pk])
    assert "groups" in response.context["adminform"].form.errors
    assert not someone.groups.exists()
    someone.groups.add(powerful)
    save(boss, someone, first_name="花子")
    assert list(someone.groups.all()) == [powerful], "and it is kept where it was given"


@pytest.mark.parametrize("who", ["boss", "superuser"])
def test_the_four_groups_are_as_the_code_says(boss, admin_user, who):
    if who == "superuser":
        boss.force_login(admin_user)
    group = Group.objects.get(name=Role.READING)
    for name in ("change", "delete"):
        url = reverse(f"admin:auth_group_{name}", args=[group.pk])
        assert boss.post(url, {"name": "x", "post": "yes"}).status_code == 403
    assert Group.objects.filter(name=Role.READING).exists()


@pytest.mark.parametrize("role", [Role.ENTRY, Role.PUBLICATION, Role.READING])
def test_nobody_else_sees_people(client, role):
    client.force_login(someone := person(role))
    for url in (page(someone), reverse("admin:auth_user_changelist")):
        assert client.get(url).status_code == 403
        assert client.post(url, {"is_superuser": "on"}).status_code == 403
    assert not User.objects.get(pk=someone.pk).is_superuser


def test_the_list_of_people_takes_as_many_queries_for_40_as_for_2(boss):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert boss.get(reverse("admin:auth_user_changelist")).status_code == 200
        return len(captured)

    person(Role.ENTRY)
    few = queries()
    for _ in range(38):
        person(Role.ENTRY)
    assert queries() == few
