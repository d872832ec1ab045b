"""The first text of a release, made from the records; from there on staff write it.

The wording stands in templates: releases/results.<language>.txt for a programme,
report.<language>.txt for an event (<app>/release/report_<kind>.<language>.txt extends it), and
for a strand <app>/release/<slug>.<language>.txt, or strand. They write tokens, never values.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Model
from django.template import Context
from django.template.loader import select_template
from django.utils.translation import override

from ..figures import Fact, Result, all_strands
from ..figures.results import StrandResults
from ..lib import periods
from ..models import Event, Release
from .markup import LANGUAGES, document
from .number_finder import numbers
from .tokens import KEY
from .values import Values

_CHILD = re.compile(r"(?P<kind>.+)-(?P<number>[0-9]+)")
_NOTE = re.compile(rf"\[\*({KEY})\]\s")
_MARK = re.compile(rf"\[\*({KEY})\]")


@dataclass
class Node:
    """What the facts say of one thing, for a template.

    It prints as a token, and gives what lies below its name: node.date is a node, node.party the
    list of party-1, party-2 … (node.party_list where "party" is a fact of its own). `record` is
    the object that the facts are of. What the facts are silent about is an empty node.
    """

    path: str
    is_fact: bool = False
    record: Any = None
    #: nodes; for a template also texts and lists in their place
    children: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{{{self.path}}}" if self.is_fact else ""

    def __bool__(self) -> bool:
        return self.is_fact or bool(self.children)

    def __iter__(self) -> Iterator[Any]:
        return iter(())  # a list of children that are not there

    def __getitem__(self, name: str | int) -> Any:
        if name in ("path", "record"):
            raise KeyError(name)  # an attribute, for which templates look here first
        name = str(name).replace("_", "-")
        if name in self.children:
            return self.children[name]
        name = name.removesuffix("-list")
        parts = ((_CHILD.fullmatch(child), node) for child, node in self.children.items())
        listed = [(int(part["number"]), node) for part, node in parts if part and part[1] == name]
        if not listed:
            return Node("")
        return [node for _number, node in sorted(listed, key=lambda pair: pair[0])]

    def put(self, names: Sequence[str], fact: Fact) -> None:
        if not names:
            self.is_fact, self.record = True, self.record or fact.obj
            return
        name = f"{self.path}.{names[0]}" if self.path else names[0]
        child = self.children.setdefault(names[0], Node(name))
        child.record = child.record or fact.obj
        child.put(names[1:], fact)


def begin(release: Release, values: Values) -> None:
    release.text, release.text_en = (draft(release, one, values).strip() for one in LANGUAGES)
    release.values = values.snapshot(release.text, release.text_en)


def draft(release: Release, language: str, values: Values | None = None) -> str:
    """The text of a release in a language, in the markup, with tokens for all that records say."""
    drafting = Drafting(release, language, values or Values(release.programme))
    with override(language):
        return tidy(drafting.text())


#: how a template tells the author what is still to be written or entered
UNWRITTEN = (
    *("ここに書いてください。", "下書きを作り直してください。"),
    *("Please write it here.", "make the draft again."),
)


class Section(NamedTuple):
    """A strand's text, and whether here begin those that count days outside of the campaign."""

    text: str
    begins_rest: bool


