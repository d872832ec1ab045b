"""Every address of the back office for every kind of visitor, against `permissions.csv`.

A row per model: L its list and that of the deleted, A to add, V to see one, C to change it and to
put back an old version, H its history, D to delete it.
The objects are of one partnership; 入力担当 is there once for it (entry) and once for another
(elsewhere). Any other address has a row of its own by its name, with yes or -. An address that
no row knows fails: give it one.
"""

import csv
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.admin.sites import site
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.urls import URLPattern, reverse

from produce.models import Meal, Outlet, OutletDuty
from programmes.accounts.models import Device, Failure, Visit
from programmes.models import ImportBatch, Programme, Release, Role, TrackedModel

from .factories import PartnershipFactory
from .staff import person

VISITORS = ("anonymous", "visitor", "entry", "elsewhere", "reader", "publisher")
VISITORS += ("administrator", "superuser")
#: who is tried in a usual run
QUICK = ("anonymous", "visitor")
PAGES = ("changelist", "add", "change", "history", "delete")
#: of what has a history of ours
HISTORY_PAGES = ("deleted", "compare", "restore")
UNNAMED = {"(?P<url>.*)$": "an address that is none"}

with (Path(__file__).parent / "permissions.csv").open(encoding="utf-8") as lines:
    TABLE = {row["page"]: row for row in csv.DictReader(lines)}


def walk(patterns, before=""):
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern.name
        else:
            yield from walk(pattern.url_patterns, route)


def model_of(name):
    """(model, page) of an address of a model's admin, or None."""
    for model in site._registry:
        for page in PAGES + HISTORY_PAGES:
            if name == f"{model._meta.app_label}_{model._meta.model_name}_{page}":
                return model, page
    return None


def rows_of(route, name):
    """The rows of the table that tell about an address."""
    if found := model_of(name):
        return [found[0]._meta.label_lower]
    if name is None:
        return [UNNAMED.get(route, "an object without a page")]
    if name == "app_list":
        labels = {model._meta.app_label for model in site._registry}
        return [f"app_list {label}" for label in sorted(labels)]
    if name == "autocomplete":  # as the list of what it searches
        return []
    return ["logout (post)" if name == "logout" else name]


def test_every_address_has_a_row_and_every_row_an_address():
    addresses = list(walk(site.get_urls()))
    assert len(addresses) == len({route for route, _name in addresses})
    rows = {row for address in addresses for row in rows_of(*address)}
    assert rows == set(TABLE)


@pytest.fixture
def objects(one_of_each, nec2025):
    """model -> an object of it, of one partnership where it is of any; the person is no admin."""
    found = {model: model._default_manager.first() for model in site._registry}
    someone = person()
    device = Device.objects.create(user=someone, type="totp", data={"secret": "GEZDGNBVGY3T"})
    extra = Group.objects.create(name="ほかの集まり")
    found |= {type(someone): someone, Device: device, Group: extra, Programme: nec2025}
    found[Meal] = Meal.objects.get(outlet=found[Outlet])
    assert None not in found.values()
    return found


@pytest.fixture
def visitors(objects, nec2025, admin_user):
    mine = nec2025.partnership
    roles = [(Role.READING,), (Role.PUBLICATION,), (Role.ADMINISTRATION,)]
    staff = [person(Role.ENTRY, partnership=one) for one in (mine, PartnershipFactory())]
    OutletDuty.objects.create(user=staff[0], outlet=objects[Outlet])
    people = [None, person(is_staff=False), *staff, *(person(*one) for one in roles), admin_user]
    return dict(zip(VISITORS, people, strict=True))


def is_let_in(client, method, url):
    """Whether the visitor gets what the address is for; whatever it does is undone."""
    with transaction.atomic():
        response = getattr(client, method)(url)
        transaction.set_rollback(True)
    if response.status_code == 302:
        away = (reverse("admin:login"), reverse("account_login"))
        return not response.url.startswith(away) and response.url != reverse("admin:index")
    assert response.status_code in (200, 403, 404), (url, response.status_code)
    return response.status_code == 200


def tries_on(model, obj):
    """(letter, method, address) of all that can be done with a model."""
    info = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    one = {page: reverse(f"{info}_{page}", args=[obj.pk]) for page in PAGES[2:]}
    yield "L", "get", reverse(f"{info}_changelist")
    for method in ("get", "post"):
        yield "A", method, reverse(f"{info}_add")
        yield "D", method, one["delete"]
    yield "V", "get", one["change"]
    yield "C", "post", one["change"]
    yield "H", "get", one["history"]
    if issubclass(model, TrackedModel):
        yield "L", "get", reverse(f"{info}_deleted")
        yield "H", "get", reverse(f"{info}_compare", args=[obj.pk])
        version = [obj.pk, model._meta.model_name, obj.history.first().pk]
        for method in ("get", "post"):
            yield "C", method, reverse(f"{info}_restore", args=version)


