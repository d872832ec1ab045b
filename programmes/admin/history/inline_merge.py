"""The children in a form: rows that another person added, changed or deleted meanwhile."""

from ...models import version_at
from ..fields import number_in
from .merge import FieldDifference, FieldTexts, Merge, is_typed, put, values_of

ADDED, DELETED, KEPT = "追加されました", "削除されました", "変えた行を、新しい行として残しました"
DELETION = "削除する"


def pk_of(form):
    return number_in(str(form["id"].data or ""))


def label_of(model, child):
    return f"{model._meta.verbose_name}「{str(child)[:20]}」"


def answer_children(conflict, data, formset, asked, taken):
    """As `Merge.answer()`, for every row; a deletion can be taken back too."""
    stored = {child.pk: child for child in formset.get_queryset()}
    for form in formset.forms:
        if child := stored.get(pk_of(form)):
            label = f"{label_of(formset.model, child)}の"
            Merge(conflict, form, FieldTexts(formset.model, 0), label).answer(
                data, child, asked, taken
            )
            if (deletion := form.add_prefix("DELETE")) in taken:
                data.pop(deletion, None)


class PostedRows:
    """The rows of a formset, written anew into posted data."""

    def __init__(self, data, prefix):
        self.data, self.prefix, self.count = data, prefix, 0
        self.old = {key: data.getlist(key) for key in data if key.startswith(f"{prefix}-")}
        for key in self.old:
            if key[len(prefix) + 1 :][:1].isdigit():
                del data[key]

    def name(self, name):
        return f"{self.prefix}-{self.count - 1}-{name}"

    def begin(self, form=None):
        self.count += 1
        for key, values in self.old.items() if form else ():
            if key.startswith(f"{form.prefix}-"):
                self.data.setlist(self.name(key[len(form.prefix) + 1 :]), values)

    def begin_anew(self, form):
        self.begin(form)
        for name in ("id", "DELETE"):
            self.data.pop(self.name(name), None)


class ChildrenMerge:
    """Compares the rows of a posted formset with the children that are stored now.

    Writes the rows anew into the data: the stored ones in their order, as the form that comes
    back expects them, then the new ones.
    """

    def __init__(self, conflict, data, formset, number):
        self.conflict, self.data, self.formset, self.number = conflict, data, formset, number
        self.model, self.texts = formset.model, FieldTexts(formset.model, number)
        self.rows = PostedRows(data, formset.prefix)

    def compare(self):
        posted = {pk: form for form in self.formset.forms if (pk := pk_of(form))}
        stored = list(self.formset.get_queryset())
        for child in stored:
            self._compare_stored(child, posted.pop(child.pk, None))
        for pk, form in posted.items():
            self._compare_gone(pk, form)
        for form in self.formset.forms:
            if not pk_of(form) and form.has_changed():
                self.rows.begin_anew(form)
        self.data[f"{self.formset.prefix}-INITIAL_FORMS"] = len(stored)
        self.data[f"{self.formset.prefix}-TOTAL_FORMS"] = self.rows.count

    def _compare_stored(self, child, form):
        label = label_of(self.model, child)
        if form is None:
            self.rows.begin()
            self._write(child)
            self._add_difference(label, ADDED, child.pk)
            return
        self.rows.begin(form)
        merge = Merge(self.conflict, form, self.texts, f"{label}の")
        base = version_at(self.model, child.pk, self.number)
        if not form.data.get(form.add_prefix("DELETE")):
            merge.compare(self.data, base, child, self.rows.name)
        elif not base or values_of(base, merge.names) != values_of(child, merge.names):
            self._add_difference(
                label, str(child), child.pk, DELETION, self.rows.name("DELETE"), True
            )

    def _compare_gone(self, pk, form):
        merge = Merge(self.conflict, form, self.texts)
        base = version_at(self.model, pk, self.number)
        before = values_of(base, merge.names) if base else {}
        changed = any(is_typed(form, name, before[name]) for name in before)
        is_kept = changed and not form.data.get(form.add_prefix("DELETE"))
        if is_kept:
            self.rows.begin_anew(form)
        label = label_of(self.model, base.instance) if base else str(self.model._meta.verbose_name)
        self._add_difference(label, DELETED, pk, KEPT if is_kept else "")

    def _add_difference(self, label, now, pk, typed="", name="", is_asked=False):
        by = self.texts.by(pk)
        self.conflict.differences.append(FieldDifference(label, now, by, typed, name, is_asked))

    def _write(self, child):
        fields = self.formset.empty_form.fields
        names = Merge(self.conflict, self.formset.empty_form, self.texts).names
        for name, value in values_of(child, names).items():
            put(self.data, fields[name].widget, self.rows.name(name), value)
        self.data[self.rows.name("id")] = child.pk
        self.data[self.rows.name(self.formset.fk.name)] = self.formset.instance.pk
