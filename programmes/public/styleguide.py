"""Every element of the public pages once, with real data: a page for staff."""

from types import SimpleNamespace

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from .. import figures
from ..figures import campaign, highlights
from ..lib import periods
from ..models import Event, Photo, Programme, Source
from ..reporting import charts, tables
from .caching import is_for_staff
from .timeline import months

COLOURS = (
    ("paper", "和紙"),
    ("card", "札"),
    ("ink", "墨"),
    ("grey", "灰"),
    ("line", "線"),
    ("hairline", "細い線"),
    ("lacquer", "会津塗"),
    ("lake", "五色沼"),
    ("persimmon", "柿"),
    ("cedar", "杉"),
    ("plum", "梅"),
    ("tint-peach", "桃の淡"),
    ("tint-lake", "沼の淡"),
    ("tint-cedar", "杉の淡"),
)
DAYS = (
    campaign.Campaign(campaign.BEFORE, total=16, days_until=10),
    campaign.Campaign(campaign.RUNNING, 5, 16, is_open=True),
    campaign.Campaign(campaign.RUNNING, 16, 16, is_open=True, is_last=True),
    campaign.Campaign(campaign.AFTER, 16, 16),
)
VOICES = (
    SimpleNamespace(
        text="ふだんの仕事では出会えない人とつながれた。",
        text_en="I met people I would never meet in my daily work.",
        attribution="参加者",
        attribution_en="Participant",
        is_paraphrase=True,
    ),
)


@require_safe
def styleguide(request):
    programme = Programme.objects.visible().for_page().latest_first().first()
    if programme is None or not is_for_staff(request):
        raise Http404("for staff, once there is a programme")
    response = render(request, "about/styleguide.html", _samples(programme))
    add_never_cache_headers(response)
    return response


def _samples(programme):
    results = figures.results(programme)
    summary = tables.summary(programme, results)
    entries = [entry for _month, group in months(programme, periods.today()) for entry in group]
    return {
        "programme": programme,
        "colours": COLOURS,
        "drawings": _drawings(),
        "days": DAYS,
        "results": results,
        "declaring": SimpleNamespace(declared_headline_source=programme.source),
        "links": highlights.links(programme),
        "ways": highlights.ways_in(programme),
        "events": Event.objects.around(periods.today(), 2),
        "entries": entries[:3],
        "today": highlights.of_day(programme, periods.today()),
        "charts": charts.of(programme, results)[:2],
        "map": charts.TileMap(highlights.places(programme)),
        "detail": {
            name: value for group in results.strands for name, value in group.detail.items()
        },
        "voices": VOICES,
        "photos": list(Photo.objects.public().filter(programme=programme)[:2]),
        "table": summary,
        "lines": summary[:3],
        "page": Paginator(range(300), 100).page(2),
        "contacts": list(Source.objects.exclude(contact="")[:1]),
    }


def _drawings():
    """The templates of all drawings but the mountain, which is of another size."""
    folder = settings.BASE_DIR / "templates" / "components" / "art"
    names = sorted(path.name for path in folder.glob("*.html") if path.stem != "bandai")
    return [f"components/art/{name}" for name in names]
