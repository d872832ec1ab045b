"""The checklist of a release: what in the records nobody should sign, and what to look at again."""

from datetime import date, timedelta
from inspect import isgeneratorfunction, signature

import pytest
from django.conf import settings

from events.models import ExchangeParty
from programmes.lib import periods
from programmes.models import IndicatorRecord, Release
from programmes.releases import (
    checks,
    drafting,
    publication_checks,
    record_checks,
    reviewing,
    workflow,
)
from programmes.releases.checklist import checked
from programmes.releases.drafting import draft
from programmes.reporting import exports

from .factories import (
    IndicatorFactory,
    MealFactory,
    MenuFactory,
    OutletFactory,
    PhotoFactory,
    ProgrammeFactory,
    PublicationFactory,
    ReleaseFactory,
    SaleFactory,
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
    return [item.message for item in checked(release) if item.blocks]


def warnings(release):
    return [item.message for item in checked(release) if not item.blocks]


def test_a_whole_week_has_nothing_to_mend(release, programme, outlet):
    serve(programme, outlet)
    assert checked(release) == []


def test_an_open_day_without_entry_blocks(release, programme, outlet):
    serve(programme, outlet, [day for day in WEEK if day.day not in (2, 3)])
    assert errors(release) == [
        "「社員食堂の提供数」：2026年6月2日(火) 本社食堂、2026年6月3日(水) 本社食堂の"
        "記録がありません。数か「休」を入れてください。"
    ]


@pytest.mark.parametrize(("number", "more"), [(3, ""), (4, "など4件")])
def test_three_open_days_are_named_and_more_are_counted(release, programme, outlet, number, more):
    serve(programme, outlet, WEEK[number:])
    [message] = errors(release)
    assert message.count("本社食堂") == 3 and f" 本社食堂{more}の記録がありません。" in message


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
    message = (
        "「社員食堂の提供数」：2026年6月2日(火) 本社食堂の「未」のままです。数を入れてください。"
    )
    assert errors(release) == [message]
    release.is_final = False
    assert errors(release) == []
    assert message in warnings(release)


def test_a_count_that_came_from_nowhere_blocks(release, programme, outlet):
    serve(programme, outlet, WEEK[1:])
    lost = serve(programme, outlet, WEEK[:1], entered_by=None)[0]
    item = next(item for item in checked(release) if item.blocks)
    assert "どこから来た数か分かりません" in item.message
    assert item.target == lost
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
    (item,) = checked(release)
    assert "1,200食は、ほかの日の120ほどと大きく違います" in item.message
    assert item.target == far


@pytest.mark.parametrize(
    ("days", "span"),
    [
        (WEEK[:2], WEEK[2:3]),  # two other days tell nothing about what is usual
        (WEEK[:3], WEEK[3:]),  # a count over several days is like no day's
    ],
)
def test_a_count_that_cannot_be_set_beside_others_is_not_asked_about(
    release, programme, outlet, days, span
):
    serve(programme, outlet, days)
    serve(programme, outlet, span[:1], servings=1_200, ends_on=span[-1])
    assert warnings(release) == []


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
    found = {item.message: item.blocks for item in checked(release)}
    title = next(message for message in found if "{programme.title}" in message)
    assert found[title] and "NECグループ ふくしま応援アクション2025" in title
    assert found["英語の文に日本語があります：「浜通り」。"] is False


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_the_draft_asked_to_be_written_blocks(nec2025, language):
    """Without a source there is nobody to ask, and the draft says so to the author."""
    nec2025.source = None
    nec2025.save()
    release = ReleaseFactory(programme=nec2025)
    release.text, release.text_en = draft(release, "ja"), draft(release, "en")

    def unwritten():
        every = [item for item in checked(release) if item.language == language]
        return [item for item in every if item.message.startswith("書きかけのままです")]

    found = unwritten()
    lines = release.text_in(language).splitlines()
    assert found and all(item.blocks for item in found)
    for item in found:
        assert any(sentence in lines[item.line - 1] for sentence in drafting.UNWRITTEN)
    for sentence in drafting.UNWRITTEN:
        release.text = release.text.replace(sentence, "")
        release.text_en = release.text_en.replace(sentence, "")
    assert not unwritten()


def test_every_sentence_to_the_author_is_known():
    texts = "".join(path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.txt"))
    assert all(sentence in texts for sentence in drafting.UNWRITTEN)


def test_a_report_is_checked_for_the_figures_that_it_names(nec2025):
    report = ReleaseFactory(
        programme=nec2025, kind=Release.Kind.REPORT, text="# 報告", text_en="# Report"
    )
    assert not [message for message in errors(report) if "記録" in message]


# every check is made, and speaks where it should


def test_each_check_that_is_written_is_made():
    """A generator over a release and its values is one."""
    written = [
        one
        for module in (publication_checks, record_checks)
        for one in vars(module).values()
        if isgeneratorfunction(one) and [*signature(one).parameters] == ["release", "values"]
    ]
    assert len(written) >= 17 and written == checks.CHECKS


@pytest.mark.parametrize(
    ("fields", "beginning", "blocks", "place"),
    [
        ({"text": ""}, "日本語の文がありません。", True, ("ja", 0)),
        ({"text_en": " \n"}, "英語の文がありません。", True, ("en", 0)),
        ({"text": "本文"}, "日本語の文に見出し（# で始まる行）がありません。", True, ("ja", 0)),
        ({"text": "# 結果\n3つ"}, "「3つ」は、どの値とも結び付いていません。", True, ("ja", 2)),
        ({"text_en": "# Results\n\n9 of"}, "「9」は、どの値とも", True, ("en", 3)),
        (
            {"values": {"{meals}": ["500食", "600 meals"]}},
            "{meals}は、500食から600食に変わりました。",
            True,
            ("ja", 2),
        ),
        ({"text_en": "# Results"}, "英語の文にない値があります：{meals}。", False, ("en", 0)),
        ({"text": "# 結果"}, "日本語の文にない値があります：{meals}。", False, ("ja", 0)),
        ({"text_en": "# Results\n{nothing}"}, "「nothing」という指標や項目は", True, ("en", 2)),
        ({"is_final": False}, "速報値として公表されます。", False, ("", 0)),
        ({"is_final": False}, "次の更新の予定日がありません。", False, ("", 0)),
        (
            {"text": "# {=第1回}の結果\n{meals}、{=3割}、{=第1回}"},
            "日本語の文で、記録と結び付けずにそのまま載せる数：「第1回」、「3割」。",
            False,
            ("ja", 0),
        ),
        ({"text_en": "# {=2026}\n{meals}"}, "英語の文で、記録と結び付けず", False, ("en", 0)),
        (
            {"reason": "二つの食堂の漏れ"},
            "訂正の理由（日本語）にある数「二つ」が",
            False,
            ("ja", 0),
        ),
        (
            {"reason_en": "Two hundred orders were left out"},
            "訂正の理由（英語）にある数「Two hundred」が",
            False,
            ("en", 0),
        ),
    ],
)
def test_a_text_is_looked_at_with_the_rules_of_its_language(
    release, programme, outlet, fields, beginning, blocks, place
):
    serve(programme, outlet)
    for name, value in fields.items():
        setattr(release, name, value)
    [item] = [item for item in checked(release) if item.message.startswith(beginning)]
    assert (item.blocks, item.language, item.line) == (blocks, *place)


@pytest.mark.parametrize("name", ["text", "text_en"])
def test_values_are_compared_only_where_both_texts_stand(release, programme, outlet, name):
    serve(programme, outlet)
    setattr(release, name, "")
    assert not [message for message in warnings(release) if "の文にない値" in message]


def test_both_texts_are_looked_at_and_what_blocks_comes_first(release, programme, outlet):
    serve(programme, outlet)
    release.text, release.text_en, release.is_final = "", " ", False
    assert {"日本語の文がありません。", "英語の文がありません。"} <= set(errors(release))
    blocking = [item.blocks for item in checked(release)]
    assert blocking == [True] * len(errors(release)) + [False] * len(warnings(release))
    assert warnings(release)


def test_what_one_record_holds_may_be_told_in_two_ways(release, programme, outlet):
    serve(programme, outlet)
    release.text = "# 結果\n{meals}、{programme.starts.date}、{meals.label}"
    release.text_en = "# Results\n{meals} {programme.starts.short} {meals.period}"
    assert warnings(release) == [
        "英語の文にない値があります：{meals.label}。",
        "日本語の文にない値があります：{meals.period}。",
    ]


def test_the_english_reason_is_not_read_by_japanese_rules(release, programme, outlet):
    serve(programme, outlet)
    release.reason, release.reason_en = "first の誤字", "A typo, 十分 misspelt"
    assert checked(release) == []


@pytest.mark.parametrize(("letters", "blocks"), [(200, False), (201, True)])
@pytest.mark.parametrize("name", ["text", "text_en"])
def test_a_headline_has_at_most_200_characters(release, programme, outlet, name, letters, blocks):
    serve(programme, outlet)
    setattr(release, name, f"# {'長' * letters if name == 'text' else 'x' * letters}\n{{meals}}")
    title = "日本語" if name == "text" else "英語"
    expected = [f"{title}の見出しが201字あります。200字までにしてください。"] * blocks
    assert errors(release) == expected


@pytest.mark.parametrize(("before", "fell"), [(601, True), (600, False), (599, False)])
def test_a_figure_lower_than_it_was_printed_is_asked_about(
    release, programme, outlet, before, fell
):
    serve(programme, outlet)
    SaleFactory(programme=programme, starts_on=MONDAY, items=40, entered_by=UserFactory())
    line = {"slug": "meals", "value": before, "printed": f"{before}食"}
    PublicationFactory(release=release, figures=[{"slug": "meals", "value": 9_999}])
    stays = {"slug": "shop-items", "value": 40, "printed": "40点"}
    PublicationFactory(release=release, version=2, figures=[line, stays])
    expected = [f"「社員食堂の提供数」が、前の版の{before}食から600食に減りました。"] * fell
    assert [message for message in warnings(release) if "減りました" in message] == expected


@pytest.mark.parametrize(("minutes", "is_past"), [(-1, True), (0, True), (1, False)])
def test_an_embargo_that_is_over_is_asked_about(release, programme, outlet, minutes, is_past):
    serve(programme, outlet)
    release.embargo_until = periods.now() + timedelta(minutes=minutes)
    expected = ["公開の日時が過ぎています。承認するとすぐに公開されます。"] * is_past
    assert [item.message for item in checked(release)] == expected


@pytest.mark.parametrize(
    ("visible_from", "blocks"), [(None, True), (date(2026, 7, 2), True), (date(2026, 7, 1), False)]
)
def test_nothing_is_published_of_a_programme_that_nobody_sees(
    release, programme, outlet, visible_from, blocks
):
    serve(programme, outlet)
    programme.visible_from = visible_from
    assert [item.target for item in checked(release) if item.blocks] == [programme] * blocks


def no_fonts():
    return ()


def no_pdf():
    raise exports.PdfUnavailable


@pytest.mark.sweep
@pytest.mark.parametrize("fonts", [no_fonts, no_pdf])
@pytest.mark.parametrize("kind", Release.Kind)
def test_tables_without_pdf_are_told_where_there_are_tables(
    release, programme, outlet, monkeypatch, kind, fonts
):
    serve(programme, outlet)
    release.kind = kind
    assert checked(release) == []
    monkeypatch.setattr(exports, "japanese_fonts", fonts)
    message = "このサーバーには日本語の書体がないので、表のPDFなしで公表されます。"
    expected = [f"{message}管理者に知らせてください。"] * (kind == Release.Kind.RESULTS)
    assert warnings(release) == expected


def test_from_the_second_version_on_a_reason_is_asked_for_in_both_languages(
    release, programme, outlet
):
    serve(programme, outlet)
    assert errors(release) == []
    PublicationFactory(release=release, figures=[])
    assert errors(release) == [
        "訂正の理由を書いてください。公開されます。",
        "訂正の理由の英語を書いてください。",
    ]
    release.reason, release.reason_en = "誤字のため。", "A typo."
    assert checked(release) == []


@pytest.mark.sweep
def test_why_a_text_came_back_stands_there_until_it_is_sent_again(
    release, programme, outlet, author, approver
):
    serve(programme, outlet)
    workflow.submit(release, author)
    sent = workflow.give_back(release, approver, "副題を短く")
    sent.text += "\n追記"
    sent.save()
    [item] = checked(sent)
    assert (item.message, item.blocks) == ("差し戻し：副題を短く", False)
    sent = workflow.submit(sent, author)
    assert checked(sent) == []
    sent = workflow.give_back(sent, approver, "題も")
    assert warnings(sent) == ["差し戻し：題も"]
    assert checked(workflow.reopen(workflow.withdraw(sent, author, "延期"), author)) == []


def test_parts_that_do_not_give_their_total_block(nec2024):
    report = ReleaseFactory(programme=nec2024, text="# 結果", text_en="# Results")
    assert errors(report) == []
    party = ExchangeParty.objects.filter(exchange__programme=nec2024).first()
    type(party)._base_manager.filter(pk=party.pk).update(headcount=99)
    [item] = [item for item in checked(report) if item.blocks]
    assert item.target == party.exchange


def test_what_a_party_has_not_answered_is_asked_about(release, programme, outlet, author):
    serve(programme, outlet)
    link = reviewing.make(release, programme.partnership.prefecture, author)
    assert warnings(release) == [f"{link.party}の確認がまだです。"]
