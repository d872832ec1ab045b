"""What every form of the back office shares: one write path, and its history."""

from contextlib import suppress

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.html import format_html

from ..figures import clashing_slugs
from ..models import (
    ChangeSource,
    Programme,
    ReasonNeeded,
    change_reason,
    change_source,
    locked_write,
)
from ..reporting.changes import when, who
from .deletion import delete_selected, in_words
from .duties import ByDuty
from .fields import AS_TYPED, reason_in
from .forms import FigureSlugForm, TrackedForm
from .history.conflict import ChildKind, add_anew, find_conflict, opened_on
from .history.merge import EditConflict
from .history.pages import HistoryPages

ENGLISH = "英語と補足（なくても保存できます）"
#: somebody changed it after the question was put: nobody deletes what nobody saw
MOVED = (
    "この画面を開いた後に、ほかの人が変更しました。まだ削除していません。"
    "「履歴」で変更を確かめて、もう一度選んでください。"
)


def typed_fields(model):
    return [field.name for field in model._meta.fields if field.editable and not field.primary_key]


def marked(name, word):
    """A yes or no as a column of a list: the word where it is so, instead of a coloured icon."""

    @admin.display(description=word, ordering=name)
    def column(obj):
        return word if getattr(obj, name) else None

    return column


class FormRefused(Exception):
    """Carries the page of a form that was not saved out of the transaction, which is undone."""

    def __init__(self, page):
        self.page = page


