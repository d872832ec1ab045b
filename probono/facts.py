"""What a press release may name of communities, workations, projects and the club."""

from programmes.figures import Fact, count_text, field_text, span_text, text_facts
from programmes.lib import periods
from programmes.lib.rounding import PEOPLE, approx

from .models import Club, ClubCount, Community, LocalEvent, Project, Workation


def community_facts(programme):
    for community in Community.objects.filter(counting_lines__programme=programme).distinct():
        name = f"community-{community.slug}"
        yield Fact(f"{name}.title", "コミュニティの名称", field_text(community, "name"), community)
        yield Fact(
            f"{name}.host", f"{community}：主催", field_text(community.host, "name"), community
        )


def work_facts(programme):
    named = ("client", "municipality", "need")
    for project in Project.objects.filter(programme=programme).select_related(*named):
        yield from _project_facts(f"project-{project.slug}", project)
    for project in Project.objects.continuing_into(programme).select_related("programme", *named):
        yield from _project_facts(f"project-{project.programme.slug}-{project.slug}", project)
    for model in (Workation, LocalEvent):
        for record in model.objects.filter(programme=programme).exclude(title=""):
            yield from _titled_facts(f"{model._meta.model_name}-{record.pk}", record)
    for club in Club.objects.filter(partnership=programme.partnership_id):
        yield from _club_facts(club.partner.slug, club, programme)


def _project_facts(name, project):
    label = project.title
    yield from text_facts(name, label, project, "title", "support")
    yield Fact(f"{name}.client", f"{label}：支援先", field_text(project.client, "name"), project)
    yield Fact(
        f"{name}.span", f"{label}：時期", span_text(project.starts_on, project.ends_on), project
    )
    if not project.ends_on:
        yield Fact(f"{name}.begun", f"{label}：開始", _begun(project.starts_on), project)
    yield from _place(name, project)
    if project.members:
        yield Fact(
            f"{name}.members", f"{label}：社員数", count_text(project.members, PEOPLE), project
        )
    if project.need:
        yield Fact(
            f"{name}.need", f"{label}：もとになった課題", field_text(project.need, "text"), project
        )


def _begun(start):
    """When an open span began: 2025年12月, or the day where it is not the first of a month."""
    text = periods.month_text if periods.is_whole_months(start, None) else periods.day_text
    return lambda language: text(start, language)


def _place(name, record):
    if record.municipality:
        place = field_text(record.municipality, "name")
        yield Fact(f"{name}.place", f"{record}：市町村", place, record)


def _titled_facts(name, record):
    yield from text_facts(name, record.title, record, "title")
    yield Fact(
        f"{name}.span", f"{record.title}：時期", span_text(record.starts_on, record.ends_on), record
    )
    yield from _place(name, record)
    if isinstance(record, Workation):
        people = count_text(record.participants, PEOPLE, approx(), record.is_approximate)
        yield Fact(f"{name}.people", f"{record.title}：人数", people, record)


def _club_facts(name, club, programme):
    yield Fact(f"{name}.title", "倶楽部の名称", field_text(club.partner, "name"), club)
    for field, key in (("first_year", "first"), ("founded_year", "founded")):
        if year := getattr(club, field):
            label = club._meta.get_field(field).verbose_name
            yield Fact(f"{name}.{key}", label, _year(year), club)
    yield from text_facts(name, str(club), club, "claim", "founded_by")
    for item in club.items.all():
        item_name = f"{name}.{item.kind}-{item.position}"
        yield Fact(item_name, f"{club}：{item.get_kind_display()}", field_text(item, "text"), item)
    counts = ClubCount.objects.filter(programme=programme, measure=ClubCount.Measure.PARTICIPANTS)
    newest = counts.exclude(starts_on=None).order_by("-ends_on").first()
    if newest and newest.ends_on:
        counted = _fiscal_years(newest.starts_on, newest.ends_on)
        yield Fact(f"{name}.counted", f"{club}：累計の期間", counted, newest)


def _year(year):
    return lambda language: f"{year}年" if language == "ja" else str(year)


def _fiscal_years(first, last):
    """2010年度～2024年度 / FY2010–FY2024; a span that is not of whole ones in months or days."""
    years = periods.fiscal_year(first), periods.fiscal_year(last)
    spans = periods.fiscal_year_span(years[0])[0], periods.fiscal_year_span(years[1])[1]
    if (first, last) != spans:
        return span_text(first, last)
    return lambda language: (
        f"{years[0]}年度～{years[1]}年度" if language == "ja" else f"FY{years[0]}–FY{years[1]}"
    )
