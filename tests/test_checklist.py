"""The checklist of a release: what in the records nobody should sign, and what to look at again."""

from datetime import date, timedelta

import pytest
from django.conf import settings

from programmes.models import IndicatorRecord, Release
from programmes.release import drafting
from programmes.release.checklist import checked
from programmes.release.drafting import draft

from .factories import (
    IndicatorFactory,
    MealFactory,
    MenuFactory,
    OutletFactory,
    PhotoFactory,
    ProgrammeFactory,
    ReleaseFactory,
    SourceFactory,
    UserFactory,
)

MONDAY, FRIDAY = date(2026, 6, 1), date(2026, 6, 5)
WEEK = [MONDAY + timedelta(days=n) for n in range(5)]


@pytest.fixture
def programme(db, at):
    at(2026, 7, 1)
    return ProgrammeFactory(fiscal_year=2026, starts_on=MONDAY, ends_on=FRIDAY, visible_from=MONDAY)


@pytest.fixture
def outlet(programme):
    return OutletFactory(partnership=programme.partnership, name="本社食堂")


def serve(programme, outlet, days=WEEK, servings=120, **more):
    about = {"programme": programme, "outlet": outlet, "entered_by": UserFactory()} | more
    return [MealFactory(**about, starts_on=day, servings=servings) for day in days]


@pytest.fixture
def release(programme):
    return ReleaseFactory(
        programme=programme, text="# 結果\n{meals}", text_en="# Results\n{meals}", is_final=True
    )


def errors(release):
    return [check.message for check in checked(release) if check.blocks]


def warnings(release):
    return [check.message for check in checked(release) if not check.blocks]


def test_a_whole_week_has_nothing_to_mend(release, programme, outlet):
    serve(programme, outlet)
    assert checked(release) == []


def test_an_open_day_without_entry_blocks(release, programme, outlet):
    serve(programme, outlet, [day for day in WEEK if day.day not in (2, 3)])
    assert errors(release) == [
        "「社員食堂の提供数」：2026年6月2日(火) 本社食堂、2026年6月3日(水) 本社食堂の"
        "記録がありません。数か「休」を入れてください。"
    ]


def test_a_closed_day_is_no_gap_and_one_not_counted_yet_blocks_only_the_final(
    release, programme, outlet
):
    serve(programme, outlet, WEEK[2:])
    MealFactory(
        programme=programme, outlet=outlet, starts_on=WEEK[0], servings=None, state="closed"
    )
    MealFactory(
        programme=programme, outlet=outlet, starts_on=WEEK[1], servings=None, state="unknown"
    )
    told = "「社員食堂の提供数」：2026年6月2日(火) 本社食堂の「未」のままです。数を入れてください。"
    assert errors(release) == [told]
    release.is_final = False
    assert errors(release) == []
    assert told in warnings(release)


def test_a_count_that_came_from_nowhere_blocks(release, programme, outlet):
    serve(programme, outlet, WEEK[1:])
    lost = serve(programme, outlet, WEEK[:1], entered_by=None)[0]
    check = next(check for check in checked(release) if check.blocks)
    assert "どこから来た数か分かりません" in check.message
    assert check.target == lost
    lost.source = SourceFactory()
    lost.save()
    assert errors(release) == []


def test_a_photo_without_consent_blocks_once_it_is_attached(release, programme, outlet):
    serve(programme, outlet)
    photo = PhotoFactory(programme=programme, people="agreed", consent_evidence="", alt="定食")
    assert errors(release) == []
    MenuFactory(programme=programme, photo=photo)
    assert errors(release) == ["写真「定食」：同意の記録の置き場所が空欄です。"]
    photo.consent_evidence = "広報室 文書番号2026-014"
    photo.save()
    assert errors(release) == []


def test_a_count_far_from_the_others_is_asked_about(release, programme, outlet):
    serve(programme, outlet, WEEK[1:])
    far = serve(programme, outlet, WEEK[:1], servings=1_200)[0]
    assert errors(release) == []
    (check,) = checked(release)
    assert "1,200食は、ほかの日の120ほどと大きく違います" in check.message
    assert check.target == far


def test_a_figure_without_an_english_name_blocks(release, programme, outlet):
    serve(programme, outlet)
    source = SourceFactory()
    indicator = IndicatorFactory(programme=programme, label="協力店", label_en="")
    about = {"programme": programme, "starts_on": MONDAY, "ends_on": FRIDAY, "source": source}
    IndicatorRecord.objects.create(indicator=indicator, value=12, **about)
    assert "指標「協力店」に英語の名称がありません。" in errors(release)
    indicator.label_en = "Partner shops"
    indicator.save()
    assert errors(release) == []


def test_a_japanese_name_in_the_english_text_blocks_and_a_typed_one_is_asked_about(nec2025):
    nec2025.title_en = ""
    nec2025.save()
    release = ReleaseFactory(
        programme=nec2025,
        text="# {programme.title}\n{meals}",
        text_en="# {programme.title}\nThe coast (浜通り) had {meals}",
    )
    found = {check.message: check.blocks for check in checked(release)}
    title = next(told for told in found if "{programme.title}" in told)
    assert found[title] and "NECグループ ふくしま応援アクション2025" in title
    assert found["英語の文に日本語があります：「浜通り」。"] is False


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_the_draft_asked_to_be_written_blocks(nec2025, language):
    """Without a source there is nobody to ask, and the draft says so to the author."""
    nec2025.source = None
    nec2025.save()
    release = ReleaseFactory(programme=nec2025)
    release.text, release.text_en = draft(release, "ja"), draft(release, "en")
    title = {"ja": "日本語", "en": "英語"}[language]
    assert [told for told in errors(release) if told.startswith(f"{title}の文の")]
    for told in drafting.UNWRITTEN:
        release.text = release.text.replace(told, "")
        release.text_en = release.text_en.replace(told, "")
    assert not [told for told in errors(release) if "書きかけ" in told]


def test_every_sentence_to_the_author_is_known():
    folder = settings.BASE_DIR / "templates" / "release"
    texts = "".join(path.read_text() for path in folder.rglob("*.txt"))
    assert all(told in texts for told in drafting.UNWRITTEN)


def test_a_report_is_checked_for_the_figures_that_it_names(nec2025):
    report = ReleaseFactory(
        programme=nec2025, kind=Release.Kind.REPORT, text="# 報告", text_en="# Report"
    )
    assert not [told for told in errors(report) if "記録" in told]
