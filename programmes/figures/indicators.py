"""The unnumbered strand of the figures that staff define themselves."""

from collections.abc import Iterator, Sequence

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from ..models import Indicator, Programme
from .figure import Figure, text_of
from .strand import Strand, register


def own_indicators(programmes: Sequence[Programme]) -> Iterator[tuple[int, Figure]]:
    for indicator in Indicator.objects.filter(programme__in=programmes):
        yield (
            indicator.programme_id,
            Figure(
                indicator.slug,
                text_of(indicator, "label"),
                model="programmes.IndicatorRecord",
                value=Sum("value"),
                only=Q(indicator=indicator.pk),
                basis=indicator.basis,
                definition=text_of(indicator, "definition"),
                counts_as_participation=indicator.counts_as_participation,
                group="indicator__slug",
                **indicator.printing(),
            ),
        )


register(Strand("other", None, _("その他の指標"), own_indicators, hidden_when_empty=True))
