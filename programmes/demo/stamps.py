"""What the core itself adds to the demo: its texts, and the counts of an indicator of its own."""

from .data import FOLDER, DemoData, register


def stamps(year):
    indicator = {"indicator": f"{year.programme}/demo-stamps"}
    for _number, first, last in year.weeks():
        yield year.record(first, last, **indicator, value=year.usual("stamps", 210, first))


def counts(year):
    return {"programmes": {"indicatorrecord": list(stamps(year))}}


register(DemoData(FOLDER / "programmes", counts))
