"""The press-release desk: one person writes and proves a text, another approves it."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from produce.models import Meal
from programmes.models import Event, Publication, Release, Role, change_reason
from programmes.releases import workflow
from programmes.releases.validation import findings
from programmes.releases.values import Values

from .back_office import add, change, filled, text
from .pages import soup
from .releases import drafted, issued
from .staff import person

Stage = Release.Stage
WRONG = "食堂では約9,999食を提供しました。"


def page(release, name):
    return reverse(f"admin:programmes_release_{name}", args=[release.pk])


@pytest.fixture
def organiser(client, db):
    """Signed in as who writes."""
    client.user = person(Role.PUBLICATION, last_name="佐藤", first_name="花子")
    client.force_login(client.user)
    return client


@pytest.fixture
def colleague(db):
    """Another person who publishes, in a browser of their own."""
    other = Client()
    other.user = person(Role.PUBLICATION, last_name="阿武隈", first_name="太郎")
    other.force_login(other.user)
    return other


@pytest.fixture
def release(organiser, nec2025):
    return drafted(organiser.user, programme=nec2025, slug="results", kind=Release.Kind.RESULTS)


def in_form(client, release):
    """What a browser would post from the desk as it is, without any button."""
    form = soup(client, change(release)).select_one("#release_form")
    posted = {area["name"]: area.get_text().removeprefix("\n") for area in form.select("textarea")}
    for one in form.select("input[name]:not([type=submit])"):
        if one.get("type") != "checkbox" or one.has_attr("checked"):
            posted[one["name"]] = one.get("value", "")
    for one in form.select("select"):
        chosen = one.select_one("option[selected]")
        posted[one["name"]] = chosen["value"] if chosen else ""
    return posted


def save(client, release, **typed):
    """Saves the desk with these values typed in; the page that follows."""
    return client.post(change(release), in_form(client, release) | typed, follow=True)


def messages(response):
    return [str(message) for message in response.context["messages"]]


def in_review(organiser, release):
    workflow.submit(release, organiser.user)
    release.refresh_from_db()
    return release


def approve(client, release, **typed):
    asked = client.get(page(release, "approve"), follow=True).context
    return client.post(page(release, "approve"), {"seen": asked["seen"]} | typed, follow=True)


def meals_become(programme, servings):
    meal = Meal.objects.get(programme=programme)
    meal.servings = servings
    with change_reason("集計漏れ"):
        meal.save()


# writing


def test_a_new_release_has_both_drafts_from_the_records_and_nothing_to_mend(organiser, nec2025):
    typed = {"programme": nec2025.pk, "slug": "results", "kind": "results", "event": ""}
    answer = organiser.post(add(Release), filled(organiser, add(Release)) | typed, follow=True)
    assert answer.redirect_chain, answer.context["adminform"].form.errors
    release = Release.objects.get()
    values = Values(release.programme)
    for language in ("ja", "en"):
        assert "{meals}" in release.text_in(language)
        assert findings(release.text_in(language), language, values) == []
    assert release.history.get().history_user == organiser.user
    assert release.values["{meals}"] == ["約6,600食", "about 6,600 meals"]
    assert "直すところはありません" in text(organiser.get(change(release)))


def test_a_report_is_drafted_for_its_event(organiser, nec2024):
    event = Event.objects.get(slug="exchange-2025-01")
    typed = {"programme": nec2024.pk, "slug": "exchange", "kind": "report", "event": event.pk}
    organiser.post(add(Release), filled(organiser, add(Release)) | typed)
    assert "{exchange-2025-01." in Release.objects.get().text


def test_a_wrong_number_is_saved_and_told_with_its_line_and_the_way_out(organiser, release):
    wrong = release.text.rstrip() + f"\n\n{WRONG}"
    answer = save(organiser, release, text=wrong)
    release.refresh_from_db()
    assert release.text == wrong
    found = soup(organiser, change(release)).select_one("#found-ja li")
    line = len(wrong.splitlines())
    assert found.a.get_text() == f"{line}行目" and found.a["data-line"] == str(line)
    assert "約9,999食" in found.get_text() and "{=約9,999食}" in found.get_text()
    assert messages(answer) == ["保存しました。"]
    near = save(organiser, release, text=wrong.replace("9,999", "7,000"))
    assert "<code>{meals:約7,000食}</code>" in text(near)


@pytest.mark.sweep
def test_every_save_comes_back_to_the_desk(organiser, release):
    answer = save(organiser, release, is_final="on")
    assert answer.redirect_chain == [(change(release), 302)]
    release.refresh_from_db()
    assert release.is_final


@pytest.mark.sweep
def test_with_a_wrong_number_nobody_is_asked_but_the_text_is_kept(organiser, release):
    answer = save(organiser, release, text=release.text + WRONG, _ask="1")
    assert "直すところが1か所" in messages(answer)[0]
    release.refresh_from_db()
    assert (release.stage, release.text.endswith(WRONG)) == (Stage.DRAFT, True)


def test_an_unreadable_moment_saves_nothing_and_keeps_what_was_typed(organiser, release):
    answer = save(organiser, release, text="# 新しい文", embargo_until_0="いつか")
    assert answer.context["adminform"].form.errors["embargo_until"]
    assert "# 新しい文" in text(answer)
    release.refresh_from_db()
    assert release.text != "# 新しい文"


@pytest.mark.sweep
def test_the_moment_of_publication_is_typed_as_people_write_it(organiser, release):
    save(organiser, release, embargo_until_0="令和8年7月3日", embargo_until_1="午後2時")
    release.refresh_from_db()
    assert release.embargo_until.isoformat() == "2026-07-03T05:00:00+00:00"


@pytest.mark.sweep
def test_both_who_write_at_once_are_told(organiser, colleague, release):
    mine = in_form(organiser, release) | {"text": "# わたしの文"}
    save(colleague, release, text="# ほかの人の文")
    answer = organiser.post(change(release), mine, follow=True)
    assert "ほかの人が保存しました" in text(answer)
    release.refresh_from_db()
    assert release.text == "# ほかの人の文"


# values that moved


def test_a_moved_value_is_told_with_old_and_new_until_somebody_looked(organiser, release):
    meals_become(release.programme, 9_000)
    moved = soup(organiser, change(release)).select_one("#moved-ja")
    assert moved.find("del").get_text() == "約6,600食"
    assert moved.find("ins").get_text() == "約9,000食"
    assert "{meals}" in moved.find("q").get_text()
    save(organiser, release, _confirm=moved.find("button")["value"], text=release.text + "追記。")
    release.refresh_from_db()
    assert release.values["{meals}"] == ["約9,000食", "about 6,600 meals"]
    assert release.text.endswith("追記。")
    assert release.history.first().history_change_reason.startswith("今の値で確かめた")
    assert release.history.first().history_user == organiser.user
    desk = soup(organiser, change(release))
    assert desk.select_one("#moved-ja") is None and desk.select_one("#moved-en")


@pytest.mark.sweep
def test_all_moved_values_are_confirmed_at_once(organiser, release):
    meals_become(release.programme, 9_000)
    keys = [one["value"] for one in soup(organiser, change(release)).select("[name=moved]")]
    assert len(keys) == 2  # {meals} in either language
    save(organiser, release, _confirm="*", moved=keys)
    assert "#moved-" not in text(organiser.get(change(release)))


@pytest.mark.sweep
def test_nobody_confirms_a_value_that_they_did_not_see(organiser, release):
    meals_become(release.programme, 9_000)
    key = soup(organiser, change(release)).select_one("#moved-ja button")["value"]
    meals_become(release.programme, 9_900)
    assert "値がまた変わった" in messages(save(organiser, release, _confirm=key))[0]
    release.refresh_from_db()
    assert release.values["{meals}"][0] == "約6,600食"


@pytest.mark.sweep
def test_a_stale_sentence_keeps_a_text_from_being_submitted(organiser, release):
    meals_become(release.programme, 9_000)
    assert "直すところが2か所" in messages(save(organiser, release, _ask="1"))[0]


# from the records once more


@pytest.mark.sweep
def test_a_text_is_made_anew_after_a_question_and_the_old_one_stays_in_the_history(
    organiser, release
):
    save(organiser, release, text="# 手で書いた文", text_en="# By hand")
    asked = organiser.get(f"{page(release, 'redraft')}?language=en")
    assert "# By hand" in text(asked) and "{participations}" in text(asked)
    typed = {"language": "en", "seen": asked.context["seen"]}
    organiser.post(page(release, "redraft"), typed)
    release.refresh_from_db()
    assert (release.text, "{meals}" in release.text_en) == ("# 手で書いた文", True)
    assert "下書きを作り直した（英語）" in release.history.first().history_change_reason
    assert release.history.all()[1].text_en == "# By hand"
    again = organiser.post(page(release, "redraft"), typed, follow=True)
    assert "文が変わりました" in messages(again)[-1]


@pytest.mark.parametrize(
    "language, name, other", [("ja", "text", "text_en"), ("en", "text_en", "text")]
)
def test_only_the_text_of_that_language_is_made_anew(organiser, release, language, name, other):
    save(organiser, release, text="# 手で書いた文", text_en="# By hand")
    release.refresh_from_db()
    kept = getattr(release, other)
    seen = organiser.get(f"{page(release, 'redraft')}?language={language}").context["seen"]
    organiser.post(page(release, "redraft"), {"language": language, "seen": seen})
    release.refresh_from_db()
    assert "{meals}" in getattr(release, name) and getattr(release, other) == kept


# the preview


@pytest.mark.parametrize("language, printed", [("ja", "約6,600食"), ("en", "about 6,600 meals")])
def test_the_preview_is_the_public_page_with_the_values_of_now(
    organiser, release, language, printed
):
    answer = organiser.get(f"{page(release, 'preview')}?language={language}")
    assert printed in text(answer) and f'<html lang="{language}">' in text(answer)
    assert "no-store" in answer["Cache-Control"]
    assert "<strong>下書き</strong>" in text(answer) and "noindex" in text(answer)


@pytest.mark.sweep
def test_what_stands_for_nothing_is_marked_in_the_preview(organiser, release):
    save(organiser, release, text="# 結果\n食堂で{mails}[*lost]、{meals}")
    preview = text(organiser.get(page(release, "preview")))
    assert "【{mails} 値がありません】(注?)、約6,600食" in preview


def test_the_public_sees_neither_preview_nor_desk(client, nec2025):
    release = Release.objects.create(programme=nec2025, slug="results", text="# 秘密")
    for name in ("preview", "change", "approve", "redraft"):
        assert client.get(page(release, name)).url.startswith(reverse("admin:login"))


# two persons


def test_the_author_is_told_that_another_approves(organiser, release):
    assert "承認を頼みました" in messages(save(organiser, release, _ask="1"))[0]
    desk = soup(organiser, change(release))
    assert "別の人の目で" in desk.get_text()
    assert desk.select_one("[data-act=approve]") is None
    assert "別の人の目で" in messages(organiser.get(page(release, "approve"), follow=True))[0]
    forged = organiser.post(page(release, "approve"), {"seen": "x"}, follow=True)
    assert "自分では承認できません" in messages(forged)[0]
    assert not Publication.objects.exists()


@pytest.mark.sweep
def test_a_superuser_does_not_approve_their_own_either(organiser, release, colleague):
    in_review(organiser, release)
    User.objects.filter(pk=organiser.user.pk).update(is_superuser=True)
    forged = organiser.post(page(release, "approve"), {"seen": "x"}, follow=True)
    assert "自分では承認できません" in messages(forged)[0]


def test_another_person_approves_and_the_public_reads_it(organiser, colleague, release):
    in_review(organiser, release)
    assert soup(colleague, change(release)).select_one("[data-act=approve]")
    asked = colleague.get(page(release, "approve"))
    assert "約6,600食" in text(asked) and "すぐに公開されます" in text(asked)
    answer = approve(colleague, release)
    assert "第1版を公開しました" in messages(answer)[0]
    publication = Publication.objects.get()
    assert (publication.prepared_by, publication.approved_by) == (organiser.user, colleague.user)
    assert "約6,600食" in text(Client().get(publication.get_absolute_url()))
    assert "公開中" in text(colleague.get(change(release)))


@pytest.mark.sweep
def test_a_second_click_finds_nothing_to_approve(organiser, colleague, release):
    in_review(organiser, release)
    seen = {"seen": colleague.get(page(release, "approve")).context["seen"]}
    for message in ("公開しました", "今「承認済み」です"):
        answer = colleague.post(page(release, "approve"), seen, follow=True)
        assert message in messages(answer)[0]
    assert Publication.objects.count() == 1


def test_what_changed_since_the_page_was_opened_is_not_approved(organiser, colleague, release):
    in_review(organiser, release)
    seen = {"seen": colleague.get(page(release, "approve")).context["seen"]}
    meals_become(release.programme, 9_000)
    answer = colleague.post(page(release, "approve"), seen, follow=True)
    assert "画面を開いた後に" in messages(answer)[0]
    assert not Publication.objects.exists()


def test_an_approval_that_saw_nothing_is_refused(organiser, colleague, release):
    in_review(organiser, release)
    answer = colleague.post(page(release, "approve"), {}, follow=True)
    assert "画面を開いた後に" in messages(answer)[0]


@pytest.mark.sweep
def test_a_text_in_review_is_not_written_and_what_was_typed_comes_back(
    organiser, colleague, release
):
    typed = in_form(organiser, release) | {"text": "# おそかった文"}
    in_review(organiser, release)
    answer = organiser.post(change(release), typed, follow=True)
    assert "保存していません" in messages(answer)[0] and "# おそかった文" in text(answer)
    release.refresh_from_db()
    assert "おそかった" not in release.text
    assert soup(organiser, change(release)).select_one("textarea") is None


@pytest.mark.sweep
def test_an_old_text_is_not_put_back_while_another_looks_at_it(organiser, release):
    save(organiser, release, is_final="on")
    in_review(organiser, release)
    first = release.history.last()
    url = reverse("admin:programmes_release_restore", args=[release.pk, "release", first.pk])
    assert organiser.post(url, {"newest": release.history.first().pk}).status_code == 403


@pytest.mark.sweep
def test_an_old_text_comes_back_without_its_stage(organiser, release):
    before = release.history.first()
    in_review(organiser, release)
    in_between = release.history.first()
    workflow.give_back(release, organiser.user, "もう一度")
    save(organiser, release, text="# 別の文")
    url = reverse("admin:programmes_release_restore", args=[release.pk, "release", in_between.pk])
    answer = organiser.post(url, {"newest": release.history.first().pk}, follow=True)
    assert "戻しました" in messages(answer)[0]
    release.refresh_from_db()
    assert (release.stage, release.text) == (Stage.DRAFT, before.text.rstrip())
    assert (release.step, release.step_reason) == (Release.Step.GIVE_BACK, "もう一度")


@pytest.mark.sweep
def test_given_back_with_a_word_why_and_then_approved_by_the_same_person(
    organiser, colleague, release
):
    in_review(organiser, release)
    refused = colleague.post(page(release, "give_back"), {"words": " "}, follow=True)
    assert "理由を一言" in messages(refused)[0]
    colleague.post(page(release, "give_back"), {"words": "副題を短く"})
    release.refresh_from_db()
    assert release.stage == Stage.DRAFT
    assert release.history.first().history_change_reason == "副題を短く"
    in_review(organiser, release)
    assert "公開しました" in messages(approve(colleague, release))[0]


@pytest.mark.sweep
def test_who_changed_a_word_meanwhile_does_not_approve(organiser, colleague, release):
    save(colleague, release, text=release.text + "一言。")
    in_review(organiser, release)
    assert "別の人の目で" in text(colleague.get(change(release)))
    assert (
        "自分では"
        in messages(colleague.post(page(release, "approve"), {"seen": "x"}, follow=True))[0]
    )


@pytest.mark.sweep
def test_words_that_were_given_up_and_put_back_are_still_their_authors(
    organiser, colleague, release
):
    in_review(organiser, release)
    approve(colleague, release)
    organiser.post(page(release, "reopen"))
    mine = {"reason": "漏れ", "reason_en": "Omission"}
    save(organiser, release, text=release.text + "追記。", **mine)
    written = release.history.first()
    organiser.post(page(release, "withdraw"))
    release.refresh_from_db()
    assert (release.stage, release.text.endswith("追記。")) == (Stage.ISSUED, False)
    colleague.post(page(release, "reopen"))
    url = reverse("admin:programmes_release_restore", args=[release.pk, "release", written.pk])
    colleague.post(url, {"newest": release.history.first().pk})
    assert workflow.authors(release) == {organiser.user.pk, colleague.user.pk}


def test_a_withdrawn_release_can_be_taken_up_again(organiser, release):
    organiser.post(page(release, "withdraw"), {"words": "中止"})
    assert "下書きに戻す" in text(organiser.get(change(release)))
    organiser.post(page(release, "reopen"))
    release.refresh_from_db()
    assert release.stage == Stage.DRAFT


@pytest.mark.parametrize("name", ["submit", "give_back", "withdraw", "reopen"])
def test_a_step_is_taken_by_a_button_only(organiser, release, name):
    assert organiser.get(page(release, name)).status_code == 405
    assert Release.objects.get().stage == Stage.DRAFT


@pytest.mark.sweep
@pytest.mark.parametrize("name", ["give_back", "reopen", "approve"])
def test_a_step_of_another_stage_says_where_it_stands(organiser, release, name):
    answer = organiser.post(page(release, name), {"words": "なぜ", "seen": "x"}, follow=True)
    assert messages(answer) == ["この発表は今「下書き」です。"]


@pytest.mark.sweep
def test_a_step_by_its_address_asks_too(organiser, release):
    answer = organiser.post(page(release, "submit"), follow=True)
    assert "承認を頼みました" in messages(answer)[0]
    again = organiser.post(page(release, "submit"), follow=True)
    assert messages(again) == ["この発表は今「確認中」です。"]


@pytest.mark.parametrize("role", [Role.ENTRY, Role.READING])
def test_who_enters_or_reads_may_look_and_take_no_step(client, release, colleague, role):
    someone = person(role, partnership=release.programme.partnership)
    client.force_login(someone)
    desk = soup(client, change(release))
    assert desk.select_one(".fp-release-stand") and not desk.select("textarea, .fp-release-step")
    assert client.get(page(release, "preview")).status_code == 200
    for name in ("submit", "give_back", "withdraw", "reopen", "approve", "redraft", "change"):
        assert client.post(page(release, name), {"words": "なぜ"}).status_code == 403, name


# what was issued


@pytest.mark.sweep
def test_an_embargoed_version_says_its_moment_and_shows_no_public_link(
    organiser, colleague, release, at
):
    save(organiser, release, embargo_until_0="2026-07-03", embargo_until_1="14:00")
    in_review(organiser, release)
    moment = "2026年7月3日(金) 14:00"
    assert f"{moment}に公開されます" in text(colleague.get(page(release, "approve")))
    assert f"{moment}に公開されます" in messages(approve(colleague, release))[0]
    row = soup(organiser, change(release)).select_one(".fp-release-versions li")
    assert "公開日時待ち" in row.get_text() and moment in row.get_text() and not row.a
    at(2026, 7, 3, 14)
    row = soup(organiser, change(release)).select_one(".fp-release-versions li")
    assert "公開中" in row.get_text() and row.a


@pytest.mark.sweep
def test_a_correction_asks_for_its_reason_and_tells_what_it_changes(organiser, colleague, release):
    assert "reason" not in organiser.get(change(release)).context["adminform"].form.fields
    issued(release, organiser.user, colleague.user)
    meals_become(release.programme, 9_000)
    organiser.post(page(release, "reopen"))
    keys = [one["value"] for one in soup(organiser, change(release)).select("[name=moved]")]
    answer = save(organiser, release, _confirm="*", moved=keys)
    assert "訂正の理由を書いてください" in text(answer)
    save(organiser, release, reason="集計漏れのため。", reason_en="A miscount.")
    in_review(organiser, release)
    asked = soup(colleague, page(release, "approve"))
    row = asked.select_one("[aria-labelledby=release-corrections] tbody tr")
    assert [cell.get_text() for cell in row.select("td")][-2:] == ["約6,600食", "約9,000食"]
    approve(colleague, release)
    states = soup(colleague, change(release)).select(".fp-release-mark")
    assert [state.get_text() for state in states] == ["公開中", "旧版"]


@pytest.mark.sweep
def test_an_issued_release_keeps_its_address_and_is_never_deleted(
    organiser, colleague, release, admin_client
):
    issued(release, organiser.user, colleague.user)
    organiser.post(page(release, "reopen"))
    save(organiser, release, slug="other")
    release.refresh_from_db()
    assert release.slug == "results"
    assert admin_client.post(page(release, "delete"), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [release.pk], "post": "yes"}
    admin_client.post(reverse("admin:programmes_release_changelist"), chosen)
    assert Release.objects.filter(pk=release.pk).exists()


# beside the text


def test_the_names_that_a_text_may_use_stand_with_their_values(organiser, release):
    tables = soup(organiser, change(release)).select("#release-names table")
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in tables[0].select("tr")]
    assert ["{meals}", "社員食堂の提供数", "約6,600食", "about 6,600 meals"] in rows
    facts = {row.th.get_text() for row in tables[1].select("tbody tr")}
    assert {"{programme.span}", "{partnership.agreed}"} <= facts


def test_what_is_to_be_mended_leads_to_where_it_is(organiser, release):
    record = Meal.objects.get(programme=release.programme)
    record.source = None
    record.save()
    link = soup(organiser, change(release)).select_one(".fp-release-list a[href*=meal]")
    assert link["href"] == reverse("admin:produce_meal_change", args=[record.pk])


def test_the_front_page_lists_the_releases_and_what_is_to_do(organiser, release):
    save(organiser, release, text=release.text + WRONG)
    meals_become(release.programme, 9_000)
    url = f"{reverse('admin:index')}?programme={release.programme_id}"
    panel = soup(organiser, url).select_one("[aria-labelledby=desk-releases]")
    line = panel.select_one("li").get_text(" ", strip=True)
    for words in ("年度の結果", "下書き", "第1版", "直すところ1か所", "値が変わった文2か所"):
        assert words in line
    assert panel.select_one("a.button")["href"].endswith(f"?programme={release.programme_id}")


@pytest.mark.sweep
def test_the_front_page_asks_as_much_for_five_releases_as_for_one(organiser, release):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            organiser.get(f"{reverse('admin:index')}?programme={release.programme_id}")
        return len(captured)

    one = queries()
    for number in range(4):
        Release(programme=release.programme, slug=f"more-{number}", text=release.text).save()
    assert queries() == one


def test_the_desk_asks_a_bounded_number_of_queries(organiser, release):
    with CaptureQueriesContext(connection) as captured:
        organiser.get(change(release))
    assert len(captured) < 90
