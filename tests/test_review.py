"""A party without an account sees a release before it is issued, answers, and all is logged."""

from datetime import datetime
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from programmes.lib.periods import TOKYO
from programmes.models import Partner, ReviewEntry, ReviewLink, Role
from programmes.releases import reviewing, workflow
from programmes.releases.checklist import checked
from programmes.releases.values import Values

from .factories import ReleaseFactory
from .releases import issued
from .staff import person

NOON = datetime(2026, 4, 1, 12, tzinfo=TOKYO)


@pytest.fixture
def link(release, author, at):
    at(2026, 4, 1, 12, 0)
    return reviewing.make(release, release.programme.partnership.prefecture, author)


def address(link, language=""):
    return f"{language}/review/{reviewing.token(link)}/"


def acts(link=None):
    return [entry.act for entry in ReviewEntry.objects.filter(link=link).order_by("pk")]


def test_the_party_sees_text_and_figures_in_both_languages(client, link):
    page = client.get(address(link)).content.decode()
    assert "福島県の方に" in page and "約6,600食" in page and "2026年4月8日(水) 12:00まで" in page
    english = client.get(address(link, "/en")).content.decode()
    assert "Cafeterias served about 6,600 meals (note 1)." in english
    assert acts(link) == ["opened"]


def test_no_cache_no_robot_and_no_other_site_learns_of_it(client, link):
    response = client.get(address(link))
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert "noindex" in response["X-Robots-Tag"]
    assert "ETag" not in response


def soup(response, status=200):
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def form(page, act):
    return next(one for one in page.select("form") if one.select_one(f"[value={act}]"))


def sent(page, act):
    fields = form(page, act).select("input[name]")
    return {one["name"]: one["value"] for one in fields if one["name"] != "csrfmiddlewaretoken"}


def test_it_agrees_to_what_it_saw(client, link, release):
    page = soup(client.get(address(link)))
    response = client.post(address(link), sent(page, "approve"), follow=True)
    assert "今の内容を確認済みです" in response.content.decode()
    assert acts(link) == ["opened", "approved"]
    assert reviewing.standing(release, Values(release.programme)) == [(link.party, True, True)]


def test_agreeing_to_a_text_that_changed_meanwhile_is_not_taken(client, link, release, author):
    page = soup(client.get(address(link)))
    release.text += "\n追記"
    release.save()
    response = client.post(address(link), sent(page, "approve"))
    assert response.status_code == 409
    assert "開いた後に、内容が変わりました" in response.content.decode()
    assert "approved" not in acts(link)


@pytest.mark.sweep
def test_what_changes_after_it_agreed_is_told_to_the_author(client, link, release, nec2025):
    message = "福島県の確認がまだです。"
    assert message in [check.message for check in checked(release)]
    client.post(address(link), sent(soup(client.get(address(link))), "approve"))
    assert message not in [check.message for check in checked(release)]
    nec2025.title = "別の名前"
    nec2025.save()
    message = "福島県が承認した後に、文か値が変わりました。"
    assert message in [check.message for check in checked(release)]


def test_it_comments_on_a_figure(client, link):
    page = soup(client.get(address(link)))
    typed = sent(page, "comment") | {"figure": "meals", "text": "県の集計と<b>違います</b>。\x00"}
    page = soup(client.post(address(link), typed, follow=True))
    answer = page.select_one("#answers + ul").get_text()
    assert "社員食堂の提供数" in answer and "県の集計と<b>違います</b>。" in answer
    entry = ReviewEntry.objects.get(act="commented")
    assert (entry.figure, entry.text) == ("meals", "県の集計と<b>違います</b>。")


def test_what_it_says_reaches_the_author(link, release):
    reviewing.comment(link, "meals", "県の集計と違います。", "", "")
    message = "福島県の意見（社員食堂の提供数）：「県の集計と違います。」"
    assert message in [check.message for check in checked(release)]


def test_an_empty_comment_is_told_and_the_choice_kept(client, link):
    page = soup(client.get(address(link)))
    typed = sent(page, "comment") | {"figure": "meals", "text": " "}
    page = soup(client.post(address(link), typed), 409)
    assert page.select_one("[role=alert]").get_text().startswith("意見が空欄です")
    assert page.select_one("option[selected]")["value"] == "meals"


