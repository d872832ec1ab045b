"""The demo's communities and pro bono work, and how the communities grow week by week."""

from programmes.demo import FOLDER, SOURCE, DemoData, chance, register

#: counting line -> (members at the beginning, how many more each week), now and the year before
MEMBERS = {"demo-fan-club-members": (320, 18), "demo-pr-corps-members": (85, 6)}
MEMBERS_BEFORE = {"demo-fan-club-members": (214, 15), "demo-pr-corps-members": (41, 5)}


def counts(year):
    return {"probono": {"signupcount": list(sign_ups(year))}}


def sign_ups(year):
    lines = MEMBERS_BEFORE if year.is_before else MEMBERS
    for number, _first, last in year.weeks():
        for line, (members, more) in lines.items():
            yield {
                "programme": year.programme,
                "line": f"{year.programme}/{line}",
                "ends_on": last,
                "members": members + number * more + round(5 * chance(line, last)),
                "source": SOURCE,
            }


register(DemoData(FOLDER / "probono", counts))
