"""What the demo's sites would have reported: the same numbers whenever they are asked for."""

from hashlib import blake2b
from typing import NamedTuple

from ..lib import periods
from ..lib.periods import DAY
from .days import is_new_year, is_open, last_open_before

SOURCE = "demo-data"
#: what the head office serves and counts by dish, and all that the others take turns with
MENUS = ("sauce-katsudon", "kozuyu", "joban-mono", "ikaninjin", "egoma-pork", "cucumber-udon")
EVERY = (*MENUS, "namie-yakisoba", "asparagus-curry")
#: cafeteria -> (how many dishes it is behind the head office, whether its dish stays for the week)
OTHERS = {"east": (3, False), "west": (5, False), "lab": (6, True), "depot": (2, True)}
#: outlet -> what is usual on a day; the order is that of the partnership's file
CAFETERIAS = {"tower": 116, "east": 64, "west": 83, "lab": 38, "depot": 50}
SHOPS = {"tower-shop": 41, "east-shop": 22, "west-shop": 17}
ONLINE = {"web-market": 18, "staff-store": 7}
BY_MENU, BY_PRODUCT = "tower", "tower-shop"
PRODUCTS = ("peach-jelly", "anpo-gaki", "apple-juice", "miso")
WEEKDAYS = (0.92, 1.0, 1.1, 1.03, 0.84, 0.55, 0.6)
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
LINES = {"demo-fan-club-members": (320, 18), "demo-pr-corps-members": (85, 6)}


class Level(NamedTuple):
    """How a year went: its share of what is usual, its odd days, its members at the beginning."""

    share: float
    unusual: dict
    lines: dict


RUNNING = Level(1, UNUSUAL, LINES)
#: all that was not known has come in since, and there were fewer members yet
FINISHED = Level(
    0.88,
    {place: state for place, state in UNUSUAL.items() if state != "unknown"},
    {"demo-fan-club-members": (214, 15), "demo-pr-corps-members": (41, 5)},
)


def chance(*what):
    """A number from 0 to 1 that depends on nothing but what it is for."""
    digest = blake2b("|".join(map(str, what)).encode(), digest_size=4).digest()
    return int.from_bytes(digest) / 2**32


def usual(outlet, amount, day):
    return round(amount * WEEKDAYS[day.weekday()] * (0.85 + 0.3 * chance(outlet, day)))


def two_of(offerings, day):
    """Two of them, others each day."""
    begin = day.toordinal() % len(offerings)
    return offerings[begin], offerings[(begin + 1) % len(offerings)]


def servings(programme, outlet, start, end):
    """The rows of one campaign; `outlet` makes the identity of a site from its slug."""
    days = [day for day in periods.every_day(start, end) if is_open(day)]
    for day in days:
        for menu in two_of(MENUS, day):
            yield _row(programme, menu, outlet("tower"), day)
    for site, (behind, is_weekly) in OTHERS.items():
        for week in periods.weeks(days) if is_weekly else [[day] for day in days]:
            menu = EVERY[(week[0].toordinal() + behind) % len(EVERY)]
            yield _row(programme, menu, outlet(site), week[0], week[-1])


def _row(programme, menu, outlet, first, last=None):
    row = {"menu": f"{programme}/{menu}", "outlet": outlet, "starts_on": first}
    return row | ({"ends_on": last} if last and last != first else {})


