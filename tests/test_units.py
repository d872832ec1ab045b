"""A count is told in the unit of what was counted, wherever a record is named."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override

from events.models import Exchange, SchoolProgramme, Session
from probono.models import ClubCount, LocalEvent, Project, SignUpCount, Workation
from produce.models import Meal, Sale
from programmes import imports
from programmes.models import Indicator, IndicatorRecord

from .factories import IndicatorFactory, ProgrammeFactory

RICE = {"unit": "kg", "unit_en": "kilograms", "unit_en_one": "", "label": "米の寄付"}


@pytest.fixture
def programme(db):
    return ProgrammeFactory()


def given(programme, value=160, day=2, **fields):
    """A record of an own indicator that counts rice by weight."""
    indicator = Indicator.objects.filter(programme=programme).first()
    made = IndicatorRecord(
        programme=programme,
        indicator=indicator or IndicatorFactory(programme=programme, **RICE),
        starts_on=date(2026, 2, day),
        ends_on=date(2026, 2, day),
        value=value,
        **fields,
    )
    made.save()
    return made


@pytest.mark.parametrize(
    "record, japanese, english",
    [
        (Meal(servings=160), "160食", "160 meals"),
        (Sale(items=1), "1点", "1 item"),
        (Session(attendees=160), "160名", "160 people"),
        (SchoolProgramme(pupils=35), "35名", "35 pupils"),
        (Exchange(participants=30), "30名", "30 people"),
        (SignUpCount(members=1), "1名", "1 person"),
        (ClubCount(people=850), "850名", "850 people"),
        (Workation(participants=34), "34名", "34 people"),
        (LocalEvent(held=5), "5つ", "5 events"),
        (LocalEvent(held=12), "12件", "12 events"),
        (Project(), "1件", "1 project"),
        (IndicatorRecord(indicator=Indicator(**RICE), value=160), "160kg", "160 kilograms"),
    ],
    ids=lambda given: given if isinstance(given, str) else type(given).__name__,
)
def test_each_kind_of_record_has_a_unit_of_its_own(record, japanese, english):
    assert record.count_text() == japanese and str(record.printed()) == japanese
    with override("en"):
        assert record.count_text() == english


def test_the_desk_tells_the_unit(admin_client, programme):
    given(programme, 120)
    LocalEvent.objects.create(programme=programme, starts_on=date(2026, 2, 2), held=5)
    page = admin_client.get(f"/admin/?programme={programme.pk}").content.decode()
    assert "120kg" in page and "5つ" in page and "120名" not in page and "5名" not in page


def test_a_count_whose_indicator_is_gone_is_told_without_a_unit(admin_client, programme):
    record = given(programme, 120)
    indicator = record.indicator
    record.delete()
    indicator.delete()
    page = admin_client.get(f"/admin/?programme={programme.pk}")
    counts = [change.count for change in page.context["changes"]]
    assert counts and set(counts) == {"120"}


def test_a_refusal_tells_the_unit(admin_client, programme):
    amount = "（160kg）"
    again = given(programme)
    again.pk = None
    with pytest.raises(ValidationError, match=amount):
        again.save()
    typed = {"programme": programme.pk, "indicator": again.indicator_id, "value": "3"}
    typed |= {"starts_on": "2026-02-02", "ends_on": "2026-02-02"}
    page = admin_client.post(reverse("admin:programmes_indicatorrecord_add"), typed)
    assert amount in page.content.decode()


def test_the_review_of_an_import_tells_the_unit(programme, admin_user):
    given(programme)
    rows = [
        "指標,初日,最終日,数",
        *(f"米の寄付,{day},{day},9" for day in ("2026-02-02", "2026-02-03")),
    ]
    data = "\n".join(rows).encode("utf-8-sig")
    batch = imports.upload(programme, "programmes.indicatorrecord", "米.csv", data, admin_user)
    assert batch.report["faults"] == []
    assert [row["count"] for row in batch.report["sample"]] == ["9kg"]
    assert [row["count"] for row in batch.report["changed"]] == ["9kg"]


def test_a_fall_tells_the_unit(programme):
    IndicatorFactory(programme=programme, basis="cumulative", **RICE)
    given(programme, 160, day=2)
    assert "160kgより少ない" in given(programme, 150, day=3).warnings_about_a_fall()[0]
