"""From a draft to a publication: by two people, frozen whole, corrected by a new version only."""

import hashlib
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from events.models import SchoolProgramme
from produce.models import Meal
from programmes.figures import FINAL, PROVISIONAL, results
from programmes.lib import periods
from programmes.models import Programme, Publication, PublishedFigure, Release, change_reason
from programmes.releases import files, snapshot, workflow
from programmes.releases.checklist import checked
from programmes.releases.publication_builder import make
from programmes.releases.validation import draft_checksum
from programmes.releases.values import Values
from programmes.releases.workflow import NotNow
from programmes.reporting import exports

from .factories import PublicationFactory, ReleaseFactory, UserFactory
from .releases import TEXT, TEXT_EN, issued

# It is 1 July 2026, unless a test sets another day with `at`.
pytestmark = pytest.mark.database

Stage = Release.Stage


def test_an_issued_release_freezes_lines_text_files_and_checksum(release, author, approver):
    publication = issued(release, author, approver)
    assert (publication.version, publication.is_public()) == (1, True)
    assert publication.headline == "NECグループ ふくしま応援アクション2025を実施"
    assert publication.document["blocks"][2]["text"] == "食堂では約6,600食を提供(注1)。"
    assert publication.document_en["blocks"][2]["text"] == (
        "Cafeterias served about 6,600 meals (note 1)."
    )
    meals = publication.figures.get(slug="meals")
    assert (meals.value, meals.printed, meals.printed_en) == (
        6_600,
        "約6,600食",
        "about 6,600 meals",
    )
    assert publication.figures.figures().count() == 14  # all that the programme has
    assert publication.figures.get(strand="").slug == "programme.title"
    assert sorted(publication.files.values_list("name", flat=True)) == [
        *("release.en.docx", "release.en.txt", "release.ja.docx", "release.ja.txt"),
        *("summary.csv", "summary.en.pdf", "summary.ja.pdf", "summary.json", "summary.xlsx"),
    ]
    stored = Publication.objects.get(pk=publication.pk)
    assert stored.checksum == snapshot.recomputed(stored) == publication.checksum
    release.refresh_from_db()
    assert release.stage == publication.release.stage == Stage.ISSUED
    steps = release.history.values_list("history_change_reason", flat=True)[:2]
    assert [*steps] == ["承認して公表（第1版）", "承認を依頼"]


def test_nobody_approves_their_own(release, author, approver):
    workflow.submit(release, author)
    for own in (author, release.history.first().history_user):
        with pytest.raises(NotNow, match="自分"):
            workflow.approve(release, own)
    author.is_superuser = True
    author.save()
    with pytest.raises(NotNow, match="自分"):
        workflow.approve(release, author)
    assert not Publication.objects.exists()
    assert workflow.approve(release, approver).version == 1


def test_who_only_changed_a_word_is_an_author_too(release, author, approver):
    release.text += "おわりに。\n"
    release._history_user = approver
    release.save()
    workflow.submit(release, author)
    with pytest.raises(NotNow, match="自分"):
        workflow.approve(release, approver)


@pytest.mark.sweep
@pytest.mark.parametrize("name", ["text", "text_en"])
@pytest.mark.parametrize("stage", [Stage.ISSUED, Stage.WITHDRAWN])
def test_who_changes_words_at_rest_is_an_author_and_who_takes_the_step_on_is_not(
    release, author, approver, stage, name
):
    if stage == Stage.ISSUED:
        issued(release, author, approver)
    else:
        workflow.withdraw(release, author)
    stored, third = Release.objects.get(pk=release.pk), UserFactory()
    assert stored.stage == stage
    setattr(stored, name, f"{getattr(stored, name)}x")
    stored._history_user = third
    stored.save()
    again = workflow.reopen(stored, approver)
    again.reason, again.reason_en = "誤字", "A typo"
    again._history_user = author
    again.save()
    workflow.submit(again, author)
    with pytest.raises(NotNow, match="自分"):
        workflow.approve(again, third)
    assert workflow.approve(again, approver).prepared_by == author


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", "# 別の文\n{meals}"),
        ("text_en", "# Other words\n{meals}"),
        ("reason", "誤字のため。"),
        ("reason_en", "A typo."),
        ("embargo_until", datetime(2026, 7, 2, 9, tzinfo=periods.TOKYO)),
        ("is_final", False),
        ("next_update_on", date(2026, 8, 1)),
        ("slug", "elsewhere"),
        ("kind", Release.Kind.REPORT),
        ("event", 1),
        (None, None),
    ],
)
def test_an_approval_covers_each_field_of_what_will_be_written(
    nec2025, release, author, approver, name, value
):
    workflow.submit(release, author)
    seen = draft_checksum(Release.objects.get(), Values(nec2025))
    if name is None:
        assert workflow.approve(release, approver, seen=seen).version == 1
        return
    value = nec2025.events.first() if name == "event" else value
    Release._base_manager.update(**{name: value})
    with pytest.raises(NotNow, match="画面を開いた後"):
        workflow.approve(release, approver, seen=seen)
    assert not Publication.objects.exists()