def test_an_expired_link_is_refused_and_that_is_logged(client, link, at):
    at(2026, 4, 8, 12, 0)
    response = client.get(address(link))
    assert response.status_code == 410
    assert "約6,600食" not in response.content.decode()
    assert acts(link) == ["refused"]
    assert link.entries.get().text == "期限切れ"


def test_a_revoked_link_is_refused(client, link):
    typed = sent(soup(client.get(address(link))), "approve")
    reviewing.revoke(link)
    assert client.post(address(link), typed).status_code == 410
    assert acts(link) == ["opened", "refused"]


def test_a_link_has_done_its_work_once_its_version_is_issued(
    client, link, release, author, approver
):
    issued(release, author, approver)
    assert client.get(address(link)).status_code == 410
    again = workflow.reopen(release, author)
    assert client.get(address(link)).status_code == 410
    assert reviewing.standing(again, Values(again.programme)) == []


def test_who_can_no_longer_answer_is_not_waited_for(link, release):
    assert reviewing.standing(release, Values(release.programme)) == [(link.party, False, False)]
    reviewing.revoke(link)
    assert reviewing.standing(release, Values(release.programme)) == []


def test_a_refused_opening_is_logged_however_many_addresses_are_made_up(link, monkeypatch):
    monkeypatch.setattr(reviewing, "MOST_REFUSALS", 3)
    for number in range(5):
        with pytest.raises(reviewing.LinkRefused):
            reviewing.opened(f"{number}.x", "")
    reviewing.revoke(link)
    with pytest.raises(reviewing.LinkRefused):
        reviewing.opened(reviewing.token(link), "")
    assert acts(link) == ["refused"]


def test_signs_that_no_database_keeps_do_no_harm(client, link):
    typed = {"act": "comment", "figure": "a\x00", "seen": "\x00", "text": "同じ"}
    assert client.post(address(link), typed).status_code == 302


def test_a_link_to_what_was_withdrawn_is_refused(client, link, release, author):
    workflow.withdraw(release, author)
    assert client.get(address(link)).status_code == 410


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: f"9{t}", lambda t: t + "A"])
def test_an_altered_link_is_refused_and_that_is_logged(client, link, change):
    response = client.get(f"/review/{change(reviewing.token(link))}/")
    assert response.status_code == 404
    assert "届いたメールのリンク" in response.content.decode()
    assert (acts(), acts(link)) == (["refused"], [])


def test_the_link_of_another_is_not_guessed_from_ones_own(link, release, author):
    other = reviewing.make(release, release.programme.partnership.company, author)
    number, _, mark = reviewing.token(link).partition(".")
    with pytest.raises(reviewing.LinkRefused):
        reviewing.opened(f"{other.pk}.{mark}", "")


def test_a_machine_that_guesses_does_not_fill_the_log(link, monkeypatch):
    monkeypatch.setattr(reviewing, "MOST_REFUSALS", 3)
    for number in range(5):
        with pytest.raises(reviewing.LinkRefused):
            reviewing.opened(f"{number}.x", "")
    assert acts() == ["refused"] * 3


def test_a_day_after_the_first_refusals_the_log_has_room_again(link, monkeypatch, at):
    monkeypatch.setattr(reviewing, "MOST_REFUSALS", 3)

    def refused():
        with pytest.raises(reviewing.LinkRefused):
            reviewing.opened("1.x", "")
        return len(acts())

    assert [refused() for _ in range(4)] == [1, 2, 3, 3]
    at(2026, 4, 2, 11, 59)
    assert refused() == 3
    at(2026, 4, 2, 12)
    assert [refused() for _ in range(4)] == [4, 5, 6, 6]
    assert ReviewEntry.objects.earliest("at").at == NOON


def test_a_link_takes_no_end_of_answers(link, monkeypatch):
    monkeypatch.setattr(reviewing, "MOST_ANSWERS", 2)
    for _ in range(2):
        reviewing.comment(link, "", "同じ", "", "")
    with pytest.raises(ValidationError):
        reviewing.comment(link, "", "同じ", "", "")


