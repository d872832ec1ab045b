"""What programmes serve and sell, and where, for all parts of a page that show it."""

from django.db.models import Exists, OuterRef, Value

from programmes.figures import read_once

from .models import Menu, Outlet, OutletKind, Product, Serving

SHOWN = ("municipality", "photo")


@read_once
def dishes(programmes):
    """Each with `is_planned`, whether it is planned where and when."""
    menus = Menu.objects.filter(programme__in=programmes).select_related(*SHOWN)
    return menus.annotate(is_planned=Exists(Serving.objects.filter(menu=OuterRef("pk"))))


@read_once
def products(programmes):
    return Product.objects.filter(programme__in=programmes).select_related(*SHOWN)


@read_once
def outlets(programmes):
    """Those that take part, with their closed days; `is_counted` says whether they have counts."""
    for programme in programmes:
        known = Outlet.objects.taking_part(programme).annotate(
            programme_id=Value(programme.pk), is_counted=Outlet.objects.is_counted(programme)
        )
        yield from known.prefetch_related("closed_days")


def cafeterias(programme):
    return [outlet for outlet in outlets(programme) if outlet.kind == OutletKind.CAFETERIA]
