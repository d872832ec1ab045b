"""How each kind of shape looks on paper. Pure.

These are presentation attributes: static/css/pictures.css has the last word on a page (dark, forced
colours, print), and a picture that was downloaded keeps them.
"""

PAPER, CARD, INK, GREY = "#fbf8f3", "#ffffff", "#23201d", "#5c5650"
LINE, HAIRLINE = "#8c857c", "#ddd5c9"
LAKE, TINT = "#0b6480", "#d5e9ee"
SANS = "'Hiragino Sans', 'BIZ UDPGothic', 'Noto Sans JP', 'Noto Sans CJK JP', sans-serif"

_HALO = {"stroke": PAPER, "stroke-width": "3", "paint-order": "stroke", "stroke-linejoin": "round"}
INKS = {
    "grid": {"stroke": HAIRLINE, "stroke-width": "1"},
    "axis": {"stroke": LINE, "stroke-width": "1"},
    "now": {"fill": LAKE},
    "part": {"fill": "url(#hatch)", "stroke": LAKE, "stroke-width": "1"},
    "earlier": {"fill": TINT, "stroke": LINE, "stroke-width": "1"},
    "before": {"fill": "none", "stroke": LINE, "stroke-width": "1.25"},
    "level": {"stroke": LINE, "stroke-width": "1.25", "stroke-dasharray": "4 3"},
    "line": {"fill": "none", "stroke": LAKE, "stroke-width": "2.5", "stroke-linejoin": "round"},
    "dot": {"fill": LAKE},
    "title": {"fill": INK, "font-size": "13", "font-weight": "700"},
    "label": {"fill": INK, "font-size": "13", **_HALO},
    "value": {"fill": INK, "font-size": "13", "font-weight": "700", **_HALO},
    "inside": {"fill": CARD, "font-size": "13", "font-weight": "700"},
    "note": {"fill": GREY, "font-size": "12", **_HALO},
    "mark": {"fill": GREY, "font-size": "11"},
}
#: how large the letters of each ink are, in pixels
SIZES = {ink: int(look["font-size"]) for ink, look in INKS.items() if "font-size" in look}
