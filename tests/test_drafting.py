"""The first text of a release says what the records say, and every number in it is bound."""

from datetime import date

import pytest

from events.models import Exchange, Voice
from probono.models import ClubCount, Project
from produce.models import Meal
from programmes.demo import make_demo
from programmes.models import Event, Note, Release
from programmes.releases.drafting import draft, fixed, tidy
from programmes.releases.markup import BULLET, HEADLINE, ITEM, SECTION, SUBTITLE, VOICE, document
from programmes.releases.validation import findings, moved
from programmes.releases.values import Values

from .factories import MealFactory, ProgrammeFactory
from .releases import filled

LANGUAGES = ("ja", "en")


def results(programme, language):
    """The draft of a year's results, filled in."""
    text = draft(Release(programme=programme, kind=Release.Kind.RESULTS), language)
    return filled(text, language, Values(programme))


def report(programme, event, language="ja"):
    release = Release(programme=programme, kind=Release.Kind.REPORT, event=event)
    return filled(draft(release, language), language, Values(programme))


def drafts(programme):
    """Every draft that can be made of a programme, as pairs: text, language."""
    releases = [Release(programme=programme, kind=Release.Kind.RESULTS)]
    for event in programme.events.all():
        releases.append(Release(programme=programme, kind=Release.Kind.REPORT, event=event))
    return [(draft(release, language), language) for release in releases for language in LANGUAGES]


@pytest.fixture
def exchange(nec2024):
    return Event.objects.get(slug="exchange-2025-01")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_results_print_every_figure_of_the_document(nec2025, facts, language):
    text = results(nec2025, language)
    printed = [row[f"printed_{language}"] for row in facts if row["programme"] == "nec/2025"]
    assert len(printed) == 14
    assert [one for one in printed if one not in text] == []


def test_the_report_prints_every_number_of_the_document(nec2024, exchange):
    text = report(nec2024, exchange)
    for printed in (
        *("10名", "9名", "11名", "4グループ", "各7～8名", "10分程度", "5分程度"),
        *("13:30～17:15", "令和7年1月30日(木)", "1月9日(木)", "杉妻町3-45", "2024年2月"),
    ):
        assert printed in text
    english = report(nec2024, exchange, "en")
    for printed in (
        *("10 people", "9 people", "11 people", "4 groups", "7–8 people", "about 10 minutes"),
        *("about 5 minutes", "13:30–17:15", "Thu 30 January 2025", "Thu 9 January"),
    ):
        assert printed in english


@pytest.mark.parametrize(("place", "language"), [*enumerate(LANGUAGES)])
def test_a_changed_record_marks_exactly_the_sentences_that_used_it(nec2025, place, language):
    release = Release(programme=nec2025)
    release.text, release.text_en = (draft(release, one) for one in LANGUAGES)
    release.values = Values(nec2025).snapshot(release.text, release.text_en)
    meal = Meal.objects.get(programme=nec2025)
    meal.servings = 5_600
    meal.save()
    found = moved(release, Values(nec2025))[language]
    text = release.text_in(language)
    assert {one.code for one in found} == {"{meals}", "{participations}"}
    assert len(found) == text.count("{meals}") + text.count("{participations}") == 3
    assert all(one.code in one.sentence and one.sentence in text for one in found)
    printed = {one.code: (one.before, one.now) for one in found}
    assert (
        printed["{meals}"]
        == (
            ("約6,600食", "約5,600食"),
            ("about 6,600 meals", "about 5,600 meals"),
        )[place]
    )
    assert (
        printed["{participations}"]
        == (
            ("約1万人", "約9,000人"),
            ("about 10,000 people", "about 9,000 people"),
        )[place]
    )


@pytest.mark.sweep
def test_no_number_is_unbound(nec2024, nec2025):
    for programme in (nec2024, nec2025):
        values = Values(programme)
        for text, language in drafts(programme):
            assert findings(text, language, values) == [], text
            assert "unknown" not in text


