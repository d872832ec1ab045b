"""When and where there were programmes with schools; events tell of themselves."""

from django.utils.translation import gettext, pgettext

from programmes.figures import newest_first, read_once
from programmes.figures.highlights import Moment, Place
from programmes.models import in_language

from .models import SchoolProgramme


@read_once
def schools(programmes):
    named = ("school__municipality", "programme__partnership")
    rows = SchoolProgramme.objects.filter(programme__in=programmes).select_related(*named)
    return rows.order_by("starts_on", "pk")


def moments(programme):
    for record in reversed(schools(programme)):
        word, url = gettext("学校プログラム"), record.get_absolute_url()
        yield Moment(record.starts_on, record.ends_on, record.subject(), word, url)


def places(programmes):
    by_key = {programme.pk: programme for programme in programmes}
    records = newest_first(schools(*programmes))
    for record in (record for record in records if record.school.municipality):
        yield Place(
            record.school.municipality,
            by_key[record.programme_id],
            "school",
            pgettext("種類", "学校プログラム"),
            in_language(record, "title"),
            record.get_absolute_url(),
            str(record.school),
        )
