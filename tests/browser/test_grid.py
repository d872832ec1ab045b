"""The desk and the entry grid in a real browser: by keyboard alone, by paste, without scripts."""

import re
import subprocess
import sys
from urllib.parse import parse_qs

import pytest
from django.conf import settings

from produce.daily_totals import DayTotal
from produce.grid.cell import GridCell, Typed
from tests.browser.conftest import PASSWORD
from tests.browser.people import sign_in

#: a campaign around the real day: online stores, because they are open on every day
SETUP = """
from datetime import timedelta
from produce.models import Outlet
from programmes.lib import periods
from programmes.models import Partner, Partnership, Programme
today = periods.today()
parties = {kind: Partner.objects.filter(kind=kind).first() for kind in ("prefecture", "company")}
partnership = Partnership(slug="aozora", title="福島県とあおぞら電機の包括連携協定",
                          agreed_on=today, **parties)
partnership.save()
programme = Programme(partnership=partnership, slug="now", fiscal_year=periods.fiscal_year(today),
                      title="あおぞら応援アクション", starts_on=today - timedelta(days=3),
                      ends_on=today + timedelta(days=60), visible_from=today - timedelta(days=30))
programme.save()
for kind, word, count in (("online", "通販", 8), ("shop", "売店", 5), ("cafeteria", "食堂", 2)):
    for number in range(1, count + 1):
        Outlet(partnership=partnership, kind=kind, slug=f"{kind}-{number}",
               name=f"{word} {number}号店", position=number).save()
"""


def shell(environment, code):
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
    run = {"env": environment, "cwd": settings.BASE_DIR, "check": True, "text": True}
    return subprocess.run(command, **run, capture_output=True).stdout.strip()


@pytest.fixture(scope="module")
def campaign(address, environment):
    """A programme that runs on the real day, gone after these tests."""
    shell(environment, SETUP)
    yield
    shell(environment, TEAR_DOWN)


TEAR_DOWN = """
from produce.models import Meal, Outlet, Sale
from programmes.models import Partnership, Programme
mine = {"programme__partnership__slug": "aozora"}
for model in (Meal, Sale):
    model.objects.filter(**mine).delete()
Outlet.objects.filter(partnership__slug="aozora").delete()
for one in Programme.objects.filter(partnership__slug="aozora"):
    one.delete()
for one in Partnership.objects.filter(slug="aozora"):
    one.delete()
"""

SUM = """
from django.db.models import Sum
from produce.models import Sale
sales = Sale.objects.filter(programme__slug="now", kind="{kind}")
print(sales.count(), sales.aggregate(sum=Sum("items"))["sum"])
"""


def stored(environment, kind):
    return shell(environment, SUM.format(kind=kind)).split()


def focused(page):
    return page.evaluate("document.activeElement.id")


def totals(page, name):
    return page.eval_on_selector_all(f"[data-sum={name}]", "all => all.map(one => one.value)")


def test_eight_numbers_are_typed_by_keyboard_alone(open_page, campaign, environment):
    with open_page() as page:
        sign_in(page)
        sentence = page.locator(".fp-board-sentence")
        assert "が未入力です" in sentence.inner_text()
        assert re.search(r"第\d日／全4\d日", page.locator(".fp-desk-head").inner_text())
        store = page.locator(".fp-board-sentence a", has_text="通販 1号店")
        yesterday = store.get_attribute("href").partition("#")[2]
        store.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("[data-grid]")
        assert focused(page) == yesterday
        for number in range(1, 9):
            page.keyboard.type(str(number * 10))
            page.keyboard.press("Enter")
        page.keyboard.press("ArrowLeft")
        assert "360" in totals(page, "column")
        assert totals(page, "all") == ["360"]
        while page.evaluate("document.activeElement.type") != "submit":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector(".messagelist .success")
        assert "8件を保存しました（追加8）" in page.locator(".messagelist").inner_text()
        assert stored(environment, "online") == ["8", "360"]
        page.goto("/admin/")
        row = page.locator(".fp-board tr", has_text="通販 8号店")
        assert "80" in row.inner_text()
        page.goto("/aozora/now/")
        assert "360" in page.locator("#online-items").inner_text()
        csv = page.request.get("/aozora/now/tables/produce.csv").text()
        assert '"360点"' in csv