class Drafting:
    """What the templates of one release are given."""

    def __init__(self, release: Release, language: str, values: Values) -> None:
        self.release, self.language = release, language
        self.programme, self.values = release.programme, values
        self.root = Node("")
        self.named: dict[tuple[str, Any], str] = {}
        for fact in self.values.facts.values():
            self.root.put(fact.name.split("."), fact)
            if isinstance(fact.obj, Model):
                above = fact.name.rpartition(".")[0] or fact.name
                self.named.setdefault(_key(fact.obj), above)

    def text(self) -> str:
        if event := self.release.event:
            return self._report(event)
        sections = self._sections()
        text = "".join(section.text for section in sections)
        others = [
            note
            for note in self.notes
            if note is not self.agreement and f"{{{note.path}." not in text
        ]
        names = [f"releases/results.{self.language}.txt"]
        return self._render(names, {"sections": sections, "others": others} | self._whole())

    def _report(self, event: Event) -> str:
        ending = f"{self.language}.txt"
        apps = dict.fromkeys(strand.app for strand in all_strands())
        names = [f"{app}/release/report_{event.kind}.{ending}" for app in apps]
        names.append(f"releases/report.{ending}")
        node = self.node(event)
        asked = {"contact": node.children.get("contact") or self.root.children.get("contact")}
        return self._render(names, {"event": node} | self._whole() | asked)

    def _render(self, names: Sequence[str], context: dict[str, Any]) -> str:
        context = {
            "programme": self.programme,
            "facts": self.root,
            "today": periods.today(),
        } | context
        found = select_template([*names])
        return found.template.render(Context(context, autoescape=False))

    def _whole(self) -> dict[str, Any]:
        headline = self.values.results.headline
        return {
            "participations": self.figure(headline) if headline else None,
            "parts": [self.figure(part) for part in headline.parts] if headline else [],
            "missing": [self.figure(result) for result in self.values.results],
            "is_over": self._is_over(),
            "contact": self.root.children.get("contact"),
            "agreement": self.agreement,
        }

    def _is_over(self) -> bool:
        if event := self.release.event:
            return event.last_day < periods.today()
        return self.programme.is_over

    @cached_property
    def notes(self) -> list[Node]:
        return self.nodes(self.programme.notes.select_related("source"))

    @cached_property
    def agreement(self) -> Node | None:
        sourced = [note for note in self.notes if note.record.source]
        return next((note for note in sourced if "協定" in note.record.source.title), None)

    # what stands in a text

    def figure(self, result: Result) -> Node:
        node = Node(result.slug, is_fact=True, record=result)
        below = self.root.children.get(result.slug)
        node.children = dict(below.children) if below else {}
        if not getattr(result.figure, "group", ""):
            node.children["label"] = fixed(str(result.figure.label), self.language)
        return node

    def node(self, obj: Model) -> Node:
        node = self.root
        for name in self.named.get(_key(obj), "").split("."):
            node = node.children.get(name, Node(""))
        return Node(node.path, node.is_fact, obj, node.children)

    def nodes(self, objects: Iterable[Model]) -> list[Node]:
        return [self.node(obj) for obj in objects]

    def _dated(self, objects: Iterable[Model], form: str) -> list[Node]:
        nodes = self.nodes(objects)
        for node in nodes:
            node.children = node.children | {"day": node[form]}
        return nodes

    def _sections(self) -> list[Section]:
        found: list[Section] = []
        has_rest = False
        for group in self.values.results.strands:
            if group.is_empty:
                continue
            is_outside = self._lies_outside(group)
            begins = is_outside and bool(found) and not has_rest
            has_rest |= is_outside
            day = "date" if has_rest or self._spans_years() else "short"
            found.append(Section(self._section(group, day), begins))
        return found

    def _spans_years(self) -> bool:
        first, last = self.programme.starts_on, self.programme.ends_on
        return not first or not last or first.year != last.year

    def _lies_outside(self, group: StrandResults) -> bool:
        first, last = self.programme.starts_on, self.programme.ends_on
        return any(
            result.period_start < first
            or (last and (result.period_end is None or last < result.period_end))
            for result in group.results
            if first and result.value is not None and result.period_start
            if not result.counts_to_a_date
        )

    def _section(self, group: StrandResults, day: str) -> str:
        valued = [self.figure(result) for result in group.results if result.value is not None]
        names = group.strand.release_templates(self.language)
        detail = {
            name: self._dated(value, day) if isinstance(value, list) else value
            for name, value in group.detail.items()
        }
        context = {
            "title": fixed(str(group.strand.title), self.language),
            "figures": valued,
            "figure": {figure.path.replace("-", "_"): figure for figure in valued},
            "notes": self.notes,
        }
        text = self._render(names, detail | context)
        unused = [figure for figure in valued if figure.path not in document(text).names]
        rest = self._render([f"releases/figures.{self.language}.txt"], {"figures": unused})
        return f"{text}\n{rest}"


def _key(obj: Model) -> tuple[str, Any]:
    return type(obj)._meta.label, obj.pk


def fixed(text: str, language: str) -> str:
    """Words of the code; a number in them is meant to stand as it is."""
    for number in reversed(numbers(text, language)):
        text = f"{text[: number.start]}{{={number.text}}}{text[number.end :]}"
    return text


def tidy(text: str) -> str:
    """A text with blank lines between its parts, each mark once, and its notes at the end."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    matches = [(line, _NOTE.match(line)) for line in lines]
    notes = {note[1]: line for line, note in matches if note}
    body = "\n".join(_spaced(line for line, note in matches if not note))
    body, marked = _marked_once(body, notes)
    return "\n".join([body, "", *(notes[key] for key in marked)]).strip() + "\n"


def _marked_once(text: str, notes: Collection[str]) -> tuple[str, list[str]]:
    marked: list[str] = []

    def kept(mark: re.Match[str]) -> str:
        key = mark[1]
        if key not in notes or key in marked:
            return ""
        marked.append(key)
        return mark[0]

    return _MARK.sub(kept, text), marked


def _spaced(lines: Iterable[str]) -> Iterator[str]:
    before = ""
    for line in lines:
        sign, last = line.split(" ")[0], before.split(" ")[0]
        listed = sign in ("-", "+", ">", "~")
        if before and not listed and last not in ("##", "###"):
            yield ""
        yield line
        before = line
