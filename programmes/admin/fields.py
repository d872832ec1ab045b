"""Fields that take input as people type it: １２０食, R8.2.19, 午後1時半."""

import re
import unicodedata

from django import forms
from django.contrib.admin.widgets import (
    AdminDateWidget,
    AdminSplitDateTime,
    AdminTimeWidget,
    AdminURLFieldWidget,
)
from django.core.exceptions import ValidationError
from django.db import models

from ..lib import periods


def half_width(value):
    """１２０ -> 120; what is not a text stays as it is."""
    return unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else value


def number_in(text):
    """The primary key that an address or a posted text names, or None."""
    is_number = text.isascii() and text.isdigit() and len(text) < 19  # as any database takes it
    return int(text) if is_number else None


def reason_in(posted, name="change_reason"):
    """What was typed as the reason: one line of what every database keeps, as long as it may be."""
    text = " ".join(posted.get(name, "").split())
    return "".join(sign for sign in text if sign.isprintable())[:100]


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


class ParsedField:
    """A field whose text is read by `read`, which says in a ValueError what to type instead."""

    def to_python(self, value):
        if value in self.empty_values or not isinstance(value, str):
            return super().to_python(value)
        try:
            return type(self).read(value)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None


class DayFormField(ParsedField, forms.DateField):
    read = staticmethod(periods.parse_day)


class TimeField(ParsedField, forms.TimeField):
    read = staticmethod(periods.parse_time)


class MomentWidget(AdminSplitDateTime):
    """A day and a time beside each other, each under a name of its own."""

    def __init__(self, label="日時", **kwargs):
        super().__init__(**kwargs)
        for widget, what in zip(self.widgets, ("日", "時刻"), strict=True):
            widget.attrs["aria-label"] = f"{label}：{what}"
        self.widgets[0].format, self.widgets[1].format = "%Y-%m-%d", "%H:%M"


class MomentField(forms.SplitDateTimeField):
    """A day and a time, each as people write it."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fields = (DayFormField(required=False), TimeField(required=False))


class LinesField(forms.CharField):
    """A text of several lines: a browser's line ends are no change of the text."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")

    def has_changed(self, initial, data):
        return super().has_changed(self.to_python(initial), data)


AS_TYPED = {
    models.IntegerField: {"form_class": NumberField, "widget": NumberField.widget},
    models.DateField: {"form_class": DayFormField, "widget": AdminDateWidget(format="%Y-%m-%d")},
    models.TimeField: {"form_class": TimeField, "widget": AdminTimeWidget(format="%H:%M")},
    models.URLField: {"assume_scheme": "https", "widget": AdminURLFieldWidget},
    models.TextField: {
        "form_class": LinesField,
        "widget": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    },
}


class FormOnlyField(forms.CharField):
    """What a form carries besides the fields of its model: no change of the record."""

    def has_changed(self, initial, data):
        return False
