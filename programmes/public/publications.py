"""The pages of what was issued: the list, each version, its files as they were."""

from itertools import groupby

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..figures import results
from ..lib import periods
from ..models import Publication
from ..releases import snapshot
from ..releases.corrections import corrections
from ..releases.files import NOTES, lead, note_lead
from ..releases.markup import BULLET, ITEM, LANGUAGES, VOICE
from ..reporting import exports, tables
from .caching import programme_page

LISTS = (BULLET, ITEM, VOICE)


@programme_page
def publications(request, programme):
    context = {
        "programme": programme,
        "publications": list(Publication.objects.of(programme).public()),
    }
    return render(request, "releases/publications.html", context)


@programme_page
def publication(request, programme, release, version):
    publication = _public(programme, release, version)
    language = get_language()
    printed = publication.document_en if language == "en" else publication.document
    context = {
        "programme": programme,
        "publication": publication,
        "newer": publication.superseded_by(),
        **article(printed, language),
        "figures": beside(publication.figures.figures(), results(programme)),
        "json_url": reverse("publication-json", args=[*publication.path, version]),
        "corrections": corrections(publication.release),
        "files": _files(publication),
    }
    return render(request, "releases/publication.html", context)


@programme_page
def publication_json(request, programme, release, version):
    data = _data(_public(programme, release, version))
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


@programme_page
def publication_file(request, programme, release, version, name):
    publication = _public(programme, release, version)
    file = get_object_or_404(publication.files, name=name)
    name = "-".join([*publication.path, f"v{version}", file.name])
    headers = {"Content-Disposition": exports.attachment(name)}
    return HttpResponse(bytes(file.content), content_type=file.media_type, headers=headers)


def _public(programme, release, version):
    issued = Publication.objects.public().filter(release__programme=programme)
    return get_object_or_404(issued, release__slug=release, version=version)


def _files(publication):
    """(file, what it is) of each, those in Japanese first."""
    files = sorted(publication.files.defer("content"), key=lambda file: ".en." in file.name)
    return [(file, file_label(file.name)) for file in files]


def file_label(name):
    what, *spoken, suffix = name.split(".")
    kinds = {"txt": _("テキスト"), "docx": "Word", "xlsx": "Excel"}
    titles = {"release": _("発表文"), "summary": _("集計表")}
    languages = {"ja": _("日本語"), "en": _("英語")}
    notes = [languages[language] for language in spoken if language in languages]
    notes.append(kinds.get(suffix, suffix.upper()))
    parts = {"what": titles.get(what, what), "told": _("、").join(notes)}
    return _("%(what)s（%(told)s）") % parts


def beside(lines, results):
    """(frozen line, the live figure or None, whether it prints another number now) of each."""
    pairs = [(line, results.get(line.slug)) for line in lines]
    return [(line, now, bool(now) and now.text("ja") != line.printed) for line, now in pairs]


def _data(publication):
    newer = publication.superseded_by()
    fields = {name: getattr(publication, name) for name in snapshot.FIELDS}
    lines = publication.figures.values(*snapshot.LINE)
    files = publication.files.values("name", "media_type", "sha256")
    return {
        "publication": "/".join(publication.path),
        **fields,
        "issued_at": publication.issued_at.astimezone(periods.TOKYO),
        "superseded_by": newer and newer.version,
        "figures": list(lines),
        "files": [{**file, "url": _file_url(publication, file["name"])} for file in files],
        "corrections": [entry.data() for entry in corrections(publication.release, *LANGUAGES)],
        "checksum": publication.checksum,
        "licence": tables.LICENCE,
    }


def _file_url(publication, name):
    return reverse("publication-file", args=[*publication.path, publication.version, name])


def article(printed, language):
    return {
        "parts": _parts(printed, language),
        "notes_title": NOTES[language],
        "notes": [{**note, "lead": note_lead(note, language)} for note in printed["notes"]],
    }


def _parts(printed, language):
    """The blocks of a document, those of a list together: (kind, blocks)."""
    blocks = [
        {**block, "lead": lead(block, language), "place": place}
        for place, block in enumerate(printed["blocks"])
    ]
    groups = [list(group) for _kind, group in groupby(blocks, _list_or_place)]
    return [(group[0]["kind"], group) for group in groups]


def _list_or_place(block):
    return block["kind"] if block["kind"] in LISTS else block["place"]