def open_grid(page, kind, days=16, width=None):
    page.goto(f"/admin/produce/grid/?kind={kind}&from={first_day(page)}&days={days}")
    page.wait_for_selector("[data-grid] [data-tools]:not([hidden])")


def first_day(page):
    """The first day of the campaign, as the desk prints it."""
    page.goto("/admin/")
    return page.locator(".fp-desk-day time").first.get_attribute("datetime")


PASTE = """(input, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  input.focus();
  input.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
  );
}"""


def paste(page, at, rows):
    text = "\r\n".join("\t".join(row) for row in rows) + "\r\n"
    page.locator("td input[type=text]").nth(at).evaluate(PASTE, text)


def test_a_block_of_5_by_16_cells_from_excel_is_pasted_and_saved(open_page, campaign, environment):
    rows = [[str(100 + down * 16 + right) for right in range(16)] for down in range(5)]
    total = sum(int(cell) for row in rows for cell in row)
    rows[0][0], rows[1][1] = "１００", "1,17" + rows[1][1][-1]
    total += int(rows[1][1].replace(",", "")) - 117
    rows[2][2], rows[3][3] = "休", ""
    total -= 134 + 151
    with open_page() as page:
        sign_in(page)
        open_grid(page, "shop")
        assert page.locator("td input[type=text]").count() == 80
        paste(page, 0, rows)
        assert totals(page, "all") == [f"{total:,}"]
        assert page.locator("td[data-state=closed]").count() == 1
        assert page.locator("td[data-state=empty]").count() == 1
        assert "5行×16列を貼り付けました" in page.locator("[data-news]").inner_text()
        page.click("button.default")
        page.wait_for_selector("[data-questions]")  # 1,17x is far from the others
        assert "ほかの日は" in page.locator("[data-questions]").inner_text()
        page.check("#sure")
        page.click("button.default")
        page.wait_for_selector(".messagelist .success")
        assert "79件を保存しました（追加79）" in page.locator(".messagelist").inner_text()
        assert stored(environment, "shop") == ["79", str(total)]


def values(page, rows, columns):
    shown = page.eval_on_selector_all("td input[type=text]", "all => all.map(one => one.value)")
    width = len(shown) // page.locator(".fp-grid tbody tr").count()
    return [shown[row * width : row * width + columns] for row in range(rows)]


#: further ways in which spreadsheets write cells
OTHER_CELLS = [
    ('"定休日\r\n"\t5\r\n7\t8', [["定休日", "5"], ["7", "8"]]),
    ('"1\n2 ""約"""\t5\n7\t8\n', [['1 2 "約"', "5"], ["7", "8"]]),
    ('"1\t2"\t5\n7\t"8"', [["1 2", "5"], ["7", "8"]]),
    ('"\t5\n"\t8\n', [['"', "5"], ['"', "8"]]),
    ("1\t\n\t8\n", [["1", ""], ["", "8"]]),
    ('""\t5\n"休"\t\u30008 \n', [["", "5"], ["休", "8"]]),
    ("1,200\t5\r7\t8\r", [["1,200", "5"], ["7", "8"]]),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"休\n設備点検"\t5\r\n7\t8\r\n', [["休 設備点検", "5"], ["7", "8"]]),
        ('5" 皿\t5\n"7" 食\t8\n', [['5" 皿', "5"], ['"7" 食', "8"]]),
        *(pytest.param(*pair, marks=pytest.mark.sweep) for pair in OTHER_CELLS),
    ],
)
def test_a_cell_with_a_line_break_stays_one_cell(open_page, campaign, text, expected):
    with open_page() as page:
        sign_in(page)
        open_grid(page, "cafeteria", days=5)
        page.locator("td input[type=text]").first.evaluate(PASTE, text)
        assert values(page, 2, 2) == expected
        assert values(page, 2, 3) == [[*row, ""] for row in expected]


