"""JSON-LD (schema.org): what a page says, once more, for machines.

Every text stands on the page word for word, in the page's language. A fictional partnership's
pages carry none but the way to them: a machine would take what they say for true.
"""

from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .. import figures
from ..lib import periods
from ..models import Event, in_language
from ..reporting import exports, tables

CONTEXT = "https://schema.org"
SCHEMA = f"{CONTEXT}/"
KINDS = {
    Event.Kind.SCHOOL: "EducationEvent",
    Event.Kind.OTHER: "Event",
    Event.Kind.VISIT: "Event",
}


def described(kind, **properties):
    """An object of schema.org without what is empty."""
    return {"@type": kind} | {name: value for name, value in properties.items() if value}


def document(kind, **properties):
    return {"@context": CONTEXT} | described(kind, **properties)


def crumbs(trail, absolute):
    """`trail`: (text, path) from the home page on; the last is the page itself."""
    items = [
        described("ListItem", position=position, name=text, item=absolute(path))
        for position, (text, path) in enumerate(trail, start=1)
    ]
    return document("BreadcrumbList", itemListElement=items)


def site(programme, absolute):
    return document(
        "WebSite",
        name=_("ふくしま連携ポータル"),
        url=absolute("/en/" if get_language() == "en" else "/"),
        inLanguage=get_language(),
        license=tables.LICENCE_URL,
        publisher=parties(programme.partnership),
    )


def parties(partnership):
    """The bodies of a partnership that its title names, in the words of the title."""
    if partnership.is_fictional:
        return []
    kinds = (
        (partnership.prefecture, "GovernmentOrganization"),
        (partnership.company, "Corporation"),
    )
    named = [(_name_in(str(partnership), party), kind) for party, kind in kinds]
    return [described(kind, name=name) for name, kind in named if name]


def _name_in(title, party):
    names = (in_language(party, "name"), party.short_name)
    return next((name for name in names if name and name in title), "")


def event(event, absolute):
    if event.programme.partnership.is_fictional:
        return None
    places, photo = [*_online(event, absolute), *_places(event)], event.photo
    return document(
        KINDS.get(event.kind, "BusinessEvent"),
        name=str(event),
        description=in_language(event, "summary"),
        url=absolute(event.get_absolute_url()),
        startDate=_moment(event.starts_on, event.start_time),
        endDate=_end(event),
        eventStatus=f"{SCHEMA}EventScheduled",
        eventAttendanceMode=_attendance(event, places),
        location=places,
        organizer=event.host and described("Organization", name=in_language(event.host, "name")),
        image=absolute(photo.address) if photo and photo.is_public else "",
        inLanguage=get_language(),
    )


def _end(event):
    """Its last day, with the hour where that is known; nothing where only its beginning is."""
    if event.start_time and not event.end_time and event.last_day == event.starts_on:
        return None
    return _moment(event.last_day, event.end_time)


def _moment(day, hour):
    if hour is None:
        return day.isoformat()
    return datetime.combine(day, hour, periods.TOKYO).isoformat()


def _online(event, absolute):
    if event.is_online:
        yield described("VirtualLocation", url=absolute(event.get_absolute_url()))


def _places(event):
    venue, address = in_language(event, "venue"), in_language(event, "address")
    if venue or address:
        yield described("Place", name=venue, address=address)


def _attendance(event, places):
    if not places:
        return ""
    mode = "Online" if event.is_online else "Offline"
    return f"{SCHEMA}{'Mixed' if len(places) > 1 else mode}EventAttendanceMode"


def of_programme(programme, table, absolute):
    description = in_language(programme, "lead") or table_description(table)
    sources = [programme.source] if programme.source else []
    return _dataset(table, absolute, str(programme), description, sources)


def of_table(table, absolute):
    # A list of records is longer than its page: what it names may stand on the next.
    is_whole = not table.slug.endswith(figures.RECORDS_SUFFIX)
    sources = table.sources if is_whole else []
    return _dataset(table, absolute, str(table.title), table_description(table), sources)


def _dataset(table, absolute, name, description, sources):
    programme = table.owner
    if table.is_fictional:
        return None
    return document(
        "Dataset",
        name=name,
        description=description,
        creator=parties(table.partnership),
        license=tables.LICENCE_URL,
        isAccessibleForFree=True,
        inLanguage=["ja", "en"],
        temporalCoverage=_coverage(programme),
        isBasedOn=[
            described("CreativeWork", name=str(source), url=source.url) for source in sources
        ],
        variableMeasured=[str(result.figure.label) for result in table.results],
        distribution=[
            described(
                "DataDownload",
                encodingFormat=exports.FORMATS[suffix][0].partition(";")[0],
                contentUrl=absolute(table.file_url(suffix)),
            )
            for suffix in table.suffixes
        ],
    )


def table_description(table):
    names = {"programme": str(table.owner), "table": table.title}
    return (
        _(
            "%(programme)sの「%(table)s」です。同じ内容を、表計算ソフトやプログラムで使えるデータとして"
            "公開しています。"
        )
        % names
    )


def _coverage(programme):
    """The campaign's days, or else those of the fiscal year: 2026-02-19/2026-03-13."""
    first, last = programme.starts_on, programme.ends_on
    if first is None:
        first, last = periods.fiscal_year_span(programme.fiscal_year)
    return f"{first}/{last or '..'}"


def publication(publication, programme, absolute):
    if programme.partnership.is_fictional:
        return None
    issued = publication.issued_at.astimezone(periods.TOKYO).isoformat(timespec="seconds")
    return document(
        "NewsArticle",
        headline=in_language(publication, "headline"),
        url=absolute(publication.get_absolute_url()),
        datePublished=issued,
        dateModified=issued,
        version=str(publication.version),
        creativeWorkStatus=_("確定") if publication.is_final else _("速報"),
        correction=in_language(publication, "reason"),
        inLanguage=get_language(),
        publisher=parties(programme.partnership),
        license=tables.LICENCE_URL,
        isPartOf=described(
            "CreativeWorkSeries", name=str(programme), url=absolute(programme.get_absolute_url())
        ),
    )