def test_a_second_approval_finds_nothing_to_approve(release, author, approver):
    issued(release, author, approver)
    with pytest.raises(NotNow, match="承認済み"):
        workflow.approve(release, approver)
    assert Publication.objects.count() == 1


def test_an_unbound_number_blocks(release, author):
    release.text += "次は第2回です。\n"
    release.save()
    with pytest.raises(NotNow, match="1か所"):
        workflow.submit(release, author)
    release.refresh_from_db()
    assert release.stage == Stage.DRAFT


def test_what_changed_after_the_page_was_seen_is_not_approved(release, author, approver):
    workflow.submit(release, author)
    seen = draft_checksum(release, Values(release.programme))
    meal = Meal.objects.get(programme=release.programme)
    meal.servings = 9_900
    meal.save()
    with pytest.raises(NotNow, match="画面を開いた後"):
        workflow.approve(release, approver, seen=seen)
    with pytest.raises(NotNow, match="直すところ"):  # the sentence is marked
        workflow.approve(release, approver)


def test_an_embargo_is_kept_whole_and_ends_by_the_clock(release, author, approver, at):
    release.embargo_until = periods.now() + timedelta(hours=3)
    release.save()
    publication = issued(release, author, approver)
    assert not publication.is_public() and not Publication.objects.public().exists()
    assert list(Publication.objects.embargoed()) == [publication]
    at(2026, 7, 1, 15)
    assert publication.is_public() and list(Publication.objects.newest()) == [publication]


def test_a_correction_is_a_new_version_with_a_public_reason(release, author, approver):
    first = issued(release, author, approver)
    with change_reason("集計漏れ"):
        meal = Meal.objects.get(programme=release.programme)
        meal.servings = 6_800
        meal.save()
    again = workflow.reopen(release, author)
    again.values = {}
    again.save()
    with pytest.raises(NotNow):
        workflow.submit(again, author)
    again.reason, again.reason_en = "一つの食堂の集計漏れを加えたため。", "A cafeteria was added."
    again._history_user = author
    again.save()
    second = issued(again, author, approver)
    assert (second.version, second.reason) == (2, "一つの食堂の集計漏れを加えたため。")
    assert first.superseded_by() == second and second.superseded_by() is None
    assert PublishedFigure.objects.get(publication=first, slug="meals").printed == "約6,600食"
    assert PublishedFigure.objects.get(publication=second, slug="meals").printed == "約6,800食"
    assert snapshot.recomputed(Publication.objects.get(pk=first.pk)) == first.checksum


def test_a_withdrawn_text_can_be_taken_up_again(release, author):
    withdrawn = workflow.withdraw(release, author)
    release.refresh_from_db()
    assert withdrawn.stage == release.stage == Stage.WITHDRAWN
    with pytest.raises(NotNow):
        workflow.submit(release, author)
    assert workflow.reopen(release, author).stage == Stage.DRAFT


def test_a_word_why_is_kept_as_far_as_there_is_room(release, author, approver):
    sent = workflow.give_back(workflow.submit(release, author), approver, "長" * 101)
    assert sent.step_reason == sent.history.first().history_change_reason == "長" * 100


