from django.db.models import Prefetch, Sum
from django.utils.translation import gettext_lazy as _

from programmes.figures import DISTINCT, GROSS, Figure, Strand, register
from programmes.figures.highlights import Page

from . import highlights
from .facts import exchange_facts, school_facts, session_facts
from .models import Exchange, ExchangeParty, SchoolProgramme, Session, Talk


def sessions(programme):
    rows = Session.objects.filter(programme=programme).select_related("event__photo")
    talks = Prefetch("talks", Talk.objects.select_related("organisation"))
    return {"sessions": list(rows.prefetch_related(talks).order_by("starts_on"))}


def schools(programme):
    return {"schools": highlights.schools(programme)}


def school_pages(programme):
    path = (programme.partnership.slug, programme.slug)
    slugs = sorted(school.slug for school in highlights.schools(programme))
    return [Page("school", (*path, slug)) for slug in slugs]


def exchanges(programme):
    rows = Exchange.objects.filter(programme=programme).select_related("event__photo")
    parties = Prefetch("parties", ExchangeParty.objects.select_related("partner"))
    return {"exchanges": list(rows.prefetch_related(parties).order_by("starts_on"))}


def of_event(event):
    voices = list(event.voices.public())
    return {
        "voices": [voice for voice in voices if not voice.is_comment],
        "comments": [voice for voice in voices if voice.is_comment],
        "session": Session.objects.for_event_page(event),
        "exchange": Exchange.objects.for_event_page(event),
        "prepares": Exchange.objects.prepared_by(event),
    }


register(
    Strand(
        "dialogue",
        2,
        _("オンライン対話セッション"),
        [
            Figure(
                "session-attendees",
                _("対話セッションの参加者数"),
                Session.unit,
                "events.Session",
                Sum("attendees"),
                _("オンライン対話セッションに参加した、社員などの人数です。"),
                counts_as_participation=True,
                heads=GROSS,
            )
        ],
        sessions,
        session_facts,
        of_event=of_event,
        art="bubbles",
        app="events",
    )
)
register(
    Strand(
        "school",
        5,
        _("次世代育成の支援"),
        [
            Figure(
                "school-pupils",
                _("参加した生徒数"),
                SchoolProgramme.unit,
                "events.SchoolProgramme",
                Sum("pupils"),
                _("学校プログラムに参加した生徒の人数です。"),
                heads=DISTINCT,
            )
        ],
        schools,
        school_facts,
        art="desk",
        app="events",
        pages=school_pages,
        moments=highlights.moments,
        places=highlights.places,
    )
)
register(
    Strand(
        "exchange",
        6,
        _("若手職員・社員の交流会"),
        [
            Figure(
                "exchange-participants",
                _("交流会の参加者数"),
                Exchange.unit,
                "events.Exchange",
                Sum("participants"),
                _("交流会に参加した、県と企業の若手職員・社員の人数です。"),
                heads=GROSS,
            )
        ],
        exchanges,
        exchange_facts,
        art="akabeko",
        app="events",
    )
)
