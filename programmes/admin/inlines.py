"""What is a part of something, on its page."""

from django import forms
from django.contrib import admin

from .fields import AS_TYPED


class OrderedFormSet(forms.BaseInlineFormSet):
    """Children with a position; one left empty comes last."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "この行を削除"
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


class PartInline:
    """What is a part of something, on its page."""

    formset = OrderedFormSet
    formfield_overrides = AS_TYPED
    extra = 0

    @classmethod
    def of(cls, model, **options):
        return type(f"{model.__name__}Inline", (cls,), {"model": model, **options})


class TrackedInline(PartInline, admin.TabularInline):
    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:  # the head of the column is no label
            field.widget.attrs.setdefault("aria-label", str(field.label))
        return field


class StackedInline(PartInline, admin.StackedInline):
    """The same for texts too long for a column."""


class Extensible:
    """An admin of the core, on whose page an app shows what it knows of the same thing."""

    @classmethod
    def add_inline(cls, inline):
        cls.inlines = (*cls.inlines, inline)
