"""The page 「翌年度をつくる」: what a copy of a programme would hold, checked and made at once."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join

from ..lib import periods
from ..models import Programme
from ..models.next_year import ASKED, CopyErrors, Plan, descendants, models_left_out, programme_link
from .address import admin_address
from .fields import DayFormField, NumberField


@dataclass
class KindToCopy:
    """A kind of thing on the page: its checkbox, how many there are, and what goes with them."""

    field: forms.BoundField
    name: str
    count: int
    parts: list


@dataclass
class DayToCheck:
    """A day to check: whose it is, what it was, its input, and what is odd about it."""

    whose: str
    name: str
    before: date
    field: forms.BoundField
    remarks: list


def day_field():
    return DayFormField(required=False, widget=AdminDateWidget(format="%Y-%m-%d"))


def asked(name, **kwargs):
    field = Programme._meta.get_field(name)
    kwargs.setdefault("help_text", field.help_text)
    return {"label": field.verbose_name, "required": not field.blank, **kwargs}


class CopyForm(forms.Form):
    fiscal_year = NumberField(**asked("fiscal_year", min_value=2000, max_value=2100))
    slug = forms.CharField(**asked("slug"))
    title = forms.CharField(
        **asked("title", max_length=100, widget=forms.TextInput({"class": "vTextField"}))
    )
    title_en = forms.CharField(
        **asked("title_en", max_length=150, widget=forms.TextInput({"class": "vTextField"}))
    )
    starts_on = day_field()
    ends_on = day_field()

    def __init__(self, plan, data=None):
        super().__init__(data, initial=plan.suggested())
        self.plan = plan
        self.kind_names = {}
        for model, _objects in plan.kinds:
            self.kind_names[model] = name = f"kind-{model._meta.label_lower.replace('.', '-')}"
            self.fields[name] = forms.BooleanField(required=False, initial=True)
        self.day_names = {}
        for model, obj, field, _before, after in plan.days_to_check():
            name = f"day-{model._meta.model_name}-{obj.pk}-{field.name}"
            self.day_names[obj, field.name] = name
            self.fields[name] = day_field()
            self.fields[name].initial = after
            self.fields[name].label = f"{obj}の{field.verbose_name}"

    def clean_fiscal_year(self):
        self.plan.new = self.cleaned_data["fiscal_year"]
        return self.plan.new

    def asked_for(self):
        return [self[name] for name in ("title", "title_en", "slug", "fiscal_year")]

    def kinds(self):
        for model, objects in self.plan.kinds:
            parts = [
                f"{child._meta.verbose_name}{len(children)}件"
                for child, children in descendants(objects, model)
            ]
            field = self[self.kind_names[model]]
            yield KindToCopy(field, model._meta.verbose_name, len(objects), parts)

    def days(self):
        programme = self.plan.programme
        for name in ("starts_on", "ends_on"):
            before = getattr(programme, name)
            label = Programme._meta.get_field(name).verbose_name
            yield DayToCheck(
                "キャンペーン", label, before, self[name], self.remarks(self[name], before)
            )
        for _model, obj, field, before, _after in self.plan.days_to_check():
            bound = self[self.day_names[obj, field.name]]
            yield DayToCheck(
                str(obj), field.verbose_name, before, bound, self.remarks(bound, before)
            )

    def remarks(self, bound, before):
        day = self._day(bound)
        if day is None:
            return []
        holiday, same = periods.holiday_name(day), before and before.weekday() == day.weekday()
        year = self.plan.new
        return [
            *([f"祝日（{holiday}）です。"] if holiday else []),
            *([f"曜日が変わります（{periods.day_text(day)}）。"] if before and not same else []),
            *([f"{year}年度の外です。"] if periods.fiscal_year(day) != year else []),
        ]

    def _day(self, bound):
        try:
            return bound.field.clean(bound.value())
        except forms.ValidationError:
            return None

    def make(self):
        """The new programme, or None with the errors at their fields."""
        values = self.cleaned_data
        try:
            return self.plan.make(
                {name: values[name] for name in ASKED},
                {model for model, name in self.kind_names.items() if values[name]},
                {key: values[name] for key, name in self.day_names.items()},
            )
        except CopyErrors as errors:
            for obj, name, text in errors.by_field():
                self._add_error_of(obj, name, text)
            return None

    def _add_error_of(self, obj, name, text):
        field = name if obj is None else self.day_names.get((obj, name))
        if field in self.fields:
            self.add_error(field, text)
        else:
            whose = f"{obj._meta.verbose_name}「{obj}」：" if obj else ""
            self.add_error(None, f"{whose}{text}")

    def copied(self):
        """(model, how many) of what was copied."""
        values = self.cleaned_data
        return [
            (model, len(objects))
            for model, objects in self.plan.kinds
            if values[self.kind_names[model]]
        ]


def copy_view(model_admin, request, object_id):
    programme = model_admin.get_object(request, unquote(object_id))
    if programme is None:
        raise Http404("no such programme")
    may_see = model_admin.has_view_permission(request, programme)
    if not (may_see and model_admin.has_add_permission(request)):
        raise PermissionDenied
    form = CopyForm(Plan(programme), request.POST if request.method == "POST" else None)
    if form.is_valid() and (new_programme := form.make()):
        model_admin.log_addition(request, new_programme, [{"added": {}}])
        add_messages(request, new_programme, form.copied())
        return redirect("admin:programmes_programme_change", new_programme.pk)
    return model_admin.show(
        request,
        "admin/programmes/programme/copy.html",
        title="翌年度をつくる",
        original=programme,
        form=form,
        media=model_admin.media + form.media,
        twins=list(form.plan.twins()),
        kinds=list(form.kinds()),
        days=list(form.days()),
        left_behind=[model._meta.verbose_name for model in models_left_out()],
        shared=[(model._meta.verbose_name, count) for model, count in form.plan.shared],
    )


def add_messages(request, programme, copied):
    message = (
        "「{}」を作りました。いまは職員だけに見えます。紹介文などの文章と日付を確かめたら、"
        "「公開日」を入れて保存してください。その日から誰でも見られます。"
    )
    messages.success(request, format_html(message, programme))
    links = [(address(model, programme), model._meta.verbose_name, n) for model, n in copied]
    links = [link for link in links if link[0]]
    if links:
        listed = format_html_join("、", '<a href="{}">{}（{}件）</a>', links)
        messages.info(request, format_html("写したものもお確かめください：{}", listed))
    for text in programme.warnings():
        messages.warning(request, text)


def address(model, programme):
    """The list of the programme's objects of a kind in the back office; "" where it has none."""
    if not admin.site.is_registered(model):
        return ""
    return f"{admin_address(model, 'changelist')}?{programme_link(model)}__id__exact={programme.pk}"
