"""A file is taken back wholly, as long as nothing stands on top of it, and else not at all."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from events.models import SchoolProgramme, Session, Talk
from produce.models import Meal, OutletDuty
from programmes import imports
from programmes.models import ImportBatch, Role

from .factories import MealFactory, OutletFactory, ProgrammeFactory, SourceFactory
from .pages import soup
from .staff import person

pytestmark = pytest.mark.database

DAY = date(2026, 2, 19)
HEAD = "拠点,日付,提供数\n"
Status = ImportBatch.Status


@pytest.fixture
def programme(db):
    return ProgrammeFactory()


@pytest.fixture
def outlets(programme):
    names = ("本社食堂", "玉川食堂")
    return [OutletFactory(partnership=programme.partnership, name=name) for name in names]


@pytest.fixture
def saved(programme, outlets, admin_user):
    """Brings a text and saves it; the batch."""

    def save(text, kind="produce.meal", into=programme, **choices):
        data = text.encode("utf-8-sig")
        batch = imports.upload(into, kind, "食堂.csv", data, admin_user)
        return imports.commit(batch, admin_user, **choices)

    return save


@pytest.fixture
def refusal(admin_client):
    """Tries to take a batch back; what the page then says, with nothing changed."""

    def undo(batch):
        address = reverse("admin:import_undo", args=[batch.pk])
        answer = admin_client.post(address)
        assert answer.url == reverse("admin:programmes_importbatch_change", args=[batch.pk])
        batch.refresh_from_db()
        assert batch.status == Status.COMMITTED
        return soup(admin_client, answer.url).select_one(".messagelist").text

    return undo


def test_a_total_that_would_overlap_with_later_days_is_not_put_back(
    saved, refusal, programme, outlets
):
    total = MealFactory(
        programme=programme, starts_on=date(2026, 2, 2), ends_on=date(2026, 2, 27), servings=6600
    )
    batch = saved(HEAD + "本社食堂,2026-02-19,120\n", settles=True)
    MealFactory(programme=programme, outlet=outlets[1], starts_on=date(2026, 2, 20), servings=50)
    message = refusal(batch)
    assert "重なるので、取り消せません" in message and "玉川食堂" in message
    total.refresh_from_db()
    assert total.is_comparison and Meal.objects.filter(batch=batch, servings=120).exists()


def test_what_others_put_below_a_record_is_not_taken_with_it(saved, refusal, nec2025):
    session = Session.objects.get(programme=nec2025)
    event, organisation = session.event, session.talks.first().organisation
    session.delete()
    rows = f"催し,日付,参加者数\n{event.slug},{event.starts_on},150\n"
    batch = saved(rows, "events.session", nec2025)
    mine = Session.objects.get(event=event)
    talk = Talk.objects.create(session=mine, title="後から入れた講話", organisation=organisation)
    assert "「後から入れた講話」" in refusal(batch)
    talk.delete()
    imports.undo(batch, batch.uploaded_by)
    assert not Session.objects.filter(event=event).exists()


def test_a_name_that_is_taken_meanwhile_is_not_put_back(saved, refusal, nec2025):
    school = SchoolProgramme.objects.get(programme=nec2025)
    old, values = school.slug, (school.pk, school.school, school.title, school.starts_on)
    heading = "記録番号,学校,プログラム名,日付,アドレス用の名前,生徒数\n"
    row = ",".join(map(str, values)) + f",new-slug,{school.pupils}\n"
    batch = saved(heading + row, "events.schoolprogramme", nec2025, choice="file")
    school.refresh_from_db()
    school.pk, school.slug, school.batch = None, old, None
    school._state.adding = True
    school.save()
    assert "同じ名前の記録があとからできた" in refusal(batch)


def test_a_source_that_is_gone_is_asked_for_first(saved, refusal, programme, outlets):
    source = SourceFactory(title="A資料")
    SourceFactory(title="B資料")
    MealFactory(programme=programme, outlet=outlets[0], starts_on=DAY, servings=10, source=source)
    batch = saved("拠点,日付,提供数,出典\n本社食堂,2026-02-19,11,B資料\n", choice="file")
    source.delete()
    message = refusal(batch)
    assert "出典だったものが削除されている" in message
    assert Meal.objects.get(programme=programme).servings == 11


def test_what_was_changed_on_top_is_named_with_who_and_when(saved, admin_client, programme):
    batch = saved(HEAD + "本社食堂,2026-02-19,120\n")
    meal = Meal.objects.get(batch=batch)
    meal.servings, meal._history_date = 121, datetime(2031, 2, 19, 20, 30, tzinfo=UTC)
    meal.save()
    answer = admin_client.post(reverse("admin:import_undo", args=[batch.pk]))
    assert f"<li>{meal}：—　2031年2月20日 05:30（—）</li>" in answer.content.decode()


@pytest.mark.parametrize("brings", ["added", "changed"])
def test_nobody_takes_back_what_is_not_theirs_to_enter(saved, programme, outlets, brings):
    mine, other = outlets
    colleague = person(Role.ENTRY, partnership=programme.partnership)
    OutletDuty.objects.create(user=colleague, outlet=mine)
    if brings == "changed":
        MealFactory(programme=programme, outlet=other, starts_on=DAY, servings=10)
    batch = saved(HEAD + "本社食堂,2026-02-19,5\n玉川食堂,2026-02-19,11\n", choice="file")
    with pytest.raises(imports.Conflicts, match="担当していない拠点の記録が入っている"):
        imports.undo(batch, colleague)
    assert Meal.objects.get(programme=programme, outlet=other).servings == 11
    OutletDuty.objects.create(user=colleague, outlet=other)
    imports.undo(batch, colleague)
    left = Meal.objects.filter(programme=programme).values_list("servings", flat=True)
    assert list(left) == ([10] if brings == "changed" else [])


def test_what_somebody_entered_who_has_left_is_put_back_without_a_name(saved, programme, outlets):
    taro = person()
    meal = MealFactory(
        programme=programme, outlet=outlets[0], starts_on=DAY, servings=10, entered_by=taro
    )
    batch = saved(HEAD + "本社食堂,2026-02-19,11\n", choice="file")
    taro.delete()
    imports.undo(batch, batch.uploaded_by)
    meal.refresh_from_db()
    assert (meal.servings, meal.entered_by) == (10, None)


def test_taking_back_needs_as_many_queries_for_50_records_as_for_5(
    saved, admin_user, django_assert_max_num_queries
):
    for number in (5, 50):
        days = [f"2026-{month:02}-{day:02}" for month in (2, 3) for day in range(1, 26)][:number]
        batch = saved(HEAD + "".join(f"本社食堂,{day},7\n" for day in days))
        with django_assert_max_num_queries(40):
            imports.undo(batch, admin_user)
        assert not Meal.objects.filter(batch=batch).exists()
