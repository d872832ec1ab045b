"""Addresses in templates: of this page, of files, of what staff change; built in."""

from django import template
from django.urls import reverse

register = template.Library()


@register.simple_tag(takes_context=True)
def absolute(context, path):
    return context.request.build_absolute_uri(path)


@register.simple_tag(takes_context=True)
def here(context):
    return absolute(context, context.request.path)


@register.simple_tag(takes_context=True)
def part(context):
    """?page=2 on the second page of a list, ?site=… of one cafeteria, ?kind=… of a map.

    Nothing else of the query makes another page.
    """
    page, site, tiles = (context.get(name) for name in ("page", "site", "map"))
    if page and page.number > 1:
        return f"?page={page.number}"
    if site:
        return f"?site={site.slug}"
    return f"?kind={tiles.kind}" if tiles and tiles.kind else ""


@register.simple_tag(takes_context=True)
def card(context):
    if programme := context.get("programme"):
        return absolute(context, reverse("card", args=[programme.partnership.slug, programme.slug]))
    return absolute(context, reverse("site-card"))


@register.filter
def change_address(record):
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])


@register.simple_tag
def file_url(table, suffix):
    return table.file_url(suffix)