class Counts:
    """The tables of a campaign's counts up to the day before today, as `loading` takes them."""

    def __init__(self, programme, start, end, today, level=RUNNING):
        self.programme, self.start, self.end, self.level = programme, start, end, level
        self.partnership = programme.partition("/")[0]
        self.days = periods.every_day(start, min(end, today - DAY))
        self.open_days = [day for day in self.days if is_open(day)]
        newest = last_open_before(today)
        self.last = newest if newest in self.open_days else None

    def tables(self):
        return {
            "produce": {
                "closedday": list(self.closed_days()),
                "serving": [*servings(self.programme, self.outlet, self.start, self.end)],
                "meal": [*self.daily(CAFETERIAS, self.meal)],
                "sale": [*self.daily(SHOPS, self.shop_sale), *self.online()],
            },
            "probono": {"signupcount": list(self.sign_ups())},
            "programmes": {"indicatorrecord": list(self.stamps())},
        }

    def outlet(self, slug):
        return f"{self.partnership}/{slug}"

    def closed_days(self):
        """The sites' own: inspections, and the days around New Year of the whole campaign."""
        for outlet in [*CAFETERIAS, *SHOPS]:
            place = {"outlet": self.outlet(outlet)}
            for day in periods.every_day(self.start, self.end):
                if is_new_year(day):
                    yield {**place, "closed_on": day, **NEW_YEAR}
                elif self.is_inspected(outlet, day):
                    yield {**place, "closed_on": day, **INSPECTION}

    def is_inspected(self, outlet, day):
        return is_open(day) and (day - self.start).days in INSPECTIONS.get(outlet, ())

    def missing(self):
        """The two cafeterias that have not reported the last day of work yet."""
        if self.last is None:
            return []
        return [slug for slug in CAFETERIAS if not self.is_inspected(slug, self.last)][1:3]

    def daily(self, outlets, rows):
        for number, day in enumerate(self.open_days):
            late = self.missing() if day == self.last else []
            for outlet, amount in outlets.items():
                if outlet in late or self.is_inspected(outlet, day):
                    continue
                unusual = self.level.unusual.get((outlet, number))
                yield from rows(outlet, day, self.usual(outlet, amount, day), unusual)

    def usual(self, what, amount, day):
        return usual(what, amount * self.level.share, day)

    def record(self, first, last=None, **fields):
        row = {"programme": self.programme, "starts_on": first, "ends_on": last or first}
        return {**row, "source": SOURCE, **fields}

    def meal(self, outlet, day, count, unusual):
        place = {"outlet": self.outlet(outlet)}
        if isinstance(unusual, str):
            yield self.record(day, **place, state=unusual)
        elif outlet == BY_MENU:
            for menu, part in self.parts(MENUS, day, count):
                yield self.record(day, **place, menu=f"{self.programme}/{menu}", servings=part)
        else:
            yield self.record(day, **place, servings=count if unusual is None else unusual)

    def shop_sale(self, outlet, day, count, unusual):
        place = {"kind": "shop", "outlet": self.outlet(outlet)}
        if isinstance(unusual, str):
            yield self.record(day, **place, state=unusual)
        elif outlet == BY_PRODUCT and day.weekday() == 4:
            for product, part in self.parts(PRODUCTS, day, count):
                yield self.record(day, **place, product=f"{self.programme}/{product}", items=part)
        else:
            yield self.record(day, **place, items=count if unusual is None else unusual)

    def parts(self, offerings, day, count):
        """Two of them, others each day, and how many of the count each has."""
        first, second = two_of(offerings, day)
        share = round(count * (0.4 + 0.2 * chance(first, day)))
        return (first, share), (second, count - share)

    def online(self):
        """The online stores are open on every day."""
        for day in self.days:
            for outlet, amount in ONLINE.items():
                place = {"kind": "online", "outlet": self.outlet(outlet)}
                yield self.record(day, **place, items=self.usual(outlet, amount, day))

    def weeks(self):
        """(number, first day, last day) of each week that is over."""
        for number in range(len(self.days) // 7):
            yield number, self.days[7 * number], self.days[7 * number + 6]

    def sign_ups(self):
        for number, _first, last in self.weeks():
            for line, (members, more) in self.level.lines.items():
                yield {
                    "programme": self.programme,
                    "line": f"{self.programme}/{line}",
                    "ends_on": last,
                    "members": members + number * more + round(5 * chance(line, last)),
                    "source": SOURCE,
                }

    def stamps(self):
        indicator = {"indicator": f"{self.programme}/demo-stamps"}
        for _number, first, last in self.weeks():
            value = self.usual("stamps", 210, first)
            yield self.record(first, last, **indicator, value=value)
