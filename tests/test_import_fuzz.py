"""Whatever is uploaded is answered; nothing is saved before it is confirmed, then all or nothing.

Every case goes through the pages: brought, confirmed, looked at and, where it was saved, undone.
"""

import csv
import hashlib
import io
from collections import Counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from programmes import imports
from programmes.models import ChangeSource, ImportBatch
from programmes.reporting import exports

from .corpus import OUTLETS, SPAN
from .damage import as_csv, damaged, pieces, random_bytes, shuffled
from .effort import IS_LONG, cases
from .factories import MealFactory, OutletFactory, ProgrammeFactory

#: how many cases of each kind are tried in a sweep; on PostgreSQL a part of them
OF_MEALS = {"csv": 400, "xlsx": 400, "xls": 300, "ods": 250, "shuffled": 250, "random": 150}
OF_OTHERS = 30
PART = 1 if connection.vendor == "sqlite" else 0.2
pytestmark = pytest.mark.sweep
STRATEGIES = {kind: damaged(kind) for kind in ("csv", "xlsx", "xls", "ods")}
STRATEGIES |= {"shuffled": shuffled(), "random": random_bytes()}
KINDS = sorted(imports.kinds())
Status = ImportBatch.Status


def test_a_sweep_tries_at_least_2000_cases():
    assert sum(OF_MEALS.values()) + OF_OTHERS * (len(KINDS) - 1) >= 2_000
    assert len(KINDS) >= 11


def tried(number, strategy, act):
    """Hands so many cases of a strategy to `act`, the same in each run; counts the outcomes."""
    outcomes = Counter()

    @settings(max_examples=cases(number * PART))
    @given(strategy)
    def each(case):
        outcomes[act(*case)] += 1

    each()
    assert outcomes.total() >= cases(number * PART)
    return outcomes


class Pages:
    """Brings files as a person does and looks at what each step leaves behind."""

    def __init__(self, client, programme, kind):
        self.client, self.programme, self.kind = client, programme, kind
        self.model = imports.kinds()[kind]

    def bring(self, name, data):
        """What became of a file; afterwards everything is as before."""
        with transaction.atomic():
            outcome = self._bring(name, data)
            transaction.set_rollback(True)
        return outcome

    def _bring(self, name, data):
        before = self.stored()
        typed = {"programme": self.programme.pk, "kind": self.kind}
        typed["file"] = SimpleUploadedFile(name, data)
        page = self.client.post(reverse("admin:import"), typed)
        assert self.stored() == before
        if page.status_code == 200:
            assert list(page.context["form"].errors) == ["file"]
            assert not ImportBatch.objects.exists()
            return "not taken in"
        assert page.status_code == 302
        batch = ImportBatch.objects.get()
        assert bytes(batch.content) == data
        assert batch.sha256 == hashlib.sha256(data).hexdigest()
        return self._confirm(batch, before)

    def _confirm(self, batch, before):
        typed = {"choice": "file", "settles": "on"}
        if batch.report.get("questions"):
            answer = {"sheet": "", "hidden": "take"}
            self.client.post(reverse("admin:import_answer", args=[batch.pk]), answer)
            batch.refresh_from_db()
        page = self.client.post(reverse("admin:import_commit", args=[batch.pk]), typed)
        if page.status_code == 409:
            assert self.stored() == before
            was, now = batch.status, ImportBatch.objects.get().status
            assert was == now and now in (Status.FAILED, Status.UPLOADED)
            return now
        assert page.status_code == 302
        assert batch.status == Status.UPLOADED
        batch.refresh_from_db()
        assert batch.status == Status.COMMITTED
        written = batch.report["new"] + batch.report["changed_total"]
        assert self.model.objects.filter(batch=batch).count() == written
        versions = self.model.history.filter(way=ChangeSource.IMPORT, detail=str(batch.pk))
        assert versions.count() == written + len(batch.report["settled"])
        self.look(batch)
        if before:
            self._undo(batch, before)
        return Status.COMMITTED

    def _undo(self, batch, before):
        assert self.client.post(reverse("admin:import_undo", args=[batch.pk])).status_code == 302
        assert self.stored() == before

    def look(self, batch):
        for name in ("admin:programmes_importbatch_change", "admin:import_report"):
            assert self.client.get(reverse(name, args=[batch.pk])).status_code == 200

    def stored(self):
        return list(self.model._base_manager.order_by("pk").values_list())


@pytest.fixture
def programme(db):
    """The cafeterias of the corpus, a count that its files bring too, and a total beside them."""
    first, last = SPAN
    made = ProgrammeFactory(fiscal_year=2025, starts_on=first, ends_on=last)
    outlets = [
        OutletFactory(partnership=made.partnership, name=name, position=position)
        for position, name in enumerate(OUTLETS, 1)
    ]
    MealFactory(programme=made, outlet=outlets[0], starts_on=first.replace(day=19), servings=110)
    MealFactory(programme=made, outlet=outlets[2], ends_on=last, servings=900)
    return made


@pytest.mark.hypothesis
@pytest.mark.parametrize("how", OF_MEALS)
def test_any_bytes_are_saved_wholly_or_not_at_all(admin_client, programme, how):
    pages = Pages(admin_client, programme, "produce.meal")
    outcomes = tried(OF_MEALS[how], STRATEGIES[how], pages.bring)
    assert outcomes[Status.FAILED] or not IS_LONG
    # Of few damaged workbooks none may be whole enough to be saved.
    is_part = cases(OF_MEALS[how] * PART) < OF_MEALS[how]
    assert outcomes[Status.COMMITTED] or how == "random" or is_part, outcomes


def exported(model, programme):
    """The records of a kind as a table of texts, its heading first."""
    records = model.objects.filter(programme=programme).order_by("pk")
    table = imports.records_table(model, programme, records)
    text = b"".join(exports.respond(table, "csv")).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@st.composite
def other_file(draw, table):
    words = [cell for row in table for cell in row if cell]
    if draw(st.integers(0, 3)):
        return draw(shuffled(table, words))
    return "書き出し.csv", draw(pieces(as_csv(table)))


@pytest.mark.hypothesis
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "produce.meal"])
def test_an_export_of_any_kind_with_its_cells_shuffled_does_no_harm(admin_client, nec2025, kind):
    table = exported(imports.kinds()[kind], nec2025)
    pages = Pages(admin_client, nec2025, kind)
    outcomes = tried(OF_OTHERS, other_file(table), pages.bring)
    assert outcomes[Status.FAILED] or not IS_LONG