class TrackedAdmin(ByDuty, HistoryPages):
    """Base of every admin: validation and saving are one transaction under the programme's lock."""

    form = TrackedForm
    formfield_overrides = AS_TYPED
    list_per_page = 100
    actions = (delete_selected,)
    empty_value_display = "—"
    change_form_template = "admin/tracked_form.html"
    delete_confirmation_template = "admin/tracked_delete.html"
    delete_selected_confirmation_template = "admin/tracked_delete_selected.html"

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        if programme := self.programmes_for(request).latest_first().first():
            initial.setdefault("programme", programme.pk)
            initial.setdefault("partnership", programme.partnership_id)
        return initial

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field and field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        placed = flatten_fieldsets(fieldsets)
        rest = [name for name in typed_fields(self.model) if name not in placed]
        last = (ENGLISH, {"fields": rest, "classes": ["collapse"]})
        return [*fieldsets, last] if rest else fieldsets

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)  # a class made for this request
        form.refusal = getattr(request, "refusal", None)
        form.opened = getattr(request, "opened", "")
        return form

    def get_deleted_objects(self, objs, request):
        return in_words(super().get_deleted_objects(objs, request))

    def changelist_view(self, request, extra_context=None):
        with change_source(ChangeSource.ACTION):
            return super().changelist_view(request, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        with change_source(ChangeSource.FORM), change_reason(reason_in(request.POST)):
            if request.method != "POST":
                return self._ask_to_delete(request, object_id, extra_context)
            with locked_write(*self._programmes_to_lock(request, object_id)):
                if request.POST.get("opened_on", now := self._opened(request, object_id)) != now:
                    return self._ask_again(request, object_id, extra_context, MOVED)
                try:
                    return super().delete_view(request, object_id, extra_context)
                except ReasonNeeded as error:
                    message = f"まだ削除していません。{error.message}"
                    return self._ask_again(request, object_id, extra_context, message)

    def _ask_to_delete(self, request, object_id, extra_context):
        seen = {"opened_on": self._opened(request, object_id)}
        return super().delete_view(request, object_id, seen | (extra_context or {}))

    def _ask_again(self, request, object_id, extra_context, message):
        messages.warning(request, message)
        request.POST = QueryDict()
        return self._ask_to_delete(request, object_id, extra_context)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with change_source(ChangeSource.FORM):
            return self._change_locked(request, object_id, form_url, extra_context)

    def _change_locked(self, request, object_id, form_url, extra_context):
        if request.method != "POST":
            # Before the record is read: what is saved in between must be shown, not overwritten.
            request.opened = self._opened(request, object_id)
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            try:
                return self._save_form(request, object_id, form_url, extra_context)
            except ValidationError as error:
                # Found by save() only, so the form could not know: once more, with the message.
                request.refusal = error
                return self._save_form(request, object_id, form_url, extra_context)
        except FormRefused as refused:
            return refused.page

    def _save_form(self, request, object_id, form_url, extra_context):
        with (
            locked_write(*self._programmes_to_lock(request, object_id)),
            change_reason(reason_in(request.POST)),
        ):
            if object_id and (gone := self._gone_before(request, object_id)):
                object_id, form_url = None, self._offer_to_add(request, gone)
            conflict = self._conflict_with_others(request, object_id)
            response = super().changeform_view(request, object_id, form_url, extra_context)
            if "adminform" in (getattr(response, "context_data", None) or {}):
                response.context_data["conflict"] = conflict
                raise FormRefused(response)
            self._report_replaced(request, conflict)
            return response

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Links lead to what is stored: what a form was refused with may have no address."""
        if request.method == "POST" and obj:
            obj = self.model._base_manager.get(pk=obj.pk)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _opened(self, request, object_id):
        pk = object_id and self.pk_of(object_id)
        return opened_on(self.model, pk, ChildKind.all_of(self, request)) if pk else ""

    def _conflict_with_others(self, request, object_id):
        """Compares the form with what others saved since it was opened; readies its coming back."""
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        if obj is None or not self.has_change_permission(request, obj):
            return EditConflict()
        form = self.get_form(request, obj, change=True)(request.POST, request.FILES, instance=obj)
        formsets, _inlines = self._create_formsets(request, obj, change=True)
        kinds = ChildKind.all_of(self, request)
        conflict = find_conflict(request, self.model, obj, form, formsets, kinds)
        request.POST = conflict.data
        if conflict.differences:
            request.refusal = ValidationError(conflict.message())
        return conflict

    def _report_replaced(self, request, conflict):
        for label, words in conflict.replaced:
            messages.info(
                request,
                f"「{label}」は、ほかの人が入れた値（{words}）を、あなたの値に置き換えました。",
            )

    def _gone_before(self, request, object_id):
        gone = self.gone(request, object_id)
        return gone if gone and self.has_view_or_change_permission(request, gone.instance) else None

    def _offer_to_add(self, request, version):
        """Makes the posted change of a deleted object a form to add it; returns its address."""
        message = format_html(
            "この画面を開いた後に、{}が{}に削除しました。入力した値は下に残っています。"
            "追加し直すなら、確かめて保存してください。"
            '<a href="{}">履歴から元に戻す</a>こともできます。',
            who(version.history_user),
            when(version.history_date),
            self.page("history", version.id),
        )
        request.refusal = ValidationError(message)
        request.POST = add_anew(request.POST, self.get_formsets_with_inlines(request, None))
        return self.page("add")

    def check_restored(self, obj):
        if issubclass(self.form, FigureSlugForm) and obj.slug in clashing_slugs(obj.programme):
            raise ValidationError(f"「{obj.slug}」という名前は、今は別の指標が使っています。")

    def _programmes_to_lock(self, request, object_id):
        stored = self.get_object(request, unquote(object_id)) if object_id else None
        # Not get_field(): a source's "programme" is the programmes that name it.
        if "programme" not in {field.name for field in self.opts.fields}:
            return {stored.pk, None} if isinstance(stored, Programme) else {None}
        chosen = forms.ModelChoiceField(Programme.objects.all(), required=False)
        keys = {stored.programme_id} if stored else set()
        with suppress(ValidationError):  # the form will say so
            keys.add(getattr(chosen.clean(request.POST.get("programme")), "pk", None))
        return keys - {None}

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for warning in getattr(form.instance, "warnings", list)():
            messages.warning(request, warning)
