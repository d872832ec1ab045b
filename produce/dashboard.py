"""The board on the desk: who still has to enter what."""

from datetime import timedelta
from itertools import groupby

from programmes.admin.dashboard import DashboardPanel, register
from programmes.lib import periods

from .board import Board
from .grid.pages import address
from .models import OutletKind, may_see, record_model


def context(request, programme):
    kinds = [kind for kind in OutletKind if may_see(request.user, record_model(kind))]
    if not kinds:
        return None
    board = Board(programme, kinds)
    gaps = board.gaps()
    newest = [gap for gap in gaps if gap.day == gaps[0].day]
    older = gaps[len(newest) :]
    return {
        "programme": programme,
        "board": board,
        "may_add_outlets": request.user.has_perm("produce.add_outlet"),
        "may_plan": request.user.has_perm("produce.view_serving"),
        "groups": _groups(programme, board),
        "sentence": _sentence(newest, board.today),
        "links": [_link(programme, gap) for gap in newest],
        "older": _older(programme, older),
        "grids": [
            {"name": kind.label, "url": address(programme, kind)}
            for kind in kinds
            if any(outlet.kind == kind for outlet in board.outlets)
        ],
    }


def _groups(programme, board):
    return [
        {
            "name": OutletKind(kind).label,
            "rows": [
                (outlet, [_square(programme, square) for square in squares])
                for outlet, squares in rows
            ],
        }
        for kind, rows in groupby(board.rows(), key=lambda row: row[0].kind)
    ]


def _square(programme, square):
    return {"square": square, "url": _address(programme, square) if square.is_gap else ""}


def _address(programme, square):
    day = square.day
    monday = day - timedelta(days=day.weekday())
    length = 7 if square.outlet.kind == OutletKind.ONLINE else 5
    url = address(programme, square.outlet.kind, max(monday, programme.starts_on), length)
    return f"{url}#v-{square.outlet.pk}-{day.isoformat()}"


def _link(programme, gap):
    note = "（未集計）" if gap.mark == "unknown" else ""
    return {"name": f"{gap.outlet}{note}", "url": _address(programme, gap)}


def _sentence(gaps, today):
    """昨日（11月20日(金)）は2拠点が未入力です"""
    if not gaps:
        return ""
    day = gaps[0].day
    text = periods.short_day_text(day)
    name = f"昨日（{text}）" if (today - day).days == 1 else text
    return f"{name}は{len(gaps)}拠点が未入力です"


def _older(programme, gaps):
    if not gaps:
        return None
    days = len({gap.day for gap in gaps})
    text = f"それより前にも、{days}日分・あわせて{len(gaps)}件の未入力があります"
    return {"text": text, "url": _address(programme, gaps[0])}


register(DashboardPanel(10, "produce/admin/board.html", context))