def test_of_an_address_only_the_network_is_kept(client, link):
    client.get(address(link), REMOTE_ADDR="203.0.113.77")
    assert link.entries.get().address == "203.0.113.0"
    assert reviewing.shortened("2001:db8:1:2::9") == "2001:db8:1::"
    assert reviewing.shortened("?") == ""


@pytest.mark.sweep
def test_opening_it_again_at_once_is_one_visit(client, link, at):
    client.get(address(link))
    client.get(address(link))
    assert acts(link) == ["opened"]
    at(2026, 4, 1, 12, 9)
    client.get(address(link))
    assert acts(link) == ["opened"]
    at(2026, 4, 1, 12, 10)
    client.get(address(link))
    assert acts(link) == ["opened", "opened"]


def test_a_forged_post_is_refused(link):
    client = Client(enforce_csrf_checks=True)
    assert client.post(address(link), {"act": "approve"}).status_code == 403


def test_only_what_is_in_work_gets_a_link_and_not_for_ever(release, author, approver):
    party = Partner.objects.first()
    for days in (0, 61):
        with pytest.raises(ValidationError):
            reviewing.make(release, party, author, days)
    issued(release, author, approver)
    release.refresh_from_db()
    with pytest.raises(ValidationError):
        reviewing.make(release, party, author)


def test_a_text_with_a_value_that_is_missing_can_still_be_looked_at(client, link, release):
    release.text = "# 題\n{no-such-figure}"
    release.save()
    assert "値がありません" in client.get(address(link)).content.decode()


# the page on which links are made


def desk(release):
    return reverse("admin:release_review", args=[release.pk])


@pytest.fixture
def editor(release):
    client = Client()
    client.force_login(person(Role.PUBLICATION, partnership=release.programme.partnership))
    return client


def test_a_link_is_made_shown_and_taken_back(editor, release):
    party = release.programme.partnership.prefecture
    page = soup(editor.post(desk(release), {"party": party.pk, "days": 7}, follow=True))
    made = page.select_one("input[readonly]")["value"]
    assert Client().get(urlsplit(made).path).status_code == 200
    page = soup(editor.get(desk(release)))
    assert "開いた" in page.select_one(".fp-review-log").get_text()
    number = page.select_one("[name=revoke]")["value"]
    page = soup(editor.post(desk(release), {"revoke": number}, follow=True))
    assert not page.select("input[readonly]") and "取り消し済み" in page.get_text()
    assert Client().get(urlsplit(made).path).status_code == 410


def test_what_the_party_said_stands_there(editor, link, release):
    reviewing.comment(link, "meals", "県の集計と違います。", "", "")
    assert "県の集計と違います。" in editor.get(desk(release)).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"party": "", "days": 7}, {"party": "1", "days": 99}, {"revoke": "x"}]
)
def test_what_cannot_be_meant_makes_nothing(editor, release, wrong):
    assert editor.post(desk(release), wrong).status_code in (200, 404)
    assert not ReviewLink.objects.exists()


def test_nobody_else_makes_or_sees_links(release, link):
    for role in (Role.ENTRY, Role.READING):
        client = Client()
        client.force_login(person(role, partnership=release.programme.partnership))
        assert client.get(desk(release)).status_code == 403
        assert client.post(desk(release), {"revoke": link.pk}).status_code == 403
    assert Client().get(desk(release)).status_code == 302
    link.refresh_from_db()
    assert link.revoked_at is None


def test_a_link_of_another_release_is_not_taken_back_from_here(editor, link, nec2025):
    other = ReleaseFactory(programme=nec2025)
    assert editor.post(desk(other), {"revoke": link.pk}).status_code == 404


def test_what_is_issued_gets_no_new_link(editor, release, author, approver):
    issued(release, author, approver)
    page = soup(editor.get(desk(release)))
    assert not page.select("[name=party]")
    party = release.programme.partnership.prefecture
    assert editor.post(desk(release), {"party": party.pk, "days": 7}).status_code == 200
    assert not ReviewLink.objects.exists()
