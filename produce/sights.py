"""Where the food came from, and the days of the strand's events."""

from django.utils.translation import gettext

from programmes.models import in_language
from programmes.strands import Place, moments_of_events, places_of_events

from .models import Menu, Product


def moments(programme):
    return moments_of_events("produce", programme)


def places(programmes):
    by_key = {programme.pk: programme for programme in programmes}
    for model, kind, word in (
        (Menu, "dish", gettext("料理")),
        (Product, "product", gettext("県産品")),
    ):
        rows = model.objects.filter(programme__in=by_key, municipality__isnull=False)
        for offering in rows.select_related("municipality", "photo"):
            yield _place(offering, kind, word, by_key[offering.programme_id])
    yield from places_of_events("produce", programmes)


def _place(offering, kind, word, programme):
    producer = in_language(offering, "producer")
    url = f"{programme.get_absolute_url()}#produce"
    return Place(
        offering.municipality, kind, word, str(offering), url, programme, producer, offering.photo
    )