def searches():
    """(address, model that it searches) of every field that is filled in by searching."""
    for model, model_admin in site._registry.items():
        for name in model_admin.get_autocomplete_fields(None):
            meta, target = model._meta, model._meta.get_field(name).related_model
            query = f"app_label={meta.app_label}&model_name={meta.model_name}&field_name={name}"
            yield f"{reverse('admin:autocomplete')}?{query}", target


def others(objects, programme):
    """(row, method, address) of what belongs to no model."""
    yield "index", "get", reverse("admin:index")
    yield "login", "get", reverse("account_login")
    yield "logout (post)", "post", reverse("admin:logout")
    for name in ("password_change", "password_change_done", "jsi18n"):
        yield name, "get", reverse(f"admin:{name}")
    kind = ContentType.objects.get_for_model(Programme)
    yield "view_on_site", "get", reverse("admin:view_on_site", args=[kind.pk, programme.pk])
    for model, obj in objects.items():
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        yield "an object without a page", "get", f"{path}{obj.pk}/"
    yield "an address that is none", "get", "/admin/none/"
    for label in {model._meta.app_label for model in site._registry}:
        yield f"app_list {label}", "get", reverse("admin:app_list", args=[label])
    names = [programme.partnership.slug, programme.slug, "meals"]
    yield "figure_history", "get", reverse("admin:figure_history", args=names)
    copy, grid = "programmes_programme_copy", "produce_grid"
    for method in ("get", "post"):
        yield copy, method, reverse(f"admin:{copy}", args=[programme.pk])
        yield grid, method, f"{reverse('admin:produce_grid')}?programme={programme.pk}"
    yield from imports(objects, programme)
    yield from releases(objects)
    someone = next(obj for model, obj in objects.items() if model._meta.label == "auth.User")
    for method in ("get", "post"):
        yield (
            "auth_user_password_change",
            method,
            reverse("admin:auth_user_password_change", args=[someone.pk]),
        )


def imports(objects, programme):
    """The same of an import besides its list and its page."""
    batch = objects[ImportBatch].pk
    for method in ("get", "post"):
        yield "import", method, reverse("admin:import")
        yield "import_undo", method, reverse("admin:import_undo", args=[batch])
    for name in ("import_answer", "import_commit", "import_abandon"):
        yield name, "post", reverse(f"admin:{name}", args=[batch])
    for name in ("import_report", "import_file"):
        yield name, "get", reverse(f"admin:{name}", args=[batch])
    yield "import_template", "get", reverse("admin:import_template", args=["produce.meal", "csv"])
    records = [programme.pk, "produce.meal", "csv"]
    yield "import_records", "get", reverse("admin:import_records", args=records)


def releases(objects):
    """The same of the steps of a release, which is a draft, and of the pages around it."""
    release, name = objects[Release].pk, "programmes_release_"
    yield f"{name}preview", "get", reverse(f"admin:{name}preview", args=[release])
    for page in ("redraft", "approve"):
        for method in ("get", "post"):
            yield f"{name}{page}", method, reverse(f"admin:{name}{page}", args=[release])
    for method in ("get", "post"):
        yield "release_review", method, reverse("admin:release_review", args=[release])
    for step in ("submit", "give_back", "withdraw", "reopen"):
        yield f"{name}{step}", "post", reverse(f"admin:{name}{step}", args=[release])


@pytest.mark.parametrize(
    "visitor",
    [name if name in QUICK else pytest.param(name, marks=pytest.mark.sweep) for name in VISITORS],
)
def test_each_visitor_gets_what_the_table_says(client, objects, visitors, nec2025, visitor):
    if user := visitors[visitor]:
        client.force_login(user)
    tried, wrong = 0, []

    def expect(allowed, method, url):
        nonlocal tried
        tried += 1
        if is_let_in(client, method, url) != allowed:
            wrong.append(f"{method} {url} {'refused' if allowed else 'open'}")
        if user and "logout" in url:
            client.force_login(user)

    for model, obj in objects.items():
        letters = TABLE[model._meta.label_lower][visitor]
        for letter, method, url in tries_on(model, obj):
            expect(letter in letters, method, url)
    for url, target in searches():
        expect("L" in TABLE[target._meta.label_lower][visitor], "get", url)
    for row, method, url in others(objects, nec2025):
        expect(TABLE[row][visitor] == "yes", method, url)
    assert wrong == []
    models, labels = site._registry, {model._meta.app_label for model in site._registry}
    shown = [model for model in models if issubclass(model, TrackedModel)]
    assert (len(models), len(shown), len(labels)) == (34, 27, 6)
    assert tried == 9 * 34 + 4 * 27 + len(list(searches())) + 6 + 26 + 11
    assert tried >= 380


def test_the_table_tells_of_every_registered_model_and_visitor():
    assert set(VISITORS) | {"page"} == set(next(iter(TABLE.values())))
    assert {model._meta.label_lower for model in admin.site._registry} <= set(TABLE)
    assert {Failure, Visit} <= set(site._registry)
