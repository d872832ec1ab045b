from django.db.models import Count, Exists, Q, Sum
from django.utils.translation import gettext_lazy as _

from programmes.figures import (
    CUMULATIVE,
    DISTINCT,
    STOCK,
    Figure,
    Strand,
    events,
    register,
    text_of,
)
from programmes.figures.highlights import Page
from programmes.lib.rounding import AT_LEAST, EXACT

from . import highlights, work
from .facts import community_facts, work_facts
from .models import (
    Club,
    ClubCount,
    CountingLine,
    LocalEvent,
    Project,
    SignUpCount,
    Workation,
)


def counting_lines(programmes):
    """A figure per counting line; two communities counted together are one line.

    Who is a member of both may stand in it twice, so such a line does not count heads.
    """
    lines = CountingLine.objects.filter(programme__in=programmes)
    lines = lines.annotate(number=Count("communities"))
    # Told again: what is grouped has no order of its own.
    for line in lines.order_by(*CountingLine._meta.ordering):
        yield (
            line.programme_id,
            Figure(
                line.slug,
                text_of(line, "label"),
                SignUpCount.unit,
                "probono.SignUpCount",
                Sum("members"),
                _(
                    "県のコミュニティへの登録者の累計です。集計単位ごとに、いちばん新しい時点の数です。"
                ),
                only=Q(line=line.pk),
                basis=CUMULATIVE,
                group="line__slug",
                heads=DISTINCT if line.number == 1 else "",
            ),
        )


def community_pages(programme):
    return [_page("community", programme, community) for community in work.communities(programme)]


def project_pages(programme):
    projects = sorted(work.projects(programme), key=lambda project: project.slug)
    return [_page("project", programme, project) for project in projects]


def _page(name, programme, obj):
    return Page(name, (programme.partnership.slug, programme.slug, obj.slug))


def detail(programme):
    # Where no count of it stands, the programme's documents say nothing of the club either.
    counted = Exists(ClubCount.objects.filter(programme=programme))
    clubs = Club.objects.filter(counted, partnership=programme.partnership_id)
    continuing = Project.objects.continuing_into(programme).order_by("starts_on")
    return {
        "projects": work.projects(programme),
        "continuing": list(
            continuing.select_related("client", "municipality", "programme__partnership")
        ),
        "workations": [record for record in work.workations(programme) if record.title],
        "local_events": [record for record in work.local_events(programme) if record.title],
        "needs": work.needs(programme),
        "events": [event for event in events(programme) if event.strand == "probono"],
        "clubs": list(clubs.select_related("partner").prefetch_related("items")),
    }


register(
    Strand(
        "community",
        3,
        _("関係人口の創出に向けた参加登録"),
        counting_lines,
        lambda programme: {"communities": work.communities(programme)},
        community_facts,
        art="koboshi",
        app="probono",
        ways_in=highlights.community_ways_in,
        pages=community_pages,
    )
)
register(
    Strand(
        "probono",
        4,
        _("ワーケーションとプロボノ"),
        [
            Figure(
                "workation-participants",
                _("ワーケーションの参加者数"),
                Workation.unit,
                "probono.Workation",
                Sum("participants"),
                _("福島県でのワーケーションに参加した社員の人数です。"),
            ),
            Figure(
                "exchange-events",
                _("地域交流イベント"),
                LocalEvent.unit,
                "probono.LocalEvent",
                Sum("held"),
                _("ワーケーションのなかで開いた、地域の人と交流する催しの数です。"),
            ),
            Figure(
                "probono-projects",
                _("プロボノプロジェクト"),
                Project.unit,
                "probono.Project",
                Count("pk"),
                _("職業の技能を生かして地域の団体を支援した、プロボノのプロジェクトの数です。"),
            ),
            Figure(
                "club-participants",
                _("プロボノ参加者の累計"),
                ClubCount.unit,
                "probono.ClubCount",
                Sum("people"),
                _("プロボノに参加した社員の、これまでの累計です。"),
                only=Q(measure="participants"),
                basis=CUMULATIVE,
                style=EXACT,
            ),
            Figure(
                "club-members",
                _("プロボノ倶楽部の会員数"),
                ClubCount.unit,
                "probono.ClubCount",
                Sum("people"),
                _("プロボノ倶楽部に所属する社員の人数です。"),
                only=Q(measure="members"),
                basis=STOCK,
                style=AT_LEAST,
                heads=DISTINCT,
            ),
        ],
        detail,
        work_facts,
        art="train",
        app="probono",
        moments=highlights.moments,
        places=highlights.places,
        ways_in=highlights.ways_in,
        pages=project_pages,
    )
)
