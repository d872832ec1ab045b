"""The forms of the back office: what was typed stays, and each message stands where it helps."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.forms import NON_FIELD_ERRORS

from ..figures import RESERVED, all_strands
from .fields import FormOnlyField


class TrackedForm(forms.ModelForm):
    #: a ValidationError that saving raised after the form had been found valid
    refusal = None
    #: the newest versions when the form was opened, as `conflict.opened_on()` words them
    opened = ""

    opened_on = FormOnlyField(required=False, widget=forms.HiddenInput)
    #: what the form shows without asking for it, as `history.merge.WatchedField`
    watched = ()

    change_reason = FormOnlyField(
        label="変更の理由",
        required=False,
        max_length=100,
        help_text="書いておくと、変更の履歴に残ります（例：拠点からの訂正の連絡による）。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["opened_on"].initial = self.opened

    def word(self, name, **texts):
        if name in self.fields:
            for attribute, text in texts.items():
                setattr(self.fields[name], attribute, text)

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
        for name, field_errors in errors.error_dict.items():
            if name in self.fields:
                if name not in self.errors:
                    shown[name] = field_errors
            elif name == NON_FIELD_ERRORS or not self.errors:
                top += field_errors
        top = [self.worded(error) for error in top if self.is_meant(error)]
        super()._update_errors(ValidationError(shown | ({NON_FIELD_ERRORS: top} if top else {})))

    def is_meant(self, error):
        """Whether a message at the top makes sense beside the messages at the fields."""
        return True

    def worded(self, error):
        return error


class FigureSlugForm(TrackedForm):
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
