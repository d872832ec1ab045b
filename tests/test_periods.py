from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from programmes.lib import periods


@pytest.mark.parametrize(
    "day, year",
    [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2026, 3, 13), 2025)],
)
def test_a_fiscal_year_begins_in_april(day, year):
    assert periods.fiscal_year(day) == year
    begins, ends = periods.fiscal_year_span(year)
    assert begins <= day <= ends


@pytest.mark.parametrize(
    "day, text",
    [
        (date(2025, 1, 30), "令和7年1月30日(木)"),
        (date(2019, 5, 1), "令和元年5月1日(水・祝)"),
        (date(2019, 4, 30), "平成31年4月30日(火・祝)"),
        (date(1989, 1, 8), "平成元年1月8日(日)"),
    ],
)
def test_wareki(day, text):
    assert periods.wareki(day) == text


def test_no_era_is_made_up():
    with pytest.raises(ValueError, match="no era"):
        periods.wareki(date(1988, 1, 1))


def test_fiscal_years_have_names_in_both_languages():
    assert periods.fiscal_year_name(2025) == "2025年度（令和7年度）"
    assert periods.fiscal_year_name(2019) == "2019年度（平成31年度）"
    assert periods.fiscal_year_name(2025, "en") == "FY2025"


def test_a_public_holiday_is_marked():
    assert periods.day_text(date(2026, 2, 23)) == "2026年2月23日(月・祝)"
    assert periods.day_text(date(2026, 2, 23), "en") == "Mon 23 February 2026"


@pytest.mark.parametrize(
    "start, end, ja, en",
    [
        (
            date(2026, 2, 19),
            date(2026, 3, 13),
            "2026年2月19日(木)～3月13日(金)",
            "Thu 19 February – Fri 13 March 2026",
        ),
        (date(2026, 2, 19), date(2026, 2, 19), "2026年2月19日(木)", "Thu 19 February 2026"),
        (
            date(2025, 12, 20),
            date(2026, 1, 9),
            "2025年12月20日(土)～2026年1月9日(金)",
            "Sat 20 December 2025 – Fri 9 January 2026",
        ),
        (date(2025, 9, 1), date(2025, 11, 30), "2025年9月～11月", "September – November 2025"),
        (date(2025, 9, 1), date(2025, 9, 30), "2025年9月", "September 2025"),
        (
            date(2010, 4, 1),
            date(2025, 3, 31),
            "2010年4月～2025年3月",
            "April 2010 – March 2025",
        ),
        (
            date(2025, 12, 1),
            date(9999, 12, 31),
            "2025年12月～9999年12月",
            "December 2025 – December 9999",
        ),
        (date(2025, 12, 1), None, "2025年12月～", "since December 2025"),
        (date(2025, 12, 8), None, "2025年12月8日(月)～", "since Mon 8 December 2025"),
    ],
)
def test_ranges(start, end, ja, en):
    assert periods.range_text(start, end) == ja
    assert periods.range_text(start, end, "en") == en


@pytest.mark.parametrize(
    "day, moved",
    [
        (date(2026, 2, 19), date(2027, 2, 18)),
        (date(2025, 4, 1), date(2026, 4, 7)),  # 52 weeks on is 31 March
        (date(2026, 3, 31), date(2027, 3, 30)),
        (date(2024, 2, 29), None),
    ],
)
def test_a_day_moves_to_the_same_weekday_of_the_next_fiscal_year(day, moved):
    year = periods.fiscal_year(day)
    found = periods.same_weekday(day, year, year + 1)
    assert moved in (None, found)
    assert found.weekday() == day.weekday() and periods.fiscal_year(found) == year + 1


def test_every_day_keeps_its_weekday_and_its_time_of_the_year():
    for number in range(3000):
        day = date(2023, 4, 1) + timedelta(days=number)
        year = periods.fiscal_year(day)
        for new in (year - 1, year + 1, year + 2):
            found = periods.same_weekday(day, year, new)
            assert found.weekday() == day.weekday() and periods.fiscal_year(found) == new
            assert abs((found - day).days - round(365.25 * (new - year))) <= 8


def test_a_day_outside_its_fiscal_year_stays_outside():
    assert periods.same_weekday(date(2026, 4, 10), 2025, 2026) == date(2027, 4, 9)


@pytest.mark.parametrize(
    "text, moved",
    [
        ("ふくしま応援アクション2025", "ふくしま応援アクション2026"),
        ("ふくしま応援アクション２０２５", "ふくしま応援アクション２０２６"),
        ("令和7年度の取り組み", "令和8年度の取り組み"),
        ("令和７年度（２０２５年度）", "令和８年度（２０２６年度）"),
        ("2025年度、2026年3月まで", "2026年度、2027年3月まで"),
        ("Action 2025 (Reiwa 7)", "Action 2026 (Reiwa 8)"),
        ("kickoff-2026-02", "kickoff-2027-02"),
        ("2011年の震災、12025番、20250円", "2011年の震災、12025番、20250円"),
        ("令和17年度", "令和17年度"),
        ("名称だけ", "名称だけ"),
    ],
)
def test_only_the_years_of_a_fiscal_year_move_in_a_text(text, moved):
    assert periods.with_years_moved(text, 2025, 2026) == moved


