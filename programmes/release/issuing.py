"""A text's way to the public: written, submitted by one, approved and issued by another.

Every step locks the programme first and looks at what is stored, whatever its caller read before.
Nobody approves what they wrote or submitted, superusers included.
"""

import hashlib
from contextlib import contextmanager

from django.db.models import Max

from .. import periods
from ..models import (
    Publication,
    PublishedFigure,
    PublishedFile,
    Release,
    Way,
    by,
    writing,
)
from ..strands import FINAL
from . import files, frozen
from .checklist import checked
from .proof import shown
from .values import Values

Stage = Release.Stage


class NotNow(Exception):
    """A step that cannot be taken; the text says why and what to do, for staff."""


def authors(release):
    """The ids of all who had a hand in what would be issued next."""
    issued = release.history.filter(stage=Stage.ISSUED)
    since = issued.aggregate(number=Max("history_id"))["number"] or 0
    versions = release.history.filter(history_id__gt=since)
    found = set(versions.order_by().values_list("history_user", flat=True).distinct())
    return (found | {release.submitted_by_id}) - {None}


def submit(release, user):
    """Asks another person to approve the text as it stands. Raises NotNow."""
    with _stored(release, Stage.DRAFT) as stored:
        errors = [one for one in checked(stored) if one.blocks]
        if errors:
            raise NotNow(f"直すところが{len(errors)}か所あります。確認事項の一覧を見てください。")
        stored.stage, stored.submitted_by, stored.submitted_at = Stage.REVIEW, user, periods.now()
        stored.values = Values(stored.programme).snapshot(stored.text, stored.text_en)
        _save(stored, user, "承認を依頼")
    return stored


def give_back(release, user, reason=""):
    """Back to the author, with a word why. Raises NotNow."""
    with _stored(release, Stage.REVIEW) as stored:
        stored.stage = Stage.DRAFT
        _save(stored, user, reason or "差し戻し")
    return stored


def withdraw(release, user, reason=""):
    """Gives the text in work up; what was issued stays. Raises NotNow."""
    with _stored(release, Stage.DRAFT, Stage.REVIEW) as stored:
        issued = stored.publications.exists()
        stored.stage = Stage.ISSUED if issued else Stage.WITHDRAWN
        _save(stored, user, reason or "取下げ")
    return stored


def reopen(release, user):
    """Begins the next version: a correction, or a text that had been withdrawn. Raises NotNow."""
    with _stored(release, *Release.AT_REST) as stored:
        stored.stage, stored.reason, stored.reason_en = Stage.DRAFT, "", ""
        stored.submitted_by = stored.submitted_at = stored.embargo_until = None
        _save(stored, user, "次の版を始める")
    return stored


def approve(release, user, *, seen=None):
    """Approves and issues: the Publication, at once or for the moment of the embargo.

    `seen` is the checksum of what the person was shown (see `shown`). Raises NotNow.
    """
    with _stored(release, Stage.REVIEW) as stored:
        if user.pk in authors(stored):
            raise NotNow("自分が書いた、または承認を頼んだ発表は、自分では承認できません。")
        values = Values(stored.programme)
        if seen is not None and seen != shown(stored, values):
            raise NotNow("画面を開いた後に、文か値が変わりました。今の内容を確かめてください。")
        errors = [one for one in checked(stored, values) if one.blocks]
        if errors:
            raise NotNow(
                f"直すところが{len(errors)}か所あります。差し戻して直してもらってください。"
            )
        publication = _issue(stored, user, values)
        stored.stage = Stage.ISSUED
        stored.values = values.snapshot(stored.text, stored.text_en)
        _save(stored, user, f"承認して公表（第{publication.version}版）")
    return publication


@contextmanager
def _stored(release, *stages):
    """The release as it is stored, under its programme's lock, in one of these stages."""
    with writing(release.programme_id):
        stored = Release.objects.select_for_update().get(pk=release.pk)
        if stored.stage not in stages:
            raise NotNow(f"この発表は今「{stored.get_stage_display()}」です。")
        yield stored


def _save(release, user, reason):
    release._history_user, release._change_reason = user, reason[:100]
    with by(Way.FORM):
        release.save()


def _issue(release, user, values):
    now = periods.now()
    document, document_en = (
        frozen.printed_document(release.text_in(language), language, values)
        for language in ("ja", "en")
    )
    publication = Publication(
        release=release,
        version=release.next_version,
        issued_at=max(now, release.embargo_until or now),
        created_at=now,
        as_of=periods.today(),
        is_final=release.is_final,
        headline=frozen.heading(document),
        headline_en=frozen.heading(document_en),
        document=document,
        document_en=document_en,
        reason=release.reason,
        reason_en=release.reason_en,
        next_update_on=release.next_update_on,
        prepared_by=release.submitted_by,
        approved_by=user,
    )
    if release.is_final:  # the files say what the live figures will say
        for result in values.results:
            result.status = FINAL
    lines = frozen.figures(release, values)
    made = files.made(publication, values.results)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, _type, content in made}
    publication.checksum = frozen.checksum(publication, lines, hashes)
    publication.save(force_insert=True)
    PublishedFigure.objects.bulk_create(
        PublishedFigure(publication=publication, **line) for line in lines
    )
    PublishedFile.objects.bulk_create(
        PublishedFile(
            publication=publication,
            name=name,
            media_type=media_type,
            content=content,
            sha256=hashes[name],
        )
        for name, media_type, content in made
    )
    return publication
