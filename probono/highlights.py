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
        for one in filter(attrgetter("title"), rows(programme)):
            yield Moment(one.starts_on, one.ends_on, one.subject(), word, section)
    for one in reversed(projects(programme)):
        url = one.get_absolute_url()
        yield Moment(one.starts_on, one.ends_on, one.subject(), gettext("プロボノ"), url)


def places(programmes):
    by_key = {programme.pk: programme for programme in programmes}
    yield from _titled(by_key)
    yield from _needs(by_key)
    yield from _projects(by_key)


def _titled(by_key):
    words = {workations: gettext("ワーケーション"), local_events: gettext("地域交流イベント")}
    for rows, word in words.items():
        located = filter(attrgetter("municipality"), rows(*by_key.values()))
        for one in sorted(located, key=attrgetter("starts_on"), reverse=True):
            programme, kind = by_key[one.programme_id], one._meta.model_name
            section = _section(programme)
            yield Place(one.municipality, programme, kind, word, one.subject(), section)


def _needs(by_key):
    word = pgettext("種類", "地域で聞いた課題")
    for one in filter(attrgetter("municipality"), needs(*by_key.values())):
        programme = by_key[one.programme_id]
        yield Place(one.municipality, programme, "need", word, str(one), _section(programme))


def _projects(by_key):
    """A project belongs to the place where it is or, where none is named, where its client is."""
    for one in newest_first(projects(*by_key.values())):
        title, url = one.subject(), one.get_absolute_url()
        client, programme = str(one.client), by_key[one.programme_id]
        if where := one.municipality or one.client.municipality:
            word = gettext("プロボノプロジェクト")
            yield Place(where, programme, "project", word, title, url, client)
        home = one.client.municipality
        if home and home != where:
            yield Place(home, programme, "client", pgettext("種類", "支援先"), client, url, title)


def community_ways_in(programme):
    for one in communities(programme):
        args = [programme.partnership.slug, programme.slug, one.slug]
        text = in_language(one, "description")
        yield WayIn(str(one), text, reverse("community", args=args), gettext("仲間に加わる"))


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
