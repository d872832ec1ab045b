"""Where the food came from."""

from django.utils.translation import gettext

from programmes.figures.highlights import Place
from programmes.models import in_language

from .offerings import dishes, products


def places(programmes):
    by_key = {programme.pk: programme for programme in programmes}
    for rows, kind, word in (
        (dishes, "dish", gettext("料理")),
        (products, "product", gettext("県産品")),
    ):
        for offering in rows(*programmes):
            if offering.municipality:
                yield _place(offering, kind, word, by_key[offering.programme_id])


def _place(offering, kind, word, programme):
    producer = in_language(offering, "producer")
    url = f"{programme.get_absolute_url()}#produce"
    return Place(
        offering.municipality, programme, kind, word, str(offering), url, producer, offering.photo
    )