TYPED = """async texts => {
  const input = document.querySelector("td input[type=text]");
  const found = [];
  for (const text of texts) {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await null;
    const sum = document.querySelector("[data-sum=all]").value.replaceAll(",", "");
    found.push([input.parentElement.dataset.state, Number(sum)]);
  }
  return found;
}"""
#: what people write; the script has to take each as the server does
WORDS = """
120 １２０ 1,200 １，２００ 1,20 120食 35点 120.0 120.5 1.000 12.000食 1000.000 500円 ¥500 ￥500
007 ①② 零 〇 0 ０ -0 -5 ▲42 △0
1000000 1000001 999999999 9999999999 1e3 1E+05 +5 5+ 約300 約３００ およそ50 ≒50 ~50 100前後
休 休み お休み 休業 臨時休業 定休 定休日 休館 休館日 祝 祝日 閉店 閉鎖 （休） 【休】 [休業] 日
未 未集計 未定 未入力 未確認 集計中 集計前 確認中 不明 n/a N/A na ＮＡ ? ？ * ＊ (未) 100以上
‥ ‥‥ .. . - ー — ― _ ＿ ーー - 〃 " 々 '120 '休 百二十 120/130 x 食 約 12:30 2026-02-19 ¥ , 1,
・・ ・ … …… (閉店 休業中 ,1 50弱 12食食 食12
"""
BLANKS = ["", "　 ", " 120 ", "1 200", "1　200食", "休 業", "120 食", "休 設備点検", "9" * 200]
WRITTEN = [*WORDS.split(), *BLANKS]


def test_the_script_takes_every_text_as_the_server_does(open_page, campaign):
    with open_page() as page:
        sign_in(page)
        open_grid(page, "cafeteria", days=1)
        found = page.evaluate(TYPED, WRITTEN)
    expected = {}
    for text in WRITTEN:
        cell = GridCell(None, None, DayTotal(), None, True, "", typed=Typed(text))
        expected[text] = [cell.state, cell.number or 0]
    assert dict(zip(WRITTEN, found, strict=True)) == expected
    assert {state for state, _count in expected.values()} == {
        *("counted", "zero", "closed", "unknown", "empty", "bad")
    }


def test_what_does_not_fit_is_told_and_a_paste_is_taken_back(open_page, campaign):
    with open_page() as page:
        sign_in(page)
        open_grid(page, "cafeteria", days=5)
        last = page.locator("td input[type=text]").count() - 1
        paste(page, last, [["5", "6"], ["7", "8"]])
        assert "はみ出した3個の値は" in page.locator("[data-news]").inner_text()
        assert totals(page, "all") == ["5"]
        page.click("[data-news] button")
        assert totals(page, "all") == ["0"]
        paste(page, 0, [["5", "x"], ["7", "?"]])
        assert "読めない値が1個あります" in page.locator("[data-news]").inner_text()
        page.keyboard.press("Control+z")
        assert totals(page, "all") == ["0"]


def test_the_keys_lead_through_the_grid(open_page, campaign):
    with open_page() as page:
        sign_in(page)
        open_grid(page, "cafeteria", days=5)
        ids = page.eval_on_selector_all("td input[type=text]", "all => all.map(one => one.id)")
        up, down = ids[:5], ids[5:]
        page.focus(f"#{up[0]}")
        for key, expected in (
            ("ArrowRight", up[1]),
            ("ArrowDown", down[1]),
            ("Enter", up[2]),
            ("Shift+Enter", down[1]),
            ("ArrowUp", up[1]),
            ("End", up[4]),
            ("Home", up[0]),
            ("Control+ArrowRight", up[4]),
            ("Control+ArrowDown", down[4]),
            ("ArrowDown", down[4]),
            ("Tab", None),
        ):
            page.keyboard.press(key)
            assert expected is None or focused(page) == expected, key
        page.focus(f"#{up[0]}")
        page.keyboard.press("Tab")
        assert focused(page) == up[1]
        page.click("[data-put='休']")
        assert page.input_value(f"#{up[1]}") == "休"
        assert focused(page) == up[1]


