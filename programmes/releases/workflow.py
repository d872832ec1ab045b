"""A text's way to the public: written, submitted by one, approved and issued by another.

Every step locks the programme first and looks at what is stored, whatever its caller read before.
Each raises NotNow where it cannot be taken. Nobody approves what they wrote or submitted,
superusers included.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Max

from ..lib import periods
from ..models import ChangeSource, Publication, Release, change_source, locked_write
from . import publication_builder
from .checklist import checked
from .drafting import draft
from .markup import LANGUAGES
from .validation import draft_checksum, moved, remembered, text_checksum
from .values import Unbound, Values

Stage, Step = Release.Stage, Release.Step
#: who made a version, and how
ORIGIN = ("history_user", "submitted_by", "stage", "way", "detail")
#: what readers get of a release, and what its author vouched for
WRITTEN = (
    *("slug", "kind", "event", "text", "text_en", "reason", "reason_en"),
    *("embargo_until", "is_final", "next_update_on", "values"),
)


class NotNow(Exception):
    """A step that cannot be taken; the text says why and what to do, for staff."""


def authors(release: Release) -> set[int]:
    """The ids of all who wrote any of what would be issued next, or asked to have it issued.

    A step alone (to give back, to begin the next version) makes nobody an author.
    """
    newest = release.history.aggregate(number=Max("history_id"))["number"]
    every = {*_writers(release, newest), release.submitted_by_id}
    return {pk for pk in every if pk is not None}


def _writers(release: Release, until: int) -> set[int | None]:
    versions = release.history.filter(history_id__lte=until).order_by("history_id")
    found: set[int | None] = set()
    before = None
    for version in versions.values("history_id", *ORIGIN, *WRITTEN):
        was_issued = before is not None and before["stage"] == Stage.ISSUED
        is_newly_issued = version["stage"] == Stage.ISSUED and not was_issued
        if is_newly_issued and version["history_id"] != until:
            found = set()  # but an issued text that was put back has its writers
        else:
            found |= {version["submitted_by"]} if version["stage"] not in Release.AT_REST else set()
            found |= {version["history_user"]} if _is_written(before, version) else set()
        if version["way"] == ChangeSource.RESTORE:  # the words of who wrote what was put back
            found |= _writers(release, int(version["detail"]))
        before = version
    return found


def _is_written(before: Mapping[str, Any] | None, version: Mapping[str, Any]) -> bool:
    if before is None:
        return True
    if before["stage"] in Release.AT_REST:  # where only the step on can be taken
        return before["text"] != version["text"] or before["text_en"] != version["text_en"]
    return any(before[name] != version[name] for name in WRITTEN)


def submit(release: Release, user: User) -> Release:
    with _stored(release, Stage.DRAFT) as stored:
        values = Values(stored.programme)
        errors = [one for one in checked(stored, values) if one.blocks]
        if errors:
            raise NotNow(f"直すところが{len(errors)}か所あります。確認事項の一覧を見てください。")
        stored.stage, stored.submitted_by, stored.submitted_at = Stage.REVIEW, user, periods.now()
        stored.values = values.snapshot(stored.text, stored.text_en)
        _take(stored, user, Step.SUBMIT, stored.next_version)
    return stored


def confirm(release: Release, user: User, keys: Collection[str]) -> None:
    with _stored(release, Stage.DRAFT) as stored:
        found = moved(stored, Values(stored.programme))
        seen = [
            (at, one)
            for at, language in enumerate(LANGUAGES)
            for one in found[language]
            if one.key in keys
        ]
        if not seen:
            raise NotNow("値がまた変わったか、もう確かめてあります。下の今の値を見てください。")
        for at, one in seen:
            stored.values[one.code][at] = one.now
        codes = dict.fromkeys(one.code for _at, one in seen)
        _save(stored, user, f"今の値で確かめた：{'、'.join(codes)}")


def redraft(release: Release, user: User, language: str, *, seen: str) -> None:
    """Writes a text anew from the records; `seen` is the checksum of what this replaces."""
    with _stored(release, Stage.DRAFT) as stored:
        if text_checksum(stored.text_in(language)) != seen:
            raise NotNow("画面を開いた後に、文が変わりました。今の文を確かめてください。")
        name = "text_en" if language == "en" else "text"
        values = Values(stored.programme)
        setattr(stored, name, draft(stored, language, values).strip())
        stored.values = remembered(stored, values)
        now = values.snapshot(stored.text_in(language))
        at = [*LANGUAGES].index(language)
        for code, texts in now.items():
            stored.values[code][at] = texts[at]
        _save(stored, user, f"記録から下書きを作り直した（{LANGUAGES[language]}）")


def give_back(release: Release, user: User, reason: str = "") -> Release:
    with _stored(release, Stage.REVIEW) as stored:
        stored.stage = Stage.DRAFT
        _take(stored, user, Step.GIVE_BACK, stored.next_version, reason)
    return stored


def withdraw(release: Release, user: User, reason: str = "") -> Release:
    """Gives the text in work up; what was issued stays, as do its words."""
    with _stored(release, Stage.DRAFT, Stage.REVIEW) as stored:
        stored.stage = Stage.WITHDRAWN
        if issued := stored.history.filter(stage=Stage.ISSUED).order_by("-history_id").first():
            stored.stage = Stage.ISSUED
            for field in Release._meta.concrete_fields:
                if field.name in WRITTEN:
                    setattr(stored, field.attname, getattr(issued, field.attname))
        _take(stored, user, Step.WITHDRAW, stored.next_version, reason)
    return stored


def reopen(release: Release, user: User) -> Release:
    with _stored(release, *Release.AT_REST) as stored:
        stored.stage, stored.reason, stored.reason_en = Stage.DRAFT, "", ""
        stored.submitted_by = stored.submitted_at = None
        if stored.embargo_until and stored.embargo_until <= periods.now():
            stored.embargo_until = None
        _take(stored, user, Step.REOPEN, stored.next_version)
    return stored


def approve(release: Release, user: User, *, seen: str | None = None) -> Publication:
    """Approves and issues: the Publication, at once or for the moment of the embargo.

    `seen` is the checksum of what the person was shown (see `draft_checksum`).
    """
    made = _made_before(release)  # the files take seconds, while others wait for the lock
    with _stored(release, Stage.REVIEW) as stored:
        if user.pk in authors(stored):
            raise NotNow("自分が書いた、または承認を頼んだ発表は、自分では承認できません。")
        values = Values(stored.programme)
        if seen is not None and seen != draft_checksum(stored, values):
            raise NotNow("画面を開いた後に、文か値が変わりました。今の内容を確かめてください。")
        errors = [one for one in checked(stored, values) if one.blocks]
        if errors:
            raise NotNow(
                f"直すところが{len(errors)}か所あります。差し戻して直してもらってください。"
            )
        if made is None or made.state != publication_builder.state(stored.programme):
            made = publication_builder.make(stored, values)
        publication = publication_builder.store(made, stored, user)
        stored.stage = Stage.ISSUED
        stored.values = values.snapshot(stored.text, stored.text_en)
        _take(stored, user, Step.APPROVE, publication.version)
    return publication


def _made_before(release: Release) -> publication_builder.BuiltPublication | None:
    stored = Release.objects.select_related("programme").get(pk=release.pk)
    try:
        return publication_builder.make(stored, Values(stored.programme))
    except Unbound:
        return None  # the checklist will say so


@contextmanager
def _stored(release: Release, *stages: str) -> Iterator[Release]:
    """The release as it is stored, under its programme's lock, in one of these stages."""
    with locked_write(release.programme_id):
        stored = Release.objects.select_for_update().get(pk=release.pk)
        if stored.stage not in stages:
            raise NotNow(f"この発表は今「{stored.get_stage_display()}」です。")
        yield stored


def _take(release: Release, user: User, step: Release.Step, version: int, reason: str = "") -> None:
    release.step, release.step_version, release.step_reason = step, version, reason[:100]
    label = f"{step.label}（第{version}版）" if step == Step.APPROVE else step.label
    _save(release, user, reason or label)


def _save(release: Release, user: User, reason: str) -> None:
    # What the history library looks for.
    release._history_user = user  # type: ignore[attr-defined]
    release._change_reason = reason[:100]  # type: ignore[attr-defined]
    with change_source(ChangeSource.FORM):
        release.save()