def test_the_results_have_the_parts_of_a_press_release(nec2025):
    text = draft(Release(programme=nec2025), "ja")
    found = document(text)
    headline, subtitle = found.blocks[:2]
    assert (headline.kind, subtitle.kind, found.problems) == (HEADLINE, SUBTITLE, ())
    assert "{participations}" in subtitle.text
    sections = [block.number for block in found.blocks if block.kind == SECTION]
    assert sections == [1, 2, 3, 4, 5, 6]
    assert sum(block.kind == ITEM for block in found.blocks) == 2
    numbers = {key: note.number for key, note in found.notes.items()}
    assert numbers == {"agreement": 1, "participations": 2, "nec-probono-club": 3}
    assert text.index("また、") > text.index("{fan-club-and-map-friends}")
    assert text.index("また、") < text.index("{workation-participants}")
    assert "{contact}" in text.split("---")[1]


def test_both_languages_have_the_same_figures(nec2025):
    japanese, english = (draft(Release(programme=nec2025), language) for language in LANGUAGES)
    for result in Values(nec2025).results:
        assert (f"{{{result.slug}}}" in japanese) == (f"{{{result.slug}}}" in english), result.slug


def test_the_report_has_its_themes_ideas_voices_and_the_comment(nec2024, exchange):
    found = document(draft(Release(programme=nec2024, kind="report", event=exchange), "ja"))
    names = [block.text for block in found.blocks if block.kind == ITEM]
    assert names == [f"{{exchange-2025-01.theme-{number}}}" for number in (1, 2, 3, 4)]
    voices = [block.text for block in found.blocks if block.kind == VOICE]
    assert len(voices) == 8 and voices[-1].endswith("（{exchange-2025-01.comment-8.by}）")
    bullets = [block.text for block in found.blocks if block.kind == BULLET]
    assert "{exchange-2025-01.idea-4}" in bullets
    assert "お問い合わせ先" in report(nec2024, exchange)


def test_a_voice_without_consent_stays_out(nec2024, exchange):
    voice = Voice.objects.get(event=exchange, position=1)
    voice.consent = Voice.Consent.UNCONFIRMED
    voice.save()
    assert voice.text not in report(nec2024, exchange)


def test_what_is_not_recorded_is_not_written(nec2024, exchange):
    record = Exchange.objects.get(event=exchange)
    record.groups = record.group_size_least = record.group_size_most = None
    record.introduction_minutes = record.presentation_minutes = record.preliminary_visit = None
    record.has_reception = False
    record.save()
    text = report(nec2024, exchange)
    for word in ("グループ（", "各7", "分程度", "見学", "懇親会"):
        assert word not in text


def test_every_note_of_the_programme_is_led_to(nec2025):
    Note.objects.create(programme=nec2025, position=3, text="第3の注です。", text_en="A note.")
    text = draft(Release(programme=nec2025), "ja")
    assert "[*note-3] {note-3.text}" in text and not document(text).problems
    assert findings(text, "ja", Values(nec2025)) == []


@pytest.mark.parametrize(
    "language, expected", [("ja", "まだ記録がありません"), ("en", "No records")]
)
def test_a_programme_without_records_says_what_is_missing(db, language, expected):
    programme = ProgrammeFactory()
    text = draft(Release(programme=programme), language)
    assert expected in text and "{meals}" in text
    found = [one.message for one in findings(text, language, Values(programme))]
    missing = [message for message in found if "まだ記録がありません" in message]
    unwritten = [message for message in found if message.startswith("書きかけのままです")]
    assert missing and unwritten and len(missing) + len(unwritten) == len(found)


def test_only_what_has_records_becomes_a_section(db):
    programme = ProgrammeFactory()
    MealFactory(programme=programme, servings=1_234)
    text = results(programme, "ja")
    assert "約1,200食" in text and text.count("\n## ") == 1


def test_a_campaign_that_is_on_is_not_told_as_over(nec2025, at):
    assert "を実施しました" in results(nec2025, "ja")
    at(2026, 3, 1)
    assert "を実施しています" in results(nec2025, "ja")


@pytest.mark.sweep
def test_the_demo_has_drafts_too(db, at):
    at(2026, 11, 18, 9)
    programme = make_demo(quick=True).programme
    values = Values(programme)
    texts = drafts(programme)
    for text, language in texts:
        assert findings(text, language, values) == [], text
        assert "unknown" not in text
    assert "発表予定。" in texts[0][0] and "will be presented" in texts[1][0]