# the way to the server


NEWS = "[data-news]"


def type_into(page, *texts):
    for number, text in enumerate(texts):
        page.locator("td input[type=text]").nth(number).fill(text)


def typed(page, number):
    inputs = page.locator("td input[type=text]")
    return [inputs.nth(at).input_value() for at in range(number)]


def posts_of(page):
    """The fields of every form of the grid that this page sends from now on."""
    posts = []
    page.on("request", lambda request: request.method == "POST" and posts.append(request))
    return posts


def emptied(page):
    """Takes back what a test saved."""
    for at in range(page.locator("td input[type=text]").count()):
        page.locator("td input[type=text]").nth(at).fill("")
    page.click("button.default")
    page.wait_for_selector(".messagelist")


@pytest.mark.sweep
def test_only_the_cells_that_were_touched_are_sent(open_page, campaign):
    with open_page() as page:
        sign_in(page)
        open_grid(page, "cafeteria", days=5)
        posts = posts_of(page)
        name = page.locator("td input[type=text]").nth(3).get_attribute("name")
        page.locator("td input[type=text]").nth(3).fill("12")
        page.click("button.default")
        page.wait_for_selector(".messagelist .success")
        sent = parse_qs(posts[0].post_data, keep_blank_values=True)
        assert [one for one in sent if one[:2] in ("v-", "w-")] == [name, f"w{name[1:]}"]
        emptied(page)


def test_a_double_click_saves_once_and_says_so(open_page, campaign):
    with open_page() as page:
        sign_in(page)
        open_grid(page, "cafeteria", days=5)
        posts = posts_of(page)
        type_into(page, "11", "12")
        page.dblclick("button.default")
        page.wait_for_selector(".messagelist .success")
        assert "2件を保存しました（追加2）" in page.locator(".messagelist").inner_text()
        assert len(posts) == 1
        emptied(page)


def end_session(page):
    page.context.clear_cookies(name="sessionid")


def sign_in_again(page):
    page.fill("#id_login", "hanako")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-grid]")


def test_what_was_typed_outlives_a_session_that_has_ended(open_page, campaign):
    with open_page() as page:
        sign_in(page)
        open_grid(page, "cafeteria", days=5)
        type_into(page, "21", "休", "x")
        end_session(page)
        page.click("button.default")
        sign_in_again(page)
        assert typed(page, 4) == ["21", "休", "x", ""]
        assert "まだ保存していません" in page.locator(NEWS).inner_text()
        type_into(page, "21", "休", "23")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".messagelist .success")
        assert "3件を保存しました（追加3）" in page.locator(".messagelist").inner_text()
        page.reload()
        assert page.locator(NEWS).inner_text() == ""
        emptied(page)


@pytest.mark.sweep
def test_what_was_typed_outlives_signing_in_beside_it(chromium, address, campaign):
    """The form then carries the mark of the session before, and Django refuses it."""
    context = chromium.new_context(base_url=address)  # its console tells of the refusal
    page = context.new_page()
    sign_in(page)
    open_grid(page, "cafeteria", days=5)
    type_into(page, "21")
    end_session(page)
    sign_in(context.new_page())
    page.click("button.default")
    page.click("main a:has-text('開き直して')")
    page.wait_for_selector("[data-grid]")
    assert typed(page, 1) == ["21"]
    page.click(f"{NEWS} button")
    assert typed(page, 1) == [""]
    page.reload()
    assert typed(page, 1) == [""]
    context.close()


