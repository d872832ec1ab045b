from pathlib import Path

from programmes.demo import Correction, DemoData, register
from programmes.lib import periods

from .models import Picking

ORCHARD = "架空果樹園（練習用）"
REASON = "最終日の架空の収穫が漏れていたため。"
REASON_EN = "The made-up harvest of the last day had been left out."


def counts(year):
    """Friday is the day for picking."""
    fridays = [day for day in year.open_days if day.weekday() == 4]
    rows = [
        year.record(day, orchard=ORCHARD, baskets=year.usual("orchard", 30, day)) for day in fridays
    ]
    return {"harvest": {"picking": rows}}


def left_to_enter(year):
    return year.last and f"{periods.day_text(year.last, 'en')}, the orchard"


def with_left_out(programme):
    picking = Picking.objects.filter(programme=programme).latest("starts_on")
    picking.baskets += 100
    return picking


register(
    DemoData(
        Path(__file__).parent / "fixtures",
        counts,
        left_to_enter,
        correction=Correction(REASON, REASON_EN, with_left_out),
    )
)