def test_a_number_in_words_of_the_code_is_fixed():
    assert fixed("第2部のまとめ", "ja") == "{=第2部}のまとめ"
    assert fixed("一人ひとり", "ja") == "一人ひとり"


def test_a_note_is_marked_once_and_a_mark_without_note_goes():
    text = "# 題\n本文[*a]。[*b]\n[*a] 注\n\n\n## 節\n- 一覧[*a]"
    assert tidy(text) == "# 題\n\n本文[*a]。\n\n## 節\n- 一覧\n\n[*a] 注\n"


def test_names_of_facts_are_stable(nec2024, nec2025):
    names = {*Values(nec2024).facts, *Values(nec2025).facts}
    assert names >= {
        *("exchange-2025-01.party-1.people", "exchange-2025-01.theme-1", "contact"),
        *("exchange-2025-01.sizes", "exchange-2025-01.introduction", "note-1.url"),
        *("project-fureru.span", "school-soma.grade", "nec-probono-club.counted"),
        *("dialogue-2026-02.talk-3.by", "kickoff-2026-02.activity-1", "meals.period"),
    }


def test_the_facts_of_a_club_count_are_its_fiscal_years(nec2025):
    fact = Values(nec2025).facts["nec-probono-club.counted"]
    assert (fact.text("ja"), fact.text("en")) == ("2010年度～2024年度", "FY2010–FY2024")
    assert fact.obj.ends_on == date(2025, 3, 31)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_figure_that_the_words_of_its_strand_leave_out_is_listed(db, language):
    programme = ProgrammeFactory()
    count = {"measure": "participants", "ends_on": date(2026, 2, 27), "people": 99_779}
    ClubCount(programme=programme, **count).save()
    project = {"slug": "help", "title": "支援", "support": "支援", "starts_on": date(2026, 2, 2)}
    Project(programme=programme, client=programme.partnership.company, **project).save()
    assert "99,779" in results(programme, language)


def test_a_day_is_told_with_its_year_where_the_campaign_does_not_give_it(nec2024, nec2025):
    text, english = (results(nec2025, language) for language in LANGUAGES)
    before, after = text.split("また、")
    assert "\n2月19日(木)" in before and "2026年2月24日(火)" in after
    assert "\n2026年2月26日(木)" in after and "\n2月" not in after
    assert "Thu 19 February (" in english and "Tue 24 February 2026" in english
    assert "2025年1月30日(木)" in results(nec2024, "ja")


def test_a_body_with_a_short_name_is_introduced_with_it(nec2025):
    assert "以下、" not in results(nec2025, "ja").split("## ")[0]
    company = nec2025.partnership.company
    company.name, company.short_name = "架空電気株式会社", "架空電気"
    company.save()
    text = results(type(nec2025).objects.get(pk=nec2025.pk), "ja")
    assert "福島県と架空電気株式会社（以下、架空電気）は、" in text
    assert text.count("架空電気株式会社（以下") == 1 and "福島県と架空電気、" in text


def test_a_project_without_an_end_is_told_as_under_way(nec2025):
    assert "（2025年12月から実施中）" in results(nec2025, "ja")
    assert "(under way since December 2025)" in results(nec2025, "en")
    assert "（2025年1月～8月）" in results(nec2025, "ja")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_note_of_the_agreement_is_the_title_of_its_document(nec2025, language):
    source = nec2025.notes.get(position=1).source
    title = f"「{source.title}」" if language == "ja" else f"“{source.title_en}”"
    assert f"[*agreement] {title} {source.url}" in results(nec2025, language)


def test_a_count_of_members_has_its_day(nec2025):
    assert "850名以上（2026年3月13日時点）" in results(nec2025, "ja")
    assert "(as of 13 March 2026)" in results(nec2025, "en")


def test_a_report_tells_of_no_course_of_the_day_that_is_not_recorded(nec2025):
    event = Event.objects.get(slug="exchange-2026-02")
    text, english = (report(nec2025, event, language) for language in LANGUAGES)
    assert "当日の内容" not in text and "- 内容" not in text and "30名" in text
    assert "On the day" not in english and "- Participants: NEC\n" in english