def test_the_first_year_of_an_era_moves_too():
    assert periods.with_years_moved("令和元年度", 2019, 2020) == "令和2年度"
    assert periods.with_years_moved("令和9年", 2027, 2028) == "令和10年"


def test_days_of_work_and_holidays():
    assert periods.is_working_day(date(2026, 5, 1))
    assert not periods.is_working_day(date(2026, 5, 2))  # a Saturday
    assert not periods.is_working_day(date(2026, 5, 6))  # a holiday in lieu
    assert periods.holiday_name(date(2026, 5, 4)) == "みどりの日"
    assert periods.holiday_name(date(2026, 5, 7)) == ""


def test_times():
    assert periods.times_text(time(13, 30), time(17, 15)) == "13:30～17:15"
    assert periods.times_text(time(13, 30), time(17, 15), "en") == "13:30–17:15"
    assert periods.times_text(time(9, 0), None) == "09:00～"


def test_today_is_tokyos_day(monkeypatch):
    late = datetime(2026, 2, 18, 15, 30, tzinfo=ZoneInfo("UTC"))
    monkeypatch.setattr(periods, "now", lambda: late.astimezone(periods.TOKYO))
    assert periods.today() == date(2026, 2, 19)


CAMPAIGN = date(2026, 2, 2), date(2026, 2, 27)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-02-19", "2026/2/19", "2026.2.19", "2026年2月19日", " ２０２６年　２月１９日 "),
        *("2026年2月19日(木)", "2026年2月19日（木・祝）", "2026/2/19 木曜日", "2026/02/19(Thu)"),
        *(
            "令和8年2月19日",
            "令和 8年 2月19日",
            "㋿8年2月19日㈭",
            "R8.2.19",
            "r08/02/19",
            "R8-2-19",
        ),
        *("2026-02-19T00:00:00", "2026/2/19 13:30", "20260219", "2/19", "2月19日(木)"),
    ],
)
def test_a_day_is_read_however_it_is_written(text):
    assert periods.parse_day(text, CAMPAIGN) == date(2026, 2, 19)


def test_the_first_year_of_an_era_is_read():
    assert periods.parse_day("令和元年5月1日") == date(2019, 5, 1)
    assert periods.parse_day("H元.1.8") == date(1989, 1, 8)


def test_what_is_printed_is_read_again():
    for number in range(0, 40_000, 37):
        day = date(1989, 1, 8) + timedelta(number)
        for text in (periods.day_text(day), periods.wareki(day), day.isoformat()):
            assert periods.parse_day(text) == day
        assert (
            periods.parse_day(periods.day_text(day).replace(f"{day.year}年", ""), (day, day)) == day
        )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("あした", "日付は「2026-02-19」のように入れてください。"),
        ("", "日付は「2026-02-19」のように入れてください。"),
        ("2026年2月", "日まで入れてください（例：2026-02-19）。"),
        ("26/2/19", "年は4桁か元号で入れてください（例：2026-02-19、R8.2.19）。"),
        ("2026-02-30", "2026年2月30日という日はありません。日付を直してください。"),
        ("2/30", "2月30日という日はありません。日付を直してください。"),
        ("1026-02-19", periods.OUT_OF_RANGE),
        ("H1.1.7", periods.OUT_OF_RANGE),
        (
            "令和元年4月30日",
            "令和元年4月30日は平成31年4月30日です。年をお確かめください。",
        ),
        (
            "2026年2月19日(金)",
            "2026年2月19日は木曜日です（「金」と書かれています）。日付か曜日を直してください。",
        ),
        (
            "3/1",
            "「3月1日」は期間（2026年2月2日(月)～2月27日(金)）にありません。"
            "年から入れてください（例：2026-02-19）。",
        ),
    ],
)
def test_a_day_that_cannot_be_read_says_what_to_write(text, message):
    with pytest.raises(ValueError) as error:
        periods.parse_day(text, CAMPAIGN)
    assert str(error.value) == message


def test_a_day_without_year_needs_a_span():
    with pytest.raises(ValueError, match="「2月19日」の年が分かりません。年から入れて"):
        periods.parse_day("2/19")
    with pytest.raises(ValueError, match="2025年2月19日と2026年2月19日のどちら"):
        periods.parse_day("2/19", (date(2025, 1, 1), date(2026, 12, 31)))


@pytest.mark.parametrize(
    "text", ["13:30", "１３：３０", "13時30分", "13時半", "午後1時30分", "13:30:00"]
)
def test_a_time_is_read_however_it_is_written(text):
    assert periods.parse_time(text) == time(13, 30)


@pytest.mark.parametrize("text", ["", "昼", "25:00", "13"])
def test_a_time_that_cannot_be_read_says_what_to_write(text):
    with pytest.raises(ValueError, match="時刻は「13:30」のように入れてください。"):
        periods.parse_time(text)
