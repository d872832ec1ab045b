"""Communities and work with places, for all parts of a page that show them."""

from django.db.models import F

from programmes.figures import read_once

from .models import Community, LocalEvent, Need, Project, Workation


@read_once
def communities(programmes):
    counted = Community.objects.filter(counting_lines__programme__in=programmes)
    counted = counted.annotate(programme_id=F("counting_lines__programme"))
    return counted.select_related("host").distinct()


@read_once
def workations(programmes):
    return Workation.objects.filter(programme__in=programmes).select_related("municipality")


@read_once
def local_events(programmes):
    return LocalEvent.objects.filter(programme__in=programmes).select_related("municipality")


@read_once
def needs(programmes):
    rows = Need.objects.filter(programme__in=programmes).select_related("municipality")
    return rows.with_public_projects()


@read_once
def projects(programmes):
    named = ("client__municipality", "municipality", "programme__partnership")
    rows = Project.objects.filter(programme__in=programmes).select_related(*named)
    return rows.order_by("starts_on", "pk")
