"""Imports at once with others, on real transactions: nothing is overwritten unseen or lost."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from produce.models import Meal
from programmes import imports
from programmes.models import ImportBatch

from .back_office import change, filled
from .effort import attempts
from .factories import MealFactory, OutletFactory, ProgrammeFactory
from .grids import Screen, url
from .together import at_once

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "拠点,日付,提供数\n"


@pytest.fixture
def programme(transactional_db):
    programme = ProgrammeFactory()
    for name in ("本社食堂", "玉川食堂"):
        OutletFactory(partnership=programme.partnership, name=name)
    return programme


@pytest.fixture
def person(transactional_db):
    return get_user_model().objects.create_superuser("hanako")


def bring(programme, person, text):
    return imports.upload(programme, "produce.meal", "食堂.csv", text.encode("cp932"), person)


def commit(batch, person, **chosen):
    return lambda: imports.commit(ImportBatch.objects.get(pk=batch.pk), person, **chosen)


def counts(programme):
    found = Meal.objects.filter(programme=programme).order_by("outlet__name")
    return list(found.values_list("outlet__name", "servings"))


def outcomes_of(*acts):
    return sorted(type(outcome).__name__ for outcome in at_once(*acts))


def test_of_two_imports_of_the_same_cell_one_is_asked_about(programme, person):
    first = bring(programme, person, HEAD + "本社食堂,2026-02-19,120\n")
    second = bring(programme, person, HEAD + "本社食堂,2026-02-19,130\n")
    outcomes = outcomes_of(
        commit(first, person, choice="file"), commit(second, person, choice="file")
    )
    assert outcomes == ["Conflicts", "ImportBatch"]
    assert len(counts(programme)) == 1
    assert Meal.history.filter(programme=programme).count() == 1


def test_two_imports_of_different_cells_both_go_through(programme, person):
    first = bring(programme, person, HEAD + "本社食堂,2026-02-19,120\n")
    second = bring(programme, person, HEAD + "玉川食堂,2026-02-19,80\n")
    assert outcomes_of(commit(first, person), commit(second, person)) == ["ImportBatch"] * 2
    assert counts(programme) == [("本社食堂", 120), ("玉川食堂", 80)]


def test_one_file_committed_twice_at_once_is_saved_once(programme, person):
    batch = bring(programme, person, HEAD + "本社食堂,2026-02-19,120\n")
    assert outcomes_of(*[commit(batch, person)] * 2) == ["Conflicts", "ImportBatch"]
    assert Meal.history.filter(programme=programme).count() == 1


def test_a_form_and_an_import_of_the_same_cell_do_not_overwrite_each_other(programme, person):
    outlet = programme.partnership.outlets.get(name="本社食堂")
    meal = MealFactory(programme=programme, outlet=outlet, starts_on=date(2026, 2, 19))
    batch = bring(programme, person, HEAD + "本社食堂,2026-02-19,130\n")
    meal.servings = 125

    outcomes = at_once(commit(batch, person, choice="file"), meal.save)
    meal.refresh_from_db()
    if isinstance(outcomes[0], imports.Conflicts):
        assert meal.servings == 125
    else:  # the import came first, and the form's own check is not part of save()
        versions = list(meal.history.order_by("history_id").values_list("servings", flat=True))
        assert versions == [120, 130, 125]


# through the pages


class Desk:
    """Files, forms and grids that several people have open at once."""

    day = date(2026, 2, 19)

    def __init__(self, programme, person):
        self.programme, self.person = programme, person
        self.outlets = list(programme.partnership.outlets.order_by("name", "pk"))

    def client(self):
        client = Client()
        client.force_login(self.person)
        return client

    def file(self, *counts):
        """A file with a count for each outlet on the day, looked at; an act that commits it."""
        lines = [
            f"{outlet.name},{self.day},{count}"
            for outlet, count in zip(self.outlets, counts, strict=False)
            if count is not None
        ]
        batch = bring(self.programme, self.person, HEAD + "\n".join(lines))
        address, client = reverse("admin:import_commit", args=[batch.pk]), self.client()
        return batch, lambda **more: client.post(address, {"choice": "file"} | more)

    def form(self, meal, servings):
        client, address = self.client(), change(meal)
        typed = filled(client, address, servings=servings)
        return lambda: client.post(address, typed)

    def grid(self, *counts):
        screen = Screen(self.client(), url(self.programme, start=self.day, days=1))
        for outlet, count in zip(self.outlets, counts, strict=False):
            if count is not None:
                screen.type(outlet, self.day, str(count))
        return screen.save

    def stored(self):
        found = Meal.objects.filter(programme=self.programme).order_by("outlet__name", "pk")
        return list(found.values_list("servings", flat=True))

    def versions(self, outlet):
        found = Meal.history.filter(outlet=outlet).order_by("history_id")
        return list(found.values_list("servings", flat=True))


@pytest.fixture
def desk(programme, person):
    return Desk(programme, person)


def stays_open(batch, page):
    """Whether a refused file still waits and its page shows what it would write."""
    batch.refresh_from_db()
    return batch.status == ImportBatch.Status.UPLOADED and 'name="row-0"' in page.content.decode()


@attempts
def test_of_two_files_over_one_record_the_second_shows_both_values(desk, attempt):
    meal = MealFactory(programme=desk.programme, outlet=desk.outlets[0], starts_on=desk.day)
    files = [desk.file(130), desk.file(140)]
    outcomes = at_once(*(act for _batch, act in files))
    assert sorted(page.status_code for page in outcomes) == [302, 409], outcomes
    [(batch, act, page)] = [
        (*file, page) for file, page in zip(files, outcomes, strict=True) if page.status_code == 409
    ]
    meal.refresh_from_db()
    [row] = batch_rows(batch, page)
    assert {row["cells"][0][1], row["cells"][0][2]} == {"130", "140"}
    assert row["cells"][0][1] == str(meal.servings)
    assert row["is_contested"]
    assert act().status_code == 409  # "all of the file" does not decide about this row
    assert act(**{"row-0": "file"}).status_code == 302
    assert desk.versions(desk.outlets[0]) == [120, int(row["cells"][0][1]), int(row["cells"][0][2])]


def batch_rows(batch, page):
    assert stays_open(batch, page)
    return batch.report["changed"]


@attempts
def test_a_form_and_a_file_over_one_record_overwrite_nothing_unseen(desk, attempt):
    meal = MealFactory(programme=desk.programme, outlet=desk.outlets[0], starts_on=desk.day)
    batch, commit_it = desk.file(130)
    of_form, of_file = at_once(desk.form(meal, 125), commit_it)
    codes = of_form.status_code, of_file.status_code
    assert codes in ((302, 409), (200, 302)), codes
    if codes == (302, 409):
        [row] = batch_rows(batch, of_file)
        assert row["cells"][0][1:] == ["125", "130"]
        assert desk.versions(desk.outlets[0]) == [120, 125]
    else:
        text = of_form.content.decode()
        assert "125" in text and "130" in text
        assert desk.versions(desk.outlets[0]) == [120, 130]


@attempts
@pytest.mark.parametrize("is_there", [False, True])
def test_a_grid_and_a_file_over_one_cell_overwrite_nothing_unseen(desk, is_there, attempt):
    site, other = desk.outlets[:2]
    if is_there:
        MealFactory(programme=desk.programme, outlet=site, starts_on=desk.day)
    before = [120] if is_there else []
    batch, commit_it = desk.file(130, 80)
    screen, page = at_once(desk.grid(125), commit_it)
    assert screen.saved == (page.status_code == 409), (screen.saved, page.status_code)
    if screen.saved:
        assert [row["cells"][0][1:] for row in batch_rows(batch, page)] == [["125", "130"]]
        assert desk.versions(site) == [*before, 125]
        assert desk.versions(other) == []  # all of the file or nothing
        assert commit_it(**{"row-0": "keep"}).status_code == 302
        assert desk.stored() == [125, 80]
    else:
        assert screen.value(site, desk.day) == "125" or "125" in screen.text()
        assert len(screen.page.select(".fp-grid-conflict")) == 1
        assert desk.versions(site) == [*before, 130]


@attempts
def test_a_grid_a_form_and_files_over_different_cells_hinder_nobody(desk, attempt):
    outlets = [
        *desk.outlets,
        *OutletFactory.create_batch(2, partnership=desk.programme.partnership),
    ]
    desk.outlets = outlets
    meal = MealFactory(programme=desk.programme, outlet=outlets[0], starts_on=desk.day)
    files = [desk.file(None, 80), desk.file(None, None, 70)]
    acts = [desk.form(meal, 125), desk.grid(None, None, None, 60), *(act for _, act in files)]
    form, screen, *pages = at_once(*acts)
    assert (form.status_code, screen.saved) == (302, True)
    assert [page.status_code for page in pages] == [302, 302]
    assert sorted(desk.stored()) == [60, 70, 80, 125]


@attempts
def test_two_files_that_count_the_same_meals_otherwise_are_not_both_saved(desk, attempt):
    """One has the outlets, the other all of them together: the sum would count twice."""
    parts = desk.file(50, 60)[1]
    whole = bring(desk.programme, desk.person, HEAD + f"全拠点,{desk.day},110\n")
    address, client = reverse("admin:import_commit", args=[whole.pk]), desk.client()
    outcomes = at_once(parts, lambda: client.post(address, {"choice": "file"}))
    assert sorted(page.status_code for page in outcomes) == [302, 409]
    assert sum(desk.stored()) == 110


@attempts
def test_a_file_saved_and_abandoned_at_once_is_one_of_both(desk, attempt):
    batch, commit_it = desk.file(130)
    client = desk.client()
    leave = reverse("admin:import_abandon", args=[batch.pk])
    saved, _left = at_once(commit_it, lambda: client.post(leave))
    batch.refresh_from_db()
    if saved.status_code == 302:
        assert (batch.status, desk.stored()) == ("committed", [130])
    else:
        assert (batch.status, desk.stored()) == ("abandoned", [])
