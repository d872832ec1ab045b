"""What the press-release desk tells of a release: where it stands, and what is still to do."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.contrib.admin import site
from django.contrib.auth import get_user_model
from django.db.models import Model

from ...figures import Result
from ...lib import periods
from ...models import Release
from ...public.publications import article
from ...releases import workflow
from ...releases.checklist import checked
from ...releases.corrections import changed_since
from ...releases.markup import LANGUAGES
from ...releases.preview import printed
from ...releases.validation import findings, moved
from ...releases.values import Values
from ...reporting.changes import name_of, when
from ..address import admin_address

Stage = Release.Stage


@dataclass
class ValueChange:
    """A value that is another one now, with the lines and sentences that use it."""

    key: str
    code: str
    before: str
    now: str
    sentences: list


@dataclass
class Text:
    """One language of a release: what is wrong in it, and how it reads with the values of now."""

    language: str
    words: str
    findings: list
    changes: list
    article: dict

    @property
    def title(self):
        return LANGUAGES[self.language]


@dataclass
class VersionRow:
    """A publication and what it is today."""

    publication: object
    state: str
    mark: str
    moment: str

    @property
    def prepared_by(self):
        return name_of(self.publication.prepared_by)

    @property
    def approved_by(self):
        return name_of(self.publication.approved_by)


class Desk:
    """The desk as one person sees it; asks for the values of the programme once."""

    def __init__(self, release, request, *, may_work):
        self.release, self.request, self.may_work = release, request, may_work

    @cached_property
    def values(self):
        return Values(self.release.programme)

    # where it stands

    @cached_property
    def version(self):
        return self.release.next_version

    @cached_property
    def author_ids(self):
        return workflow.authors(self.release)

    @cached_property
    def authors(self):
        people = get_user_model().objects.filter(pk__in=self.author_ids)
        return "、".join(sorted(map(name_of, people)))

    @property
    def is_mine(self):
        return self.request.user.pk in self.author_ids

    @property
    def is_draft(self):
        return self.release.stage == Stage.DRAFT

    @property
    def is_asking(self):
        return self.release.stage == Stage.REVIEW

    @property
    def may_write(self):
        return self.may_work and self.is_draft

    @property
    def may_approve(self):
        return self.may_work and self.is_asking and not self.is_mine

    @property
    def may_reopen(self):
        return self.may_work and not self.release.is_open

    @property
    def has_embargo(self):
        until = self.release.embargo_until
        return until is not None and until > periods.now()

    @property
    def sentence(self):
        sentences = {
            Stage.DRAFT: self._draft_sentence,
            Stage.REVIEW: self._review_sentence,
            Stage.ISSUED: self._issued_sentence,
            Stage.WITHDRAWN: self._withdrawn_sentence,
        }
        return sentences[Stage(self.release.stage)]()

    def _draft_sentence(self):
        if not self.may_work:
            return "公表担当か管理者が書いているところです。承認されるまで、公開されません。"
        if number := self.number_of_obstacles:
            return f"直すところが{number}か所あります。直して保存すると、承認を頼めます。"
        return (
            "直すところはありません。「保存して承認を頼む」を押すと、"
            "この文を書いていない公表担当か管理者が確かめて公開します。"
        )

    def _review_sentence(self):
        person, moment = self.release.submitted_by, self.release.submitted_at
        asked = f"{name_of(person)}さんが{when(moment)}に承認を頼みました。" if moment else ""
        if not self.may_work:
            return f"{asked}公表担当か管理者の承認を待っています。"
        if self.is_mine:
            return (
                f"{asked}あなたはこの文を書いたか承認を頼んだので、承認はできません。"
                "別の人の目で数を確かめるためです。書いていない公表担当か管理者が承認します。"
            )
        return f"{asked}「内容を確かめて承認へ」に進むか、直してほしいことを書いて差し戻します。"

    def _issued_sentence(self):
        newest = self.versions[0]
        if newest.mark == "waiting":
            return f"第{newest.publication.version}版は承認済みで、{newest.moment}に公開されます。"
        changed = "、".join(
            f"{line.label}（{line.printed}→{self.values.results[line.slug].text('ja')}）"
            for line in changed_since(self.release, self.values)
        )
        since = f"公表した後に変わった数：{changed}。" if changed else ""
        return (
            f"第{newest.publication.version}版を公開しています。{since}"
            "文や数を直すときは「次の版を始める」を押します。前の版もそのまま残ります。"
        )

    def _withdrawn_sentence(self):
        return "取り下げました。公開はしていません。また始めるときは「下書きに戻す」を押します。"

    @property
    def terms(self):
        """(what, words) of how it would be issued."""
        release = self.release
        yield "数の扱い", "確定値として公表" if release.is_final else "速報値として公表"
        yield "公開の日時", when(release.embargo_until) if self.has_embargo else "承認したとき"
        day = release.next_update_on
        yield "次の更新の予定", periods.day_text(day) if day else "なし"
        if self.version > 1:
            yield "訂正の理由", release.reason
            yield "訂正の理由（英語）", release.reason_en

    # the texts

    @cached_property
    def texts(self):
        changes = moved(self.release, self.values) if self.release.is_open else {}
        return [self._text(language, changes.get(language, [])) for language in LANGUAGES]

    def _text(self, language, changes):
        words = self.release.text_in(language)
        faults = findings(words, language, self.values) if words.strip() else []
        laid_out = article(printed(self.release, language, self.values), language)
        return Text(language, words, faults, list(_by_value(changes)), laid_out)

    @property
    def changes(self):
        return [(text, change) for text in self.texts for change in text.changes]

    # the checklist

    @cached_property
    def checks(self):
        return checked(self.release, self.values) if self.release.is_open else []

    @property
    def number_of_obstacles(self):
        return sum(check.blocks for check in self.checks)

    @property
    def number_below_texts(self):
        return sum(check.blocks and check.line > 0 for check in self.checks)

    @property
    def anchors(self):
        """(place on this page, words) of what is to do below the texts."""
        for text in self.texts:
            if text.findings:
                yield f"found-{text.language}", f"{text.title}の直すところ"
            if text.changes:
                yield f"moved-{text.language}", f"{text.title}の値が変わった文"

    @property
    def obstacles(self):
        return self._items(True)

    @property
    def questions(self):
        return self._items(False)

    def _items(self, blocks):
        """(message, the page where it is mended or "") of each thing of the checklist."""
        return [
            (check.message, self._place(check.target))
            for check in self.checks
            if check.blocks == blocks and not check.line  # else it stands below its text
        ]

    def _place(self, target):
        if isinstance(target, Result) and not target.is_composite:
            model = target.figure.record_class
            if site.is_registered(model) and _sees(self.request, model):
                url = admin_address(model, "changelist")
                return f"{url}?programme__id__exact={target.programme.pk}"
        if isinstance(target, Release) or not isinstance(target, Model):
            return ""
        if site.is_registered(type(target)) and _sees(self.request, type(target), target):
            return admin_address(type(target), "change", target.pk)
        return ""

    # what a text may name

    @property
    def figures(self):
        """(token, label, Japanese, English) of every figure."""
        return [
            (
                f"{{{result.slug}}}",
                result.figure.label,
                _printed(result, "ja"),
                _printed(result, "en"),
            )
            for result in self.values.results
        ]

    @property
    def facts(self):
        return [
            (f"{{{fact.name}}}", fact.label, fact.text("ja"), fact.text("en"))
            for fact in self.values.facts.values()
        ]

    # what was issued

    @cached_property
    def versions(self):
        publications = self.release.publications.select_related("prepared_by", "approved_by")
        publications = publications.defer("document", "document_en").order_by("-version")
        rows, is_newest = [], True
        for publication in publications:
            publication.release = self.release
            rows.append(_version(publication, is_newest))
            is_newest = is_newest and not publication.is_public()
        return rows


def _by_value(changes):
    groups = defaultdict(list)
    for change in changes:
        groups[change.key].append(change)
    for key, group in groups.items():
        first = group[0]
        sentences = [(change.line, change.sentence) for change in group]
        yield ValueChange(key, first.code, first.before or "なし", first.now or "なし", sentences)


def _printed(result, language):
    return "" if result.value is None else result.text(language)


def _version(publication, is_newest):
    moment = when(publication.issued_at)
    if not publication.is_public():
        return VersionRow(publication, "公開日時待ち", "waiting", moment)
    if is_newest:
        return VersionRow(publication, "公開中", "public", moment)
    return VersionRow(publication, "旧版", "old", moment)


def _sees(request, model, obj=None):
    return site.get_model_admin(model).has_view_permission(request, obj)
