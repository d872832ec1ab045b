"""What the demo's cafeterias serve: other dishes at each site, the same whenever asked for."""

from itertools import groupby

from ..periods import DAY, every_day
from .days import is_open

#: what the head office serves and counts by dish, and all that the others take turns with
MENUS = ("sauce-katsudon", "kozuyu", "joban-mono", "ikaninjin", "egoma-pork", "cucumber-udon")
EVERY = (*MENUS, "namie-yakisoba", "asparagus-curry")
#: cafeteria -> (how many dishes it is behind the head office, whether its dish stays for the week)
OTHERS = {"east": (3, False), "west": (5, False), "lab": (6, True), "depot": (2, True)}


def two_of(offerings, day):
    """Two of them, others each day."""
    begin = day.toordinal() % len(offerings)
    return offerings[begin], offerings[(begin + 1) % len(offerings)]


def servings(programme, outlet, start, end):
    """The rows of one campaign; `outlet` makes the identity of a site from its slug."""
    days = [day for day in every_day(start, end) if is_open(day)]
    for day in days:
        for menu in two_of(MENUS, day):
            yield _row(programme, menu, outlet("tower"), day)
    for site, (behind, is_weekly) in OTHERS.items():
        for week in _weeks(days) if is_weekly else [[day] for day in days]:
            menu = EVERY[(week[0].toordinal() + behind) % len(EVERY)]
            yield _row(programme, menu, outlet(site), week[0], week[-1])


def _weeks(days):
    return [list(week) for _monday, week in groupby(days, lambda day: day - day.weekday() * DAY)]


def _row(programme, menu, outlet, first, last=None):
    row = {"menu": f"{programme}/{menu}", "outlet": outlet, "starts_on": first}
    return row | ({"ends_on": last} if last and last != first else {})