@pytest.mark.sweep
def test_going_back_from_the_questions_keeps_what_was_typed(open_page, campaign):
    with open_page() as page:
        sign_in(page)
        open_grid(page, "cafeteria", days=5)
        type_into(page, "21", "x")
        page.click("button.default")
        page.wait_for_selector("[data-questions]")
        page.once("dialog", lambda dialog: dialog.accept())
        page.go_back()
        page.wait_for_selector("[data-grid]")
        assert typed(page, 2) == ["21", "x"]
        open_grid_of_other_days(page)
        assert "ほかの日に2個あります" in page.locator(NEWS).inner_text()
        page.click(f"{NEWS} a")
        page.wait_for_selector("[data-grid]")
        assert typed(page, 2) == ["21", "x"]


def open_grid_of_other_days(page):
    page.once("dialog", lambda dialog: dialog.accept())
    page.click(".fp-grid-ways a:has-text('次の日')")
    page.wait_for_selector("[data-grid]")


@pytest.mark.sweep
def test_without_javascript_it_is_said_that_nothing_was_saved(open_page, campaign):
    with open_page(java_script_enabled=False) as page:
        sign_in(page)
        page.goto(f"/admin/produce/grid/?kind=cafeteria&from={first_day(page)}&days=5")
        type_into(page, "21")
        end_session(page)
        page.click("button.default")
        sign_in_again(page)
        lost = page.locator("[data-unsaved]").inner_text()
        assert "まだ保存していません" in lost and "もう一度入れて" in lost
        type_into(page, "21")
        page.click("button.default")
        assert page.locator("[data-unsaved]").count() == 0
        emptied(page)


@pytest.mark.sweep
def test_the_grid_is_a_plain_form_without_javascript(open_page, campaign):
    with open_page(java_script_enabled=False) as page:
        sign_in(page)
        page.goto(f"/admin/produce/grid/?kind=cafeteria&from={first_day(page)}&days=5")
        fields = page.locator("td input[type=text]")
        fields.nth(0).fill("x")
        fields.nth(1).fill("休")
        page.click("button.default")
        assert "まだ保存していません" in page.locator("[data-questions]").inner_text()
        assert (fields.nth(0).input_value(), fields.nth(1).input_value()) == ("x", "休")
        fields.nth(0).fill("１２０")
        page.click("button.default")
        assert "2件を保存しました" in page.locator(".messagelist").inner_text()
        for number in (0, 1):
            fields.nth(number).fill("")
        page.click("button.default")
        assert "（削除2）" in page.locator(".messagelist").inner_text()


@pytest.mark.sweep
@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_desk_and_grid_hold_the_rules_of_accessibility(open_page, campaign, violations, width):
    with open_page(width) as page:
        sign_in(page)
        start = first_day(page)
        for path in (
            "/admin/",
            f"/admin/produce/grid/?kind=cafeteria&from={start}&days=5",
            f"/admin/produce/grid/?kind=online&from={start}&days=31",
        ):
            page.goto(path)
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.locator("td input[type=text]").first.fill("x")
        page.click("button.default")
        page.wait_for_selector("[data-questions]")
        assert violations(page) == []


def test_on_a_phone_a_cell_is_large_and_never_hidden_while_focused(open_page, campaign):
    with open_page("phone") as page:
        sign_in(page)
        open_grid(page, "online", days=10)
        box = page.locator("td input[type=text]").nth(5).bounding_box()
        assert box["height"] >= 44
        page.locator("td input[type=text]").nth(9).focus()
        for _ in range(9):
            page.keyboard.press("ArrowLeft")
            head, cell = page.evaluate(
                """() => [document.querySelector("tbody th"), document.activeElement].map(
                     (one) => one.getBoundingClientRect().toJSON())"""
            )
            assert cell["left"] >= head["right"] - 1
