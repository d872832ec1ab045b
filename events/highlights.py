"""When and where there were programmes with schools; events tell of themselves."""

from django.utils.translation import gettext, pgettext

from programmes.figures import newest_first, read_once
from programmes.figures.highlights import Moment, Place
from programmes.models import in_language

from .models import SchoolProgramme


@read_once
def schools(programmes):
    named = ("school__municipality", "programme__partnership")
    found = SchoolProgramme.objects.filter(programme__in=programmes).select_related(*named)
    return found.order_by("starts_on", "pk")


def moments(programme):
    for one in reversed(schools(programme)):
        word, url = gettext("学校プログラム"), one.get_absolute_url()
        yield Moment(one.starts_on, one.ends_on, one.subject(), word, url)


def places(programmes):
    by_key = {programme.pk: programme for programme in programmes}
    found = (one for one in newest_first(schools(*programmes)) if one.school.municipality)
    for one in found:
        yield Place(
            one.school.municipality,
            by_key[one.programme_id],
            "school",
            pgettext("種類", "学校プログラム"),
            in_language(one, "title"),
            one.get_absolute_url(),
            str(one.school),
        )
