"""When and where sessions, exchanges and school days were."""

from functools import partial

from django.utils.translation import gettext

from programmes.models import in_language
from programmes.strands import Moment, Place, moments_of_events, places_of_events

from .models import SchoolProgramme

dialogue_moments = partial(moments_of_events, "dialogue")
dialogue_places = partial(places_of_events, "dialogue")
exchange_moments = partial(moments_of_events, "exchange")
exchange_places = partial(places_of_events, "exchange")


def school_moments(programme):
    rows = SchoolProgramme.objects.filter(programme=programme)
    for one in rows.select_related("school", "programme__partnership"):
        word, url = gettext("学校プログラム"), one.get_absolute_url()
        yield Moment(one.starts_on, one.ends_on, one.subject(), word, url)
    yield from moments_of_events("school", programme)


def school_places(programmes):
    by_key = {programme.pk: programme for programme in programmes}
    rows = SchoolProgramme.objects.filter(
        programme__in=by_key, school__municipality__isnull=False
    ).order_by("-starts_on")
    for one in rows.select_related("school__municipality", "programme__partnership"):
        yield Place(
            one.school.municipality,
            "school",
            gettext("学校プログラム"),
            in_language(one, "title"),
            one.get_absolute_url(),
            by_key[one.programme_id],
            str(one.school),
        )
    yield from places_of_events("school", programmes)
