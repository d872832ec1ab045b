"""When and where there were programmes with schools; events tell of themselves."""

from django.utils.translation import gettext, pgettext

from programmes.models import in_language
from programmes.strands import Moment, Place

from .models import SchoolProgramme


def moments(programme):
    rows = SchoolProgramme.objects.filter(programme=programme)
    for one in rows.select_related("school", "programme__partnership"):
        word, url = gettext("学校プログラム"), one.get_absolute_url()
        yield Moment(one.starts_on, one.ends_on, one.subject(), word, url)


def places(programmes):
    by_key = {programme.pk: programme for programme in programmes}
    rows = SchoolProgramme.objects.filter(
        programme__in=by_key, school__municipality__isnull=False
    ).order_by("-starts_on")
    for one in rows.select_related("school__municipality", "programme__partnership"):
        yield Place(
            one.school.municipality,
            by_key[one.programme_id],
            "school",
            pgettext("種類", "学校プログラム"),
            in_language(one, "title"),
            one.get_absolute_url(),
            str(one.school),
        )
