"""使い方: what staff need to know, in their words, with what each strand adds of its own."""

from django.contrib import admin
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.template.response import TemplateResponse

from ..figures import all_strands

TEMPLATE = "admin/help.html"


def help_page(request):
    context = {
        **admin.site.each_context(request),
        "title": "使い方",
        "parts": list(parts_of_strands()),
        "is_popup": False,
    }
    return TemplateResponse(request, TEMPLATE, context)


def parts_of_strands():
    """The templates <app>/admin/help.html of the apps that have one."""
    for app in dict.fromkeys(strand.app for strand in all_strands()):
        try:
            yield get_template(f"{app}/{TEMPLATE}")
        except TemplateDoesNotExist:
            continue


admin.site.add_page("help/", help_page, "help")
