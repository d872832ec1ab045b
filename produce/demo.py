"""The demo's cafeterias, shops and online stores: what is served where, and what was counted."""

from programmes.demo import FOLDER, Correction, DemoData, chance, register
from programmes.demo.days import is_new_year, is_open
from programmes.lib import periods

from .models import Sale

#: what the head office serves and counts by dish, and all that the others take turns with
MENUS = ("sauce-katsudon", "kozuyu", "joban-mono", "ikaninjin", "egoma-pork", "cucumber-udon")
EVERY = (*MENUS, "namie-yakisoba", "asparagus-curry")
#: cafeteria -> (how many dishes it is behind the head office, whether its dish stays for the week)
OTHERS = {"east": (3, False), "west": (5, False), "lab": (6, True), "depot": (2, True)}
#: outlet -> what is usual on a day; the order is that of partnership.toml
CAFETERIAS = {"tower": 116, "east": 64, "west": 83, "lab": 38, "depot": 50}
SHOPS = {"tower-shop": 41, "east-shop": 22, "west-shop": 17}
ONLINE = {"web-market": 18, "staff-store": 7}
BY_MENU, BY_PRODUCT = "tower", "tower-shop"
PRODUCTS = ("peach-jelly", "anpo-gaki", "apple-juice", "miso")
#: (outlet, day of work of the campaign) -> a state, or the one day on which nothing was asked for
UNUSUAL = {
    ("west", 3): "closed",
    ("lab", 5): 0,
    ("depot", 7): "unknown",
    ("west-shop", 2): "closed",
    ("east-shop", 6): "unknown",
}
#: outlet -> the days after the start on which its own calendar says closed
INSPECTIONS = {"lab": (10, 31), "east-shop": (11,)}
NEW_YEAR = {"reason": "年末年始", "reason_en": "New Year holidays"}
INSPECTION = {"reason": "設備点検", "reason_en": "maintenance"}
#: how many orders of the last day came to light after the results were out, and why
FORGOTTEN = 64
REASON = "最終日に受けた架空の注文のうち、翌日に処理したものが漏れていたため。"
REASON_EN = (
    "Some of the made-up orders of the last day, handled on the day after, had been left out."
)


def counts(year):
    return {
        "produce": {
            "closedday": list(closed_days(year)),
            "serving": list(servings(year)),
            "meal": list(_daily(year, CAFETERIAS, _meal)),
            "sale": [*_daily(year, SHOPS, _shop_sale), *_online(year)],
        }
    }


def closed_days(year):
    """The sites' own: inspections, and the days around New Year of the whole campaign."""
    for outlet in [*CAFETERIAS, *SHOPS]:
        place = _place(year, outlet)
        for day in periods.every_day(year.start, year.end):
            if is_new_year(day):
                yield {**place, "closed_on": day, **NEW_YEAR}
            elif _is_inspected(year, outlet, day):
                yield {**place, "closed_on": day, **INSPECTION}


def _is_inspected(year, outlet, day):
    return is_open(day) and (day - year.start).days in INSPECTIONS.get(outlet, ())


def _place(year, outlet):
    return {"outlet": f"{year.partnership}/{outlet}"}


def servings(year):
    """What is served in the whole campaign, days to come included."""
    days = [day for day in periods.every_day(year.start, year.end) if is_open(day)]
    for day in days:
        for menu in _two_of(MENUS, day):
            yield _serving(year, menu, "tower", day)
    for outlet, (behind, is_weekly) in OTHERS.items():
        for week in periods.weeks(days) if is_weekly else [[day] for day in days]:
            menu = EVERY[(week[0].toordinal() + behind) % len(EVERY)]
            yield _serving(year, menu, outlet, week[0], week[-1])


def _serving(year, menu, outlet, first, last=None):
    row = {"menu": f"{year.programme}/{menu}", **_place(year, outlet), "starts_on": first}
    return row | ({"ends_on": last} if last and last != first else {})


def _two_of(offerings, day):
    """Two of them, others each day."""
    begin = day.toordinal() % len(offerings)
    return offerings[begin], offerings[(begin + 1) % len(offerings)]


def _unreported(year):
    """The two cafeterias that have not reported the last day of work yet."""
    if year.last is None:
        return []
    return [outlet for outlet in CAFETERIAS if not _is_inspected(year, outlet, year.last)][1:3]


def left_to_enter(year):
    late = " and ".join(_unreported(year))
    return late and f"{periods.day_text(year.last, 'en')}, the cafeterias {late}"


def _daily(year, outlets, rows):
    for number, day in enumerate(year.open_days):
        late = _unreported(year) if day == year.last else []
        for outlet, amount in outlets.items():
            if outlet not in late and not _is_inspected(year, outlet, day):
                count = year.usual(outlet, amount, day)
                yield from rows(year, outlet, day, count, _unusual(year, outlet, number))


def _unusual(year, outlet, number):
    """None on a usual day. What was not known has come in, the year after."""
    found = UNUSUAL.get((outlet, number))
    return None if year.is_before and found == "unknown" else found


def _meal(year, outlet, day, count, unusual):
    place = _place(year, outlet)
    if isinstance(unusual, str):
        yield year.record(day, **place, state=unusual)
    elif outlet == BY_MENU:
        for menu, part in _parts(MENUS, day, count):
            yield year.record(day, **place, menu=f"{year.programme}/{menu}", servings=part)
    else:
        yield year.record(day, **place, servings=count if unusual is None else unusual)


def _shop_sale(year, outlet, day, count, unusual):
    place = {"kind": "shop", **_place(year, outlet)}
    if isinstance(unusual, str):
        yield year.record(day, **place, state=unusual)
    elif outlet == BY_PRODUCT and day.weekday() == 4:
        for product, part in _parts(PRODUCTS, day, count):
            yield year.record(day, **place, product=f"{year.programme}/{product}", items=part)
    else:
        yield year.record(day, **place, items=count if unusual is None else unusual)


def _parts(offerings, day, count):
    """Two of them, others each day, and how many of the count each has."""
    first, second = _two_of(offerings, day)
    share = round(count * (0.4 + 0.2 * chance(first, day)))
    return (first, share), (second, count - share)


def _online(year):
    """The online stores are open on every day."""
    for day in year.days:
        for outlet, amount in ONLINE.items():
            place = {"kind": "online", **_place(year, outlet)}
            yield year.record(day, **place, items=year.usual(outlet, amount, day))


def _with_forgotten(programme):
    """The last day of an online store with the orders that had been left out."""
    sale = Sale.objects.get(
        programme=programme, outlet__slug="web-market", starts_on=programme.ends_on, product=None
    )
    sale.items += FORGOTTEN
    return sale


register(
    DemoData(
        FOLDER / "produce",
        counts,
        left_to_enter,
        correction=Correction(REASON, REASON_EN, _with_forgotten),
    )
)
