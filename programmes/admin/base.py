"""What every form of the back office shares: one write path, input as people type it, history."""

import re
import unicodedata
from contextlib import suppress

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminDateWidget, AdminURLFieldWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.forms import NON_FIELD_ERRORS
from simple_history.admin import SimpleHistoryAdmin

from ..models import Programme, Way, by, writing
from ..strands import RESERVED, all_strands
from .duties import ByDuty

ENGLISH = "英語と補足（なくても保存できます）"


def half_width(value):
    """１２０ -> 120; what is not a text stays as it is."""
    return unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else value


class NumberField(forms.IntegerField):
    """A text box, because a browser's number box refuses full-width digits."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "vIntegerField"})

    def to_python(self, value):
        value = half_width(value)
        if isinstance(value, str):
            value = value.rstrip("食点名人個件つ回円 ")
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,3}(,\d{3})+", value):
            value = value.replace(",", "")
        return super().to_python(value)


class DayField(forms.DateField):
    default_error_messages = {"invalid": "日付は「2026-02-19」のように入れてください。"}
    input_formats = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]

    def to_python(self, value):
        return super().to_python(half_width(value))


AS_TYPED = {
    models.IntegerField: {"form_class": NumberField, "widget": NumberField.widget},
    models.DateField: {"form_class": DayField, "widget": AdminDateWidget(format="%Y-%m-%d")},
    models.URLField: {"assume_scheme": "https", "widget": AdminURLFieldWidget},
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})},
}


class ShownForm(forms.ModelForm):
    #: a ValidationError that saving raised after the form had been found valid
    refusal = None

    def _post_clean(self):
        super()._post_clean()
        if self.refusal:
            self._update_errors(self.refusal)

    def _update_errors(self, errors):
        """A message for a field that the form does not show stands at its top.

        A field that could not be read has its message already: what the model then says about
        its old value, or about the whole, would only mislead.
        """
        if not hasattr(errors, "error_dict"):
            errors = ValidationError({NON_FIELD_ERRORS: errors})
        shown, top = {}, []
        for name, found in errors.error_dict.items():
            if name in self.fields:
                if name not in self.errors:
                    shown[name] = found
            elif name == NON_FIELD_ERRORS or not self.errors:
                top += found
        top = [self.worded(error) for error in top if self.is_meant(error)]
        super()._update_errors(ValidationError(shown | ({NON_FIELD_ERRORS: top} if top else {})))

    def is_meant(self, error):
        """Whether a message at the top makes sense beside the messages at the fields."""
        return True

    def worded(self, error):
        return error


class FigureSlugForm(ShownForm):
    """For what is a figure itself: its slug is no other figure's of the programme."""

    def clean(self):
        cleaned = super().clean()
        programme, slug = cleaned.get("programme"), cleaned.get("slug")
        if programme and slug and {"programme", "slug"} & set(self.changed_data):
            figures = (strand.figures_of(programme) for strand in all_strands())
            taken = {figure.slug for group in figures for figure in group}
            if slug in taken | RESERVED | {strand.slug for strand in all_strands()}:
                self.add_error(
                    "slug",
                    f"「{slug}」は別の指標が使っています。別の名前にしてください（例：{slug}-2）。",
                )
        return cleaned


class InOrder(forms.BaseInlineFormSet):
    """Children with a position; one left empty comes last."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if position := form.fields.get("position"):
            position.required = False
            position.help_text = "空欄なら最後に付きます。"
            if index is None or index >= self.initial_form_count():
                position.initial = None

    def kept(self):
        """The forms whose children will stand, those left empty and those deleted apart."""
        return [
            form
            for form in self.forms
            if (form.instance.pk or form.has_changed()) and not self._should_delete_form(form)
        ]

    def clean(self):
        super().clean()
        kept = [form.instance for form in self.kept() if "position" in form.fields]
        last = max((child.position or 0 for child in kept), default=0)
        for child in kept:
            if child.position is None:
                last = child.position = last + 1


class ShownInline(admin.TabularInline):
    formset = InOrder
    formfield_overrides = AS_TYPED
    extra = 0


class StackedInline(admin.StackedInline):
    formset = InOrder
    formfield_overrides = AS_TYPED
    extra = 0


class Refused(Exception):
    """Carries the page of a form that was not saved out of the transaction, which is undone."""

    def __init__(self, page):
        self.page = page


class ShownAdmin(ByDuty, SimpleHistoryAdmin):
    """Base of every admin: validation and saving are one transaction under the programme's lock."""

    form = ShownForm
    formfield_overrides = AS_TYPED
    list_per_page = 100
    empty_value_display = "—"
    object_history_template = "admin/changes.html"

    def get_urls(self):
        # Without the history library's form that puts an old version back past the lock.
        return super(SimpleHistoryAdmin, self).get_urls()

    def get_changeform_initial_data(self, request):
        """The running (else the latest) programme, or its partnership, is chosen beforehand."""
        initial = super().get_changeform_initial_data(request)
        if programme := self.programmes_for(request).latest_first().first():
            initial.setdefault("programme", programme.pk)
            initial.setdefault("partnership", programme.partnership_id)
        return initial

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)  # a class made for this request
        form.refusal = getattr(request, "refusal", None)
        return form

    def changelist_view(self, request, extra_context=None):
        with by(Way.ACTION):
            return super().changelist_view(request, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        with by(Way.FORM):
            return super().delete_view(request, object_id, extra_context)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with by(Way.FORM):
            return self._change_locked(request, object_id, form_url, extra_context)

    def _change_locked(self, request, object_id, form_url, extra_context):
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            try:
                return self._save_form(request, object_id, form_url, extra_context)
            except ValidationError as error:
                # Found by save() only, so the form could not know: once more, with the message.
                request.refusal = error
                return self._save_form(request, object_id, form_url, extra_context)
        except Refused as refused:
            return refused.page

    def _save_form(self, request, object_id, *args):
        with writing(*self._programmes_to_lock(request, object_id)):
            response = super().changeform_view(request, object_id, *args)
            if "adminform" in (getattr(response, "context_data", None) or {}):
                raise Refused(response)
            return response

    def _programmes_to_lock(self, request, object_id):
        """The programme that was chosen, and the one that the record stands in so far."""
        # Not get_field(): a source's "programme" is the programmes that name it.
        if "programme" not in {field.name for field in self.opts.fields}:
            is_programme = self.model is Programme and str(object_id).isdigit()
            return {int(object_id), None} if is_programme else {None}
        stored = self.get_object(request, unquote(object_id)) if object_id else None
        chosen = forms.ModelChoiceField(Programme.objects.all(), required=False)
        keys = {stored.programme_id} if stored else set()
        with suppress(ValidationError):  # the form will say so
            keys.add(getattr(chosen.clean(request.POST.get("programme")), "pk", None))
        return keys - {None}

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for text in getattr(form.instance, "warnings", list)():
            messages.warning(request, text)