def test_final_figures_wait_for_the_end_of_the_campaign(release, at):
    at(2026, 3, 1, 12)
    assert any("期間が終わっていない" in one.message for one in checked(release) if one.blocks)
    assert datetime(2026, 3, 1).date() < release.programme.ends_on <= date(2026, 3, 31)


# the pages


def status(programme, slug="meals"):
    return results(programme)[slug].status


@pytest.mark.sweep
def test_live_figures_are_final_while_they_are_what_was_published_as_final(
    client, nec2025, release, author, approver, at
):
    at(2026, 4, 1, 9, 0)
    release.embargo_until = periods.now() + timedelta(hours=2)
    with change_reason("公開の日時"):
        release.save()
    page = nec2025.get_absolute_url()
    assert status(nec2025) == PROVISIONAL
    publication = issued(release, author, approver)
    assert status(nec2025) == PROVISIONAL
    assert 'data-status="final"' not in client.get(page).content.decode()
    table = publication.files.get(name="summary.csv")
    assert b'"final"' in table.content and b'"provisional"' not in table.content
    at(2026, 4, 1, 11, 0)
    assert {result.status for result in results(nec2025) if result.value is not None} == {FINAL}
    for address in (page, "/"):
        assert 'data-status="provisional"' not in client.get(address).content.decode()


def test_a_figure_that_changed_since_is_provisional_again(nec2025, release, author, approver):
    issued(release, author, approver)
    meal = Meal.objects.get(programme=nec2025)
    meal.servings += 1
    with change_reason("集計漏れ"):
        meal.save()
    assert (status(nec2025), status(nec2025, "participations")) == (PROVISIONAL, PROVISIONAL)
    assert status(nec2025, "pr-corps-members") == FINAL


def test_the_newest_version_decides_what_is_final(nec2025, release, author, approver):
    issued(release, author, approver)
    stored = workflow.reopen(release, author)
    stored.is_final, stored.reason, stored.reason_en = False, "見直し中", "Under review"
    stored._history_user = author
    stored.save()
    publication = issued(stored, author, approver)
    assert status(nec2025) == PROVISIONAL
    frozen = bytes(publication.files.get(name="summary.csv").content)
    assert b'"provisional"' in frozen and b'"final"' not in frozen


@pytest.mark.parametrize("is_final", [True, False])
def test_the_files_call_the_figures_what_the_release_does(release, is_final):
    release.is_final = is_final
    content = {name: data for name, _type, data in make(release, Values(release.programme)).files}
    assert (b'"final"' in content["summary.csv"]) is is_final
    assert (b'"provisional"' in content["summary.csv"]) is not is_final


def test_the_public_reads_an_issued_release_and_its_very_bytes(client, release, author, approver):
    publication = issued(release, author, approver)
    address = publication.get_absolute_url()
    assert address == "/nec/2025/publications/results/1/"
    assert "食堂では約6,600食を提供(注1)。" in client.get(address).content.decode()
    assert "about 6,600 meals (note 1)" in client.get(f"/en{address}").content.decode()
    for file in publication.files.all():
        answer = client.get(address + file.name)
        assert answer.content == bytes(file.content) and answer["Content-Type"] == file.media_type


def test_an_embargoed_release_is_on_no_page_until_its_moment(client, release, author, approver, at):
    assert client.get("/nec/2025/publications/").status_code == 200
    release.embargo_until = periods.now() + timedelta(hours=3)
    release.text = release.text.replace("食堂では", "秘密の食堂では")
    release.save()
    publication = issued(release, author, approver)
    listed, page = "/nec/2025/publications/", publication.get_absolute_url()
    assert client.get(page).status_code == 404
    assert "第1版" not in client.get(listed).content.decode()
    at(2026, 7, 1, 15)
    assert "秘密の食堂" in client.get(page).content.decode()
    assert "第1版" in client.get(listed).content.decode()


