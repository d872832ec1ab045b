"""Where and when employees worked with places in Fukushima, and the ways to join them."""

from operator import attrgetter

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from programmes.figures import newest_first
from programmes.figures.highlights import Moment, Place, WayIn
from programmes.models import in_language

from .models import Club
from .work import communities, local_events, needs, projects, workations


def _section(programme):
    return f"{programme.get_absolute_url()}#probono"


def moments(programme):
    """What has a name and days; a total of all workations is no moment."""
    section = _section(programme)
    words = {
        workations: pgettext("一つ", "ワーケーション"),
        local_events: pgettext("一つ", "地域交流イベント"),
    }
    for rows, word in words.items():
        for record in filter(attrgetter("title"), rows(programme)):
            yield Moment(record.starts_on, record.ends_on, record.subject(), word, section)
    for project in reversed(projects(programme)):
        word, url = gettext("プロボノ"), project.get_absolute_url()
        yield Moment(project.starts_on, project.ends_on, project.subject(), word, url)


def places(programmes):
    by_key = {programme.pk: programme for programme in programmes}
    yield from _titled(by_key)
    yield from _needs(by_key)
    yield from _projects(by_key)


def _titled(by_key):
    words = {workations: gettext("ワーケーション"), local_events: gettext("地域交流イベント")}
    for rows, word in words.items():
        located = filter(attrgetter("municipality"), rows(*by_key.values()))
        for record in sorted(located, key=attrgetter("starts_on"), reverse=True):
            programme, kind = by_key[record.programme_id], record._meta.model_name
            section = _section(programme)
            yield Place(record.municipality, programme, kind, word, record.subject(), section)


def _needs(by_key):
    word = pgettext("種類", "地域で聞いた課題")
    for need in filter(attrgetter("municipality"), needs(*by_key.values())):
        programme = by_key[need.programme_id]
        yield Place(need.municipality, programme, "need", word, str(need), _section(programme))


def _projects(by_key):
    """A project belongs to the place where it is or, where none is named, where its client is."""
    for project in newest_first(projects(*by_key.values())):
        title, url = project.subject(), project.get_absolute_url()
        client, programme = str(project.client), by_key[project.programme_id]
        if where := project.municipality or project.client.municipality:
            word = gettext("プロボノプロジェクト")
            yield Place(where, programme, "project", word, title, url, client)
        home = project.client.municipality
        if home and home != where:
            yield Place(home, programme, "client", pgettext("種類", "支援先"), client, url, title)


def community_ways_in(programme):
    for community in communities(programme):
        args = [programme.partnership.slug, programme.slug, community.slug]
        text = in_language(community, "description")
        yield WayIn(str(community), text, reverse("community", args=args), gettext("仲間に加わる"))


def ways_in(programme):
    section = _section(programme)
    clubs = Club.objects.filter(partnership=programme.partnership_id)
    if clubs.exists() or projects(programme):
        yield WayIn(
            gettext("プロボノ"),
            gettext("仕事の技能を生かして、地域の団体を手伝います。"),
            section,
            gettext("プロボノの取り組みを見る"),
        )
    if workations(programme):
        yield WayIn(
            gettext("ワーケーション"),
            gettext("福島で働きながら、地域の人と過ごします。"),
            section,
            gettext("ワーケーションの取り組みを見る"),
        )
