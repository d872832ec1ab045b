from django.db.models import Count, Exists, Q, Sum
from django.utils.translation import gettext_lazy as _

from programmes.models import Event
from programmes.rounding import AT_LEAST, EXACT
from programmes.strands import CUMULATIVE, DISTINCT, STOCK, Figure, Page, Strand, register, text_of

from . import sights
from .facts import of_communities, of_work
from .models import (
    Club,
    ClubCount,
    Community,
    CountingLine,
    LocalEvent,
    Need,
    Project,
    SignUpCount,
    Workation,
)


def counting_lines(programme):
    """A figure per counting line; two communities counted together are one line.

    Who is a member of both may stand in it twice, so such a line does not count heads.
    """
    lines = CountingLine.objects.filter(programme=programme)
    return [
        Figure(
            line.slug,
            text_of(line, "label"),
            SignUpCount.unit,
            "probono.SignUpCount",
            Sum("members"),
            _("県のコミュニティへの登録者の累計です。集計単位ごとに、いちばん新しい時点の数です。"),
            only=Q(line=line.pk),
            basis=CUMULATIVE,
            group="line__slug",
            heads=DISTINCT if line.number == 1 else "",
        )
        # Told again: what is grouped has no order of its own.
        for line in lines.annotate(number=Count("communities")).order_by(
            *CountingLine._meta.ordering
        )
    ]


def communities(programme):
    rows = Community.objects.filter(counting_lines__programme=programme).distinct()
    return {"communities": list(rows.select_related("host"))}


def community_pages(programme):
    slugs = Community.objects.filter(counting_lines__programme=programme).distinct()
    return [_page("community", programme, slug) for slug in slugs.values_list("slug", flat=True)]


def project_pages(programme):
    slugs = Project.objects.filter(programme=programme).order_by("slug")
    return [_page("project", programme, slug) for slug in slugs.values_list("slug", flat=True)]


def _page(name, programme, slug):
    return Page(name, (programme.partnership.slug, programme.slug, slug))


def work(programme):
    in_programme = {"programme": programme}
    places = ("municipality",)
    # Where no count of it stands, the programme's documents say nothing of the club either.
    counted = Exists(ClubCount.objects.filter(programme=programme))
    clubs = Club.objects.filter(counted, partnership=programme.partnership_id)
    projects = Project.objects.select_related("client", "municipality", "programme__partnership")
    return {
        "projects": list(projects.filter(**in_programme).order_by("starts_on")),
        "continuing": list(projects.continuing_into(programme).order_by("starts_on")),
        "workations": list(
            Workation.objects.filter(**in_programme).exclude(title="").select_related(*places)
        ),
        "local_events": list(
            LocalEvent.objects.filter(**in_programme).exclude(title="").select_related(*places)
        ),
        "needs": list(
            Need.objects.filter(**in_programme).select_related(*places).with_public_projects()
        ),
        "events": list(
            Event.objects.filter(**in_programme, strand="probono").select_related("photo")
        ),
        "clubs": list(clubs.select_related("partner").prefetch_related("items")),
    }


register(
    Strand(
        "community",
        3,
        _("関係人口の創出に向けた参加登録"),
        counting_lines,
        communities,
        of_communities,
        art="koboshi",
        ways_in=sights.community_ways_in,
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
        work,
        of_work,
        art="train",
        moments=sights.moments,
        places=sights.places,
        ways_in=sights.ways_in,
        pages=project_pages,
    )
)
