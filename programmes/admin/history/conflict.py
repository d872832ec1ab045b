"""Nobody overwrites anybody: what a form was opened on against what others saved since.

A form carries the newest versions of its record and of the record's children as they were when it
was opened. Under the programme's lock they are compared with the newest ones now. A field that
only the others changed takes their value, one that both changed is asked about, and either way
the form comes back once, with what was typed still in it.
"""

import re
from dataclasses import dataclass

from django.forms.models import _get_foreign_key

from ...models import TrackedModel, newest_versions, version_at
from .inline_merge import ChildrenMerge, answer_children
from .merge import EditConflict, FieldTexts, Merge

#: the hidden field that says what a form was opened on
OPENED_ON = "opened_on"
#: the names of the fields that the form which came back asked about; those to stay as stored
ASKED, TAKEN = "asked", "taken"


@dataclass(frozen=True)
class ChildKind:
    """The children of one kind that a form shows, by the inline of the admin."""

    model: type
    parent: str

    @classmethod
    def all_of(cls, model_admin, request):
        inlines = model_admin.get_inlines(request, None)
        return [
            cls(
                inline.model,
                _get_foreign_key(model_admin.model, inline.model, inline.fk_name).attname,
            )
            for inline in inlines
            if issubclass(inline.model, TrackedModel)
        ]


def opened_on(model, pk, kinds):
    """The newest version of an object and of its children of each kind: 120.48.0"""
    return all_opened_on(model, [pk], kinds)[pk]


def all_opened_on(model, pks, kinds):
    """The same of many objects at once, by primary key."""
    newest = [newest_versions(model, "id", pks)]
    newest += [newest_versions(kind.model, kind.parent, pks) for kind in kinds]
    return {pk: ".".join(str(numbers.get(pk, 0)) for numbers in newest) for pk in pks}


def numbers_in(token, count):
    """The numbers of a token; zeros for one that no form of ours made."""
    parts = token.split(".")
    is_ours = len(parts) == count and all(part.isascii() and part.isdigit() for part in parts)
    return [int(part) if len(part) < 10 else 0 for part in parts] if is_ours else [0] * count


def find_conflict(request, model, obj, form, formsets, kinds):
    """The EditConflict of posted forms with what is stored now; its `data` are to be read.

    They hold the answers to what was asked and, where there are differences, what the others
    changed, so that the form can come back with them. Call it under the programme's lock.
    """
    conflict, data = EditConflict(), request.POST.copy()
    asked, taken = set(data.getlist(ASKED)), set(data.getlist(TAKEN))
    formsets = [formset for formset in formsets if formset.model in {kind.model for kind in kinds}]
    if asked:
        Merge(conflict, form, FieldTexts(model, 0)).answer(data, obj, asked, taken)
        for formset in formsets:
            answer_children(conflict, data, formset, asked, taken)
    conflict.data, conflict.asked = data, sorted(asked)
    compare(conflict, model, obj, form, formsets, kinds)
    return conflict


def compare(conflict, model, obj, form, formsets, kinds):
    data, now = conflict.data.copy(), opened_on(model, obj.pk, kinds)
    opened, *opened_children = numbers_in(data.get(OPENED_ON, ""), len(kinds) + 1)
    newest, *newest_children = numbers_in(now, len(kinds) + 1)
    if opened != newest:
        base = version_at(model, obj.pk, opened)
        merge = Merge(conflict, form, FieldTexts(model, opened))
        merge.watch(base, obj)
        merge.compare(data, base, obj, form.add_prefix)
    for kind, before, number in zip(kinds, opened_children, newest_children, strict=True):
        for formset in formsets:
            if formset.model is kind.model and before != number:
                ChildrenMerge(conflict, data, formset, before).compare()
    if conflict.differences:
        data[OPENED_ON] = now
        conflict.data = data
        asked = (difference.name for difference in conflict.differences if difference.is_asked)
        conflict.asked = list(filter(None, asked))


def add_anew(posted, formsets):
    """The data of a form for an object that is gone as those of a form that adds one."""
    data = posted.copy()
    for formset, _inline in formsets:
        prefix = formset.get_default_prefix()
        data[f"{prefix}-INITIAL_FORMS"] = 0
        of_stored = re.compile(rf"{prefix}-\d+-(id|{formset.fk.name})")
        for name in filter(of_stored.fullmatch, list(data)):
            data[name] = ""
    return data