@pytest.mark.sweep
def test_a_correction_is_told_on_the_page_and_the_first_version_stays(
    client, release, author, approver
):
    first = issued(release, author, approver)
    contents = {file.name: bytes(file.content) for file in first.files.all()}
    meal = Meal.objects.get(programme=release.programme)
    meal.servings = 6_800
    with change_reason("集計漏れ"):
        meal.save()
    again = workflow.reopen(release, author)
    again.values, again.reason, again.reason_en = {}, "集計漏れのため。", "A miscount."
    again._history_user = author
    again.save()
    second = issued(again, author, approver)
    page = client.get(second.get_absolute_url()).content.decode()
    assert "正誤表" in page and "約6,600食" in page and "集計漏れのため。" in page
    old = client.get(first.get_absolute_url()).content.decode()
    assert "新しい版があります" in old and "食堂では約6,600食を提供" in old
    for name, content in contents.items():
        assert client.get(first.get_absolute_url() + name).content == content
    assert "約6,600食" in old and "今は約6,800食" in old
    data = client.get(second.get_absolute_url().rstrip("/") + ".json").json()
    assert (data["version"], data["superseded_by"]) == (2, None)
    meals, whole = data["corrections"]
    assert meals == {
        "slug": "meals",
        "version": 2,
        "issued_on": "2026-07-01",
        "label": "社員食堂の提供数",
        "old": "約6,600食",
        "new": "約6,800食",
        "reason": "集計漏れのため。",
        "label_en": "Meals served in employee cafeterias",
        "old_en": "about 6,600 meals",
        "new_en": "about 6,800 meals",
        "reason_en": "A miscount.",
    }
    assert [whole[name] for name in ("slug", "old", "new", "old_en", "new_en")] == [
        *("participations", "約1万人 (9,830人)", "約1万人 (10,030人)"),
        *("about 10,000 people (9,830 people)", "about 10,000 people (10,030 people)"),
    ]
    before = client.get(first.get_absolute_url().rstrip("/") + ".json").json()
    assert (before["version"], before["superseded_by"]) == (1, 2)
    assert before["checksum"] == first.checksum
    assert {file["sha256"] for file in before["files"]} == {
        hashlib.sha256(content).hexdigest() for content in contents.values()
    }


@pytest.mark.parametrize(
    ("japanese", "english"),
    [(("6食", "6皿"), ("6 meals", "6 meals")), (("6食", "6食"), ("6 meals", "6 dishes"))],
)
def test_what_is_corrected_in_one_language_stands_in_its_pages_and_in_the_data(
    client, nec2025, japanese, english
):
    release = ReleaseFactory(programme=nec2025)
    texts = {"slug": "meals", "label": "食", "label_en": "Meals", "as_of": date(2026, 3, 31)}
    text = dict.fromkeys(("document", "document_en"), {"blocks": [], "notes": []})
    for version, (printed, printed_en) in enumerate(zip(japanese, english, strict=True), start=1):
        figures = [texts | {"printed": printed, "printed_en": printed_en, "value": 6}]
        newest = PublicationFactory(release=release, version=version, figures=figures, **text)
    address = newest.get_absolute_url()
    pages = client.get(address).content.decode(), client.get(f"/en{address}").content.decode()
    assert ("正誤表" in pages[0]) == (japanese[0] != japanese[1])
    assert ("Corrections" in pages[1]) == (english[0] != english[1])
    [correction] = client.get(f"{address.rstrip('/')}.json").json()["corrections"]
    assert (correction["old"], correction["new"]) == japanese
    assert (correction["old_en"], correction["new_en"]) == english


def test_what_was_issued_keeps_its_address(release, author, approver):
    issued(release, author, approver)
    programme = release.programme
    for obj in (programme, programme.partnership, Release.objects.get(pk=release.pk)):
        obj.slug = "elsewhere"
        with pytest.raises(ValidationError, match="変えられません"):
            obj.save()
    programme = Programme.objects.get(pk=programme.pk)
    for day in (None, periods.today() + timedelta(days=1)):
        programme.visible_from = day
        with pytest.raises(ValidationError, match="公開日"):
            programme.save()


def test_the_files_are_made_before_the_lock(release, author, approver, monkeypatch):
    workflow.submit(release, author)
    seen = []

    def made(*args):
        seen.append(connection.in_atomic_block and len(connection.savepoint_ids))
        return files_made(*args)

    files_made = files.made
    monkeypatch.setattr(files, "made", made)
    before = len(connection.savepoint_ids)
    workflow.approve(release, approver)
    assert seen == [before]


