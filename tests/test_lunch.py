"""What is for lunch: at a site, on all sites, today, and on the home page."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import override

from produce import home_panel
from produce.lunch import Calendar
from produce.models import ClosedDay, Menu, Serving
from produce.strands import detail
from programmes.figures import highlights
from programmes.models import Municipality, Photo, Programme

from .factories import (
    MealFactory,
    MenuFactory,
    OutletFactory,
    PhotoFactory,
    ProductFactory,
    ProgrammeFactory,
    SaleFactory,
    ServingFactory,
)
from .pages import queries, soup, squeezed_text

pytestmark = pytest.mark.django_db
#: the campaign runs from Monday 2 to Friday 27 February 2026; the 11th and 23rd are holidays.
#: `at` says which day it is; without it, it is 1 July 2026 and the campaign is over
MONDAY, TUESDAY, THURSDAY = date(2026, 2, 2), date(2026, 2, 3), date(2026, 2, 5)
FRIDAY, SATURDAY = date(2026, 2, 6), date(2026, 2, 7)


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def tower(programme):
    return OutletFactory(
        partnership=programme.partnership,
        slug="tower",
        name="本社食堂",
        name_en="Head office cafeteria",
        place="本社ビル 地下1階",
        hours="11:30～13:30",
    )


@pytest.fixture
def branch(programme, tower):
    return OutletFactory(
        partnership=programme.partnership, slug="branch", name="支社食堂", position=2
    )


@pytest.fixture
def katsudon(programme):
    return MenuFactory(
        programme=programme,
        name="ソースかつ丼",
        name_en="Sauce katsudon",
        origin="all",
        municipality=Municipality.objects.get(name="会津若松市"),
        producer="会津の農園",
    )


def path(programme, query=""):
    return f"{programme.get_absolute_url()}lunch/{query}"


def cards(page):
    """The sites of a page with what is said of each, by slug."""
    return {card["data-site"]: squeezed_text(card) for card in page.select("[data-site]")}


def days(page):
    """The days of a calendar with what is said of each, by the date as it is printed."""
    return {
        squeezed_text(one.select_one(".fp-day__date")): squeezed_text(one)
        for one in page.select(".fp-day")
    }


def panel_of(programme, day):
    """The lunch of the home page, as it is on a day of the campaign."""
    about = {"programme": programme, "today": home_panel.of_day(programme, day)}
    html = render_to_string("produce/today/produce.html", about)
    return BeautifulSoup(html, "html.parser")


def plan(programme, dishes):
    """That many dishes with photo and place, each served at a site of its own and at all."""
    place = Municipality.objects.first()
    for number in range(dishes):
        outlet = OutletFactory(partnership=programme.partnership)
        OutletFactory(partnership=programme.partnership, kind="shop")
        photo = PhotoFactory(programme=programme)
        menu = MenuFactory(programme=programme, municipality=place, photo=photo)
        ProductFactory(programme=programme, municipality=place, photo=photo)
        ServingFactory(menu=menu, outlet=outlet, starts_on=MONDAY, ends_on=FRIDAY)
        ServingFactory(menu=menu, outlet=None, starts_on=date(2026, 2, 2 + number))
        ClosedDay(outlet=outlet, closed_on=date(2026, 2, 16)).save()


# a site


def test_todays_lunch_stands_first_with_origin_and_producer(client, programme, tower, katsudon, at):
    at(2026, 2, 3, 11)
    ServingFactory(menu=katsudon, outlet=tower, starts_on=TUESDAY)
    page = soup(client, path(programme, "?site=tower"))
    first = page.select_one("main section")
    assert squeezed_text(first.select_one("h2")) == "今日2月3日(火)"
    dish = squeezed_text(first.select_one(".fp-dish"))
    assert dish == "会津若松市ソースかつ丼県産会津若松市·会津の農園"
    assert squeezed_text(page.select_one(".fp-where")) == "本社ビル地下1階·11:30～13:30"


def test_the_site_is_chosen_by_plain_links(client, programme, tower, branch, at):
    at(2026, 2, 3)
    page = soup(client, path(programme, "?site=branch"))
    links = page.select("nav.fp-sites a")
    assert [link["href"] for link in links] == [path(programme), "?site=tower", "?site=branch"]
    assert [link.get("aria-current") for link in links] == [None, None, "page"]
    assert (
        soup(client, path(programme)).select_one("[aria-current=page][href]").text == "すべての食堂"
    )


def test_days_come_week_by_week_and_past_ones_are_folded(client, programme, tower, katsudon, at):
    at(2026, 2, 10, 11)
    ServingFactory(menu=katsudon, outlet=tower, starts_on=MONDAY)
    page = soup(client, path(programme, "?site=tower"))
    coming = page.select_one("#coming").parent
    assert [squeezed_text(week) for week in coming.select("h3")] == [
        "今週",
        "2月16日からの週",
        "2月23日からの週",
    ]
    folded = page.select_one("details")
    assert "open" not in folded.attrs
    assert "（6日分）" in folded.select_one("summary").text  # 2 to 6 and 9 February
    assert "ソースかつ丼" in days(folded)["2月2日(月)"]
    assert "ソースかつ丼" not in squeezed_text(coming)


def test_closed_days_say_so_and_why_and_weekends_are_left_out(
    client, programme, tower, katsudon, at
):
    at(2026, 2, 2, 9)
    ServingFactory(menu=katsudon, outlet=tower, starts_on=TUESDAY, ends_on=date(2026, 2, 24))
    ClosedDay(outlet=tower, closed_on=THURSDAY, reason="設備点検", reason_en="maintenance").save()
    ClosedDay(outlet=tower, closed_on=FRIDAY).save()
    by_day = days(soup(client, path(programme, "?site=tower")))
    assert by_day["2月5日(木)"] == "2月5日(木)休設備点検"
    assert by_day["2月6日(金)"] == "2月6日(金)休休業日"
    assert by_day["2月11日(水・祝)"] == "2月11日(水・祝)休祝日"
    assert not [day for day in by_day if "(土)" in day or "(日)" in day]
    # from the 3rd to the 24th are 16 weekdays; two are closed and two are holidays
    assert len([day for day, text in by_day.items() if "ソースかつ丼" in text]) == 16 - 2 - 2
    assert "入っていません" in by_day["2月25日(水)"]


def test_a_dish_for_all_cafeterias_is_at_each_and_once(
    client, programme, tower, branch, katsudon, at
):
    at(2026, 2, 3, 11)
    ServingFactory(menu=katsudon, outlet=None, starts_on=MONDAY, ends_on=FRIDAY)
    ServingFactory(menu=katsudon, outlet=tower, starts_on=TUESDAY)
    ServingFactory(
        menu=MenuFactory(programme=programme, name="定食"), outlet=tower, starts_on=TUESDAY
    )
    by_site = cards(soup(client, path(programme)))
    assert by_site["tower"].count("ソースかつ丼") == 1 and "定食" in by_site["tower"]
    assert "ソースかつ丼" in by_site["branch"] and "定食" not in by_site["branch"]


def test_an_unknown_origin_is_not_told(client, programme, tower, at):
    at(2026, 2, 3, 11)
    ServingFactory(menu=MenuFactory(programme=programme, name="カレー"), starts_on=TUESDAY)
    text = squeezed_text(soup(client, path(programme, "?site=tower")).select_one(".fp-dish"))
    assert text == "カレー"


def test_partly_from_fukushima_is_told_in_words(client, programme, tower, katsudon, at):
    at(2026, 2, 3, 11)
    katsudon.origin = "partly"
    katsudon.save()
    ServingFactory(menu=katsudon, starts_on=TUESDAY)
    assert "一部県産" in cards(soup(client, path(programme)))["tower"]


def test_an_unknown_site_is_told_beside_those_there_are_and_not_kept(client, programme, tower, at):
    at(2026, 2, 3)
    for wrong in ("nowhere", "TOWER", "<b>", "tower/"):
        page = soup(client, path(programme, f"?site={wrong}"), status=404)
        assert "その拠点は見つかりません" in page.text
        assert page.select_one('nav.fp-sites a[href="?site=tower"]')
    answer = client.get(path(programme, "?site=nowhere"))
    assert "no-store" in answer.headers["Cache-Control"] and "ETag" not in answer.headers


def test_each_site_has_its_own_version_of_the_page(client, programme, tower, branch, at):
    at(2026, 2, 3)
    etags = {
        client.get(path(programme, query)).headers["ETag"]
        for query in ("", "?site=tower", "?site=branch", "?site=tower&x=1")
    }
    assert len(etags) == 3  # `x` says nothing to the page


def test_a_new_day_and_a_new_plan_make_the_page_anew(client, programme, tower, katsudon, at):
    at(2026, 2, 3, 23, 59)
    ServingFactory(menu=katsudon, outlet=tower, starts_on=date(2026, 2, 4))
    page = soup(client, path(programme, "?site=tower"))
    assert "入っていません" in squeezed_text(page.select_one("main section"))
    at(2026, 2, 4)
    page = soup(client, path(programme, "?site=tower"))
    assert "ソースかつ丼" in squeezed_text(page.select_one("main section"))
    ClosedDay(outlet=tower, closed_on=date(2026, 2, 4), reason="停電").save()
    page = soup(client, path(programme, "?site=tower"))
    assert "休停電" in squeezed_text(page.select_one("main section"))


# before, after, without


def test_before_the_campaign_its_days_are_told(client, tower, programme, katsudon, at):
    programme.visible_from = date(2026, 1, 1)
    programme.save()
    ServingFactory(menu=katsudon, outlet=tower, starts_on=MONDAY)
    at(2026, 1, 20)
    page = soup(client, path(programme, "?site=tower"))
    assert "始まる前です" in page.text and not page.select_one("#today, details")
    assert "ソースかつ丼" in days(page)["2月2日(月)"]
    assert squeezed_text(soup(client, path(programme)).select_one("h2")) == "次の食堂2月2日(月)"


def test_after_the_campaign_all_days_can_be_read(client, programme, tower, katsudon):
    ServingFactory(menu=katsudon, outlet=tower, starts_on=MONDAY)
    page = soup(client, path(programme, "?site=tower"))
    assert "期間は終わりました" in page.text and not page.select_one("#today, #coming, details")
    assert "ソースかつ丼" in days(page)["2月2日(月)"]
    assert not soup(client, path(programme)).select("#today, #coming")


def test_on_a_weekend_the_next_open_day_is_shown(client, programme, tower, branch, katsudon, at):
    at(2026, 2, 7, 12)
    ClosedDay(outlet=tower, closed_on=date(2026, 2, 9), reason="点検").save()
    ServingFactory(menu=katsudon, starts_on=MONDAY, ends_on=date(2026, 2, 10))
    page = soup(client, path(programme))
    assert squeezed_text(page.select_one("h2")) == "次の食堂2月9日(月)"
    assert "休点検" in cards(page)["tower"] and "ソースかつ丼" in cards(page)["branch"]
    assert len(page.select("#coming ~ div tbody tr")) == 5  # Monday to Friday
    page = soup(client, path(programme, "?site=tower"))
    assert "休土日" in squeezed_text(page.select_one("main section"))


def test_a_plan_outside_the_campaign_is_not_shown(programme, tower, katsudon):
    ServingFactory(menu=katsudon, outlet=tower, starts_on=date(2026, 3, 2))
    calendar = Calendar(programme)
    assert calendar.days[-1] == date(2026, 2, 27)
    assert not any(calendar.sitting(tower, day).dishes for day in calendar.days)


def test_without_a_campaign_the_planned_days_make_the_calendar(
    client, katsudon, tower, programme, at
):
    programme.starts_on = programme.ends_on = None
    programme.save()
    assert Calendar(programme).days == []
    assert "献立はまだ入っていません" in soup(client, path(programme)).text
    ServingFactory(menu=katsudon, outlet=tower, starts_on=THURSDAY, ends_on=date(2026, 2, 9))
    at(2026, 2, 5)
    assert Calendar(programme).days == [THURSDAY, FRIDAY, date(2026, 2, 9)]
    assert "ソースかつ丼" in soup(client, path(programme, "?site=tower")).text


def test_a_campaign_without_an_end_reaches_as_far_as_its_plan(programme, tower, katsudon):
    programme.ends_on = None
    programme.save()
    ServingFactory(menu=katsudon, outlet=tower, starts_on=date(2026, 4, 1))
    assert Calendar(programme).days[-1] == date(2026, 4, 1)


def test_without_known_cafeterias_the_dish_of_all_is_shown(client, programme, katsudon, at):
    at(2026, 2, 3)
    ServingFactory(menu=katsudon, starts_on=TUESDAY)
    page = soup(client, path(programme))
    assert "すべての社員食堂" in squeezed_text(page.select_one(".fp-sitting"))
    assert not page.select("nav.fp-sites")


def test_the_documents_have_no_plan_and_their_pages_say_so(client, nec2025, nec2024):
    for programme in (nec2025, nec2024):
        assert "献立はまだ入っていません" in soup(client, path(programme)).text
        assert not soup(client, programme.get_absolute_url()).select('a[href$="lunch/"]')


# languages, safety, drafts


def test_english_is_whole_and_japanese_words_are_marked(client, programme, tower, katsudon, at):
    at(2026, 2, 3)
    katsudon.name_en = ""
    katsudon.save()
    ServingFactory(menu=katsudon, starts_on=TUESDAY)
    ClosedDay(outlet=tower, closed_on=THURSDAY, reason="設備点検", reason_en="maintenance").save()
    ClosedDay(outlet=tower, closed_on=FRIDAY, reason="停電").save()
    page = soup(client, f"/en{path(programme, '?site=tower')}")
    assert page.find("h1").text == "Head office cafeteria"
    dish = page.select_one(".fp-dish__name")
    assert dish.span["lang"] == "ja" and dish.span.text == "ソースかつ丼"
    assert "Aizuwakamatsu City" in page.select_one(".fp-dish__from").text
    by_day = days(page)
    assert "maintenance" in by_day["Thu5February"]
    marked = [one.text for one in page.select('.fp-closed [lang="ja"]')]
    assert marked == ["停電"]


def test_names_are_text_and_never_markup(client, programme, tower, at):
    at(2026, 2, 3)
    tower.name = tower.place = "<b>食堂</b>"
    tower.save()
    menu = MenuFactory(programme=programme, name="<i>丼</i>", producer="<u>農園</u>")
    ServingFactory(menu=menu, starts_on=TUESDAY)
    ClosedDay(outlet=tower, closed_on=THURSDAY, reason="<s>点検</s>").save()
    addresses = [path(programme, query) for query in ("", "?site=tower")]
    for address in (*addresses, *(f"/en{one}" for one in addresses)):
        page = soup(client, address)
        assert "<b>食堂</b>" in page.text and not page.select("b, i, u, s")


def test_a_draft_is_seen_by_nobody(client, programme, tower, katsudon, at):
    at(2026, 2, 3)
    ServingFactory(menu=katsudon, starts_on=TUESDAY)
    programme.visible_from = date(2026, 2, 9)
    programme.save()
    for query in ("", "?site=tower", "?site=nowhere"):
        answer = client.get(path(programme, query))
        assert answer.status_code == 404 and "かつ丼" not in answer.content.decode()


def test_a_photo_is_shown_at_its_size_and_only_with_consent(client, programme, tower, katsudon, at):
    at(2026, 2, 3)
    katsudon.photo = photo = PhotoFactory(programme=programme, credit="広報")
    katsudon.save()
    ServingFactory(menu=katsudon, starts_on=TUESDAY)
    ServingFactory(menu=katsudon, starts_on=THURSDAY)
    page = soup(client, path(programme, "?site=tower"))
    first, later = page.select(".fp-dish img")
    assert first["fetchpriority"] == "high" and "loading" not in first.attrs
    assert later["loading"] == "lazy" and "fetchpriority" not in later.attrs
    assert (first["width"], first["height"]) == (str(photo.width), str(photo.height))
    types = [one["type"] for one in page.select(".fp-dish picture")[0].select("source")]
    assert types == ["image/avif", "image/webp", "image/jpeg"]
    assert "写真：広報" in page.text
    photo.people = Photo.People.UNCONFIRMED
    photo.save()
    page = soup(client, path(programme, "?site=tower"))
    assert not page.select(".fp-dish img") and len(page.select(".fp-plate")) == 2


def test_only_photos_that_are_shown_are_credited(client, programme, tower, branch, katsudon, at):
    at(2026, 2, 3)
    katsudon.photo = PhotoFactory(programme=programme, credit="広報")
    katsudon.save()
    ServingFactory(menu=katsudon, outlet=branch, starts_on=THURSDAY)
    assert "写真：広報" in soup(client, path(programme, "?site=branch")).text
    assert "写真：" not in soup(client, path(programme, "?site=tower")).text
    assert "写真：" not in soup(client, path(programme)).text


def test_a_cafeteria_of_a_later_year_is_not_in_the_plan_of_an_earlier_one(
    client, programme, tower, branch, katsudon
):
    ServingFactory(menu=katsudon, outlet=tower, starts_on=TUESDAY)
    MealFactory(programme=programme, outlet=branch, starts_on=TUESDAY)
    OutletFactory(partnership=programme.partnership, slug="new", name="新食堂", position=3)
    sites = [outlet.slug for outlet in Calendar(programme).outlets]
    assert sites == ["tower", "branch", "new"]
    ProgrammeFactory(
        partnership=programme.partnership,
        slug="2026",
        fiscal_year=2026,
        starts_on=date(2026, 5, 7),
        ends_on=date(2026, 5, 29),
    )
    again = Calendar(Programme.objects.get(pk=programme.pk))
    assert [outlet.slug for outlet in again.outlets] == sites[:2]
    assert "新食堂" not in soup(client, path(programme)).text


# cost


def test_queries_do_not_grow_with_the_plan(client, at, django_assert_num_queries):
    at(2026, 2, 3)
    few, many = ProgrammeFactory(), ProgrammeFactory()
    plan(few, 1)
    plan(many, 8)
    for page in ("lunch/", "products/", ""):
        of_few, of_many = (queries(client, one.get_absolute_url() + page) for one in (few, many))
        assert of_few == of_many, page
    # the programme; then the calendar's cafeterias, closed days and plan
    assert queries(client, many.get_absolute_url() + "lunch/") == 4
    cache.clear()
    with django_assert_num_queries(5):  # the calendar's three, the products and where they are sold
        panel_of(many, TUESDAY)


# the home page


def test_the_home_page_gets_todays_lunch_by_site(programme, tower, branch, katsudon):
    ServingFactory(menu=katsudon, outlet=tower, starts_on=TUESDAY)
    page = panel_of(programme, TUESDAY)
    assert squeezed_text(page.select_one("h2")) == "今日の食堂2月3日(火)"
    by_site = cards(page)
    assert "11:30～13:30" in by_site["tower"] and "ソースかつ丼" in by_site["tower"]
    assert "献立は入っていません" in by_site["branch"]
    links = [link["href"] for link in page.select("h3 a")]
    assert links == [path(programme, "?site=tower"), path(programme, "?site=branch")]
    assert page.select_one("[data-sites]")["data-sites"] == programme.partnership.slug
    assert all("hidden" in mark.attrs for mark in page.select("[data-usual]"))


def test_the_home_page_shows_the_next_lunch_while_all_is_closed(programme, tower, katsudon):
    ServingFactory(menu=katsudon, outlet=tower, starts_on=date(2026, 2, 9))
    page = panel_of(programme, SATURDAY)
    assert squeezed_text(page.select_one("h2")) == "次の食堂2月9日(月)"
    assert "今日は、どの食堂も休みです" in page.text and "ソースかつ丼" in page.text


def test_the_home_page_says_when_no_cafeteria_opens_any_more(programme, tower, katsudon):
    programme.ends_on = date(2026, 2, 28)
    programme.save()
    ServingFactory(menu=katsudon, outlet=tower, starts_on=MONDAY)
    assert "献立はまだ" in panel_of(programme, date(2026, 2, 28)).text
    ServingFactory(menu=katsudon, outlet=tower, starts_on=date(2026, 2, 28))
    assert "もうありません" in panel_of(programme, date(2026, 2, 28)).text


def test_the_home_page_shows_what_is_on_sale_and_where(programme, tower, at):
    at(2026, 2, 3)
    shop = OutletFactory(partnership=programme.partnership, kind="shop", name="本社売店")
    market = OutletFactory(
        partnership=programme.partnership,
        kind="online",
        name="オンライン市",
        url="https://example.com/market",
    )
    for _ in range(7):
        ProductFactory(programme=programme)
    jelly = ProductFactory(
        programme=programme, name="桃のゼリー", photo=PhotoFactory(programme=programme)
    )
    SaleFactory(programme=programme, outlet=shop, product=jelly)
    page = panel_of(programme, TUESDAY)
    items = page.select(".fp-dish")
    assert len(items) == home_panel.WINDOW
    first = squeezed_text(items[0])
    assert "桃のゼリー" in first and "本社売店" in first
    out = page.select_one(f'a[href="{market.url}"]')
    assert "external" in out["rel"]
    assert page.select_one('a[href$="/products/"]').text == "商品をすべて見る（8品）"


def test_outside_the_campaign_the_home_page_gets_nothing(programme, tower):
    for day in (date(2026, 2, 1), date(2026, 2, 28)):
        assert home_panel.of_day(programme, day) is None
    assert home_panel.of_day(ProgrammeFactory(starts_on=None, ends_on=None), TUESDAY) is None
    assert [s.slug for s, _today in highlights.of_day(programme, MONDAY)].count("produce") == 1


def test_the_home_page_in_english(programme, tower, katsudon):
    ServingFactory(menu=katsudon, outlet=tower, starts_on=TUESDAY)
    with override("en"):
        page = panel_of(programme, TUESDAY)
    assert "Sauce katsudon" in page.text and "Tue 3 February" in page.text


# the programme's page


def test_lunch_and_products_have_pages_once_there_are_any(programme, katsudon):
    def linked():
        fresh = Programme.objects.for_page().get(pk=programme.pk)
        return [page.url for page in home_panel.links(fresh)]

    assert linked() == []
    ServingFactory(menu=katsudon, starts_on=TUESDAY)
    ProductFactory(programme=programme)
    urls = linked()
    assert urls == [path(programme), f"{programme.get_absolute_url()}products/"]


def test_the_programmes_page_leads_to_lunch_and_products(client, programme, katsudon, at):
    at(2026, 2, 3)
    SaleFactory(programme=programme)
    ServingFactory(menu=katsudon, starts_on=TUESDAY)
    ProductFactory(programme=programme, name="桃のゼリー")
    assert detail(programme)["has_plan"]
    page = soup(client, programme.get_absolute_url())
    links = {link["href"] for link in page.select("#produce .fp-ways a")}
    assert links == {path(programme), f"{programme.get_absolute_url()}products/"}
    assert "不明" not in page.select_one("#produce").text
    assert Menu.objects.count() == 1 and Serving.objects.count() == 1
