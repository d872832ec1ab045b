"""Where the food came from."""

from django.utils.translation import gettext

from programmes.models import in_language
from programmes.strands import Place

from .models import Menu, Product


def places(programmes):
    by_key = {programme.pk: programme for programme in programmes}
    for model, kind, word in (
        (Menu, "dish", gettext("料理")),
        (Product, "product", gettext("県産品")),
    ):
        rows = model.objects.filter(programme__in=by_key, municipality__isnull=False)
        for offering in rows.select_related("municipality", "photo"):
            yield _place(offering, kind, word, by_key[offering.programme_id])


def _place(offering, kind, word, programme):
    producer = in_language(offering, "producer")
    url = f"{programme.get_absolute_url()}#produce"
    return Place(
        offering.municipality, programme, kind, word, str(offering), url, producer, offering.photo
    )