def test_what_changes_between_making_and_locking_is_made_again(
    release, author, approver, monkeypatch
):
    workflow.submit(release, author)
    files_made, calls = files.made, []

    def made(*args):
        found = files_made(*args)
        if not calls:
            release.programme.title_en = "Another name"
            release.programme.save()
        calls.append(1)
        return found

    monkeypatch.setattr(files, "made", made)
    monkeypatch.setattr(workflow, "checked", lambda *args: [])
    publication = workflow.approve(release, approver)
    assert (publication.headline_en, len(calls)) == ("Another name", 2)
    assert b"Another name" in publication.files.get(name="release.en.txt").content
    assert publication.checksum == snapshot.recomputed(publication)


@pytest.mark.sweep
def test_where_no_pdf_can_be_made_the_checklist_says_so_and_the_rest_is_issued(
    release, author, approver, monkeypatch
):
    monkeypatch.setattr(exports, "japanese_fonts", tuple)
    assert [one for one in checked(release) if "PDF" in one.message and not one.blocks]
    names = issued(release, author, approver).files.values_list("name", flat=True)
    assert "summary.csv" in names and not [name for name in names if name.endswith(".pdf")]


@pytest.mark.sweep
def test_what_is_frozen_beside_the_text_may_not_change_unseen_either(
    nec2025, release, author, approver
):
    workflow.submit(release, author)
    seen = draft_checksum(release, Values(nec2025))
    school = SchoolProgramme.objects.get(programme=nec2025)
    school.pupils = 112
    school.save()
    with pytest.raises(NotNow, match="変わりました"):
        workflow.approve(release, approver, seen=seen)


@pytest.mark.sweep
def test_a_correction_does_not_overtake_the_embargo_of_what_it_corrects(
    release, author, approver, at
):
    at(2026, 4, 1, 9, 0)
    release.embargo_until = periods.now() + timedelta(hours=2)
    release.save()
    first = issued(release, author, approver)
    again = workflow.reopen(release, author)
    assert again.embargo_until == first.issued_at
    again.embargo_until, again.reason, again.reason_en = None, "誤字", "A typo"
    again._history_user = author
    again.save()
    with pytest.raises(NotNow):
        workflow.submit(again, author)
    assert [one.message for one in checked(again) if one.blocks] == [
        "第1版の公開の日時（2026年4月1日(水) 11:00）より前には公開できません。"
    ]


def test_a_year_without_campaign_is_final_once_it_is_over(nec2024, author, approver):
    release = ReleaseFactory.build(
        programme=nec2024, text="# 結果", text_en="# Results", is_final=True
    )
    release._history_user = author
    release.save()
    assert issued(release, author, approver).is_final


def test_a_report_with_figures_is_not_final_while_the_campaign_runs(nec2025, release, at):
    at(2026, 2, 25)
    release.kind = Release.Kind.REPORT
    assert [one.message for one in checked(release) if one.blocks] == [
        "期間が終わっていないので、確定値としては公表できません。"
    ]


@pytest.mark.parametrize(("text", "words"), [("# " + "長" * 201, "201字"), ("本文", "見出し")])
def test_a_headline_is_there_and_not_too_long(release, text, words):
    release.text = text
    assert any(words in one.message for one in checked(release) if one.blocks)


@pytest.mark.sweep
def test_the_latest_publication_decides_over_an_older_release(nec2025, author, approver, at):
    """A value that goes back to what an older report gave is not final for that."""
    at(2026, 4, 1)
    for slug, servings in (("old", 6_600), ("new", 7_000)):
        meal = Meal.objects.get(programme=nec2025)
        meal.servings = servings
        with change_reason("集計漏れ"):
            meal.save()
        made = ReleaseFactory.build(
            programme=nec2025, slug=slug, text=TEXT, text_en=TEXT_EN, is_final=True
        )
        made._history_user = author
        made.save()
        issued(made, author, approver)
        at(2026, 4, 2)
    assert status(nec2025) == FINAL
    meal.servings = 6_600
    with change_reason("戻す"):
        meal.save()
    assert status(nec2025) == PROVISIONAL
