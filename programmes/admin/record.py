"""The form and the list of a record. A new kind of record needs one line: its registration."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten
from django.db.models import Sum
from django.forms.forms import NON_FIELD_ERRORS
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from ..figures import figures_of, figures_over, results
from ..lib.periods import range_text
from ..lib.rounding import grouped
from ..models import Programme, ReasonNeeded, Record, store
from .address import admin_address
from .base import ENGLISH, TrackedAdmin, marked, typed_fields
from .duties import RecordsByDuty
from .forms import TrackedForm

SHARED = {field.name for field in Record._meta.fields}


class RecordForm(TrackedForm):
    """Offers to keep the records that overlap for comparison only."""

    #: who fills it in; set for each request
    user = None
    #: the records that were set aside
    settled = ()

    settles_overlap = forms.BooleanField(
        label="重なる記録を照合用にする",
        required=False,
        help_text="期間の合計が先に入っていて、日別の数を入れていくときに印を付けます。"
        "重なる記録は照合用に変わり、合計には入らなくなります。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self._meta.model.stands_for:
            del self.fields["settles_overlap"]
        needed = "ends_on" if self._meta.model.is_snapshot else "starts_on"
        if needed in self.fields and self._meta.model.knows_its_basis:
            self.fields[needed].required = True
            self.fields[needed].error_messages["required"] = Record.WHEN[needed]
        if self._meta.model.is_snapshot:
            since = "出典に書かれているときだけ（例：2010-04-01）。"
            self.word("starts_on", label="いつからの数か", help_text=since)
            self.word("ends_on", label="いつの時点の数か", help_text="例：2026-03-13")
            kept = "同じ時点の数が二つあるとき、集計に使わないほうに印を付けます。"
            self.word("is_comparison", help_text=kept)
        elif not self._meta.model.goes_on:
            last = "一日だけなら空欄。何日分かの合計なら、その最後の日。"
            self.word("ends_on", help_text=last)

    def clean(self):
        cleaned = super().clean()
        if not self._meta.model.goes_on and "ends_on" in cleaned and not cleaned["ends_on"]:
            cleaned["ends_on"] = cleaned.get("starts_on")
        return cleaned

    def _post_clean(self):
        super()._post_clean()
        errors = self.instance.entry_errors(self.user) if self.user else {}
        for name, message in errors.items():
            self.add_error(name if name in self.fields else None, message)
        if self.cleaned_data.get("settles_overlap") and self.has_error(NON_FIELD_ERRORS, "overlap"):
            rivals = list(self.instance.overlapping())
            if self._may_settle(rivals):
                self._settle(rivals)

    def _may_settle(self, rivals):
        """A count takes the place of none but the same or a wider one, such as the campaign's.

        Nor of one that is another's to change.
        """
        return all(
            self.instance.may_replace(rival) and rival.may_be_entered_by(self.user)
            for rival in rivals
        )

    def _settle(self, rivals):
        # All of this request is one transaction: a form refused for another reason undoes it.
        try:
            store(self._meta.model, self.instance.programme, set_aside=rivals)
        except ReasonNeeded as error:
            self.add_error("change_reason", error.message)
            return
        self.settled = rivals
        del self._errors[NON_FIELD_ERRORS]
        super()._post_clean()

    def is_meant(self, error):
        """An overlap is named only once all that decides about it could be read."""
        decides = {"programme", "starts_on", "ends_on", *self._meta.model.stands_for}
        return error.code != "overlap" or not decides & set(self.errors)

    def worded(self, error):
        if error.code != "overlap":
            return error
        other = error.params["other"]
        link = change_link(other)
        text = escape(error.message) % {"other": link, "count": other.count_text()}
        is_same = other.is_part_of(self.instance)
        if "settles_overlap" in self.fields and self._may_settle([other]) and not is_same:
            text += (
                "日別の数を入れていくときは、下の「重なる記録を照合用にする」に"
                "印を付けて保存します。"
            )
        return forms.ValidationError(mark_safe(text), code="overlap")


def change_link(record):
    url = admin_address(type(record), "change", record.pk)
    return format_html('<a href="{}">{}</a>', url, record)


def outside_campaign(record):
    """A text for staff where a participation lies outside the campaign, or None."""
    programme = record.programme
    first, last = programme.starts_on, programme.ends_on
    if not first or record.is_comparison or record.counts_to_a_date():
        return None
    inside = record.starts_on >= first and (
        last is None or (record.ends_on is not None and record.ends_on <= last)
    )
    if inside or not any(figure.counts_as_participation for figure in figures_of(record)):
        return None
    days = range_text(first, last)
    return f"「{programme}」の期間（{days}）の外の日付です。日付をお確かめください。"


def figures_now(record):
    """What the figures of a record are now, as one text for staff; empty where it gives none."""
    all_results = None
    texts = []
    for figure in [] if record.is_comparison else figures_of(record):
        all_results = all_results or results(record.programme)
        result = all_results[figure.slug]
        if result.value is not None:
            exact, printed = result.exact_text(), result.text()
            rounded = "" if printed == exact else f"（{printed}）"
            texts.append(f"{figure.label}は{exact}{rounded}")
    return "、".join(texts) + "になりました。" if texts else ""


def count_column(model):
    field = model._meta.get_field(model.count_field)

    @admin.display(description=field.verbose_name, ordering=field.name)
    def counted(record):
        return None if record.count is None else grouped(record.count)

    return counted


class RecordAdmin(RecordsByDuty, TrackedAdmin):
    """Base of the admin of every kind of record.

    `what` are the fields that say what was counted, `more` those that stand after the count. By
    default `what` is all that the record has of its own, the English texts apart.
    """

    what = ()
    more = ()
    form = RecordForm
    search_fields = ("note", "reading", "source__title")
    autocomplete_fields = ("source",)
    readonly_fields = ("entered_by", "entered_at")
    change_list_template = "admin/record_change_list.html"

    # the form

    def get_fieldsets(self, request, obj=None):
        fieldsets = [
            (None, {"fields": ["programme", *self._main()]}),
            ("数の扱いと出典", {"fields": self._handling(request, obj)}),
            (ENGLISH, {"fields": self._rest(), "classes": ["collapse"]}),
        ]
        if obj:
            fieldsets.append(("記録", {"fields": ["entered_by", "entered_at"]}))
        return fieldsets

    def _own(self):
        return [name for name in typed_fields(self.model) if name not in SHARED]

    def _main(self):
        count = [self.model.count_field] if self.model.count_field else []
        own = [name for name in self._own() if name not in count and not name.endswith("_en")]
        return [*(self.what or own), *self.days, *count, *self.more]

    def _handling(self, request, obj):
        fields = ["is_approximate", "source", "is_comparison"]
        may_settle = self.has_change_permission(request, obj)
        return [*fields, "settles_overlap"] if self.model.stands_for and may_settle else fields

    def _rest(self):
        main = flatten(self._main())
        own = [name for name in self._own() if name not in main]
        return [*own, "note", "note_en", "reading", "reading_en"]

    def save_model(self, request, obj, form, change):
        if not change:
            obj.entered_by = request.user
        super().save_model(request, obj, form, change)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "programme":  # nobody makes or deletes a programme from here
            for right in ("add", "change", "delete", "view"):
                setattr(field.widget, f"can_{right}_related", False)
        return field

    def delete_model(self, request, obj):
        valued = self._valued([obj])
        super().delete_model(request, obj)
        self._suggest_comparisons(request, valued)

    def delete_queryset(self, request, queryset):
        valued = self._valued(queryset)
        super().delete_queryset(request, queryset)
        self._suggest_comparisons(request, valued)

    def _valued(self, records):
        """The figures over this kind of record that have a value, in these records' programmes."""
        programmes = Programme.objects.filter(pk__in={record.programme_id for record in records})
        return [
            (programme, figure)
            for programme in programmes
            for figure in figures_over(self.model, programme)
            if figure.records(programme).exists()
        ]

    def _suggest_comparisons(self, request, valued):
        message = (
            "集計に使う記録がなくなりました。{}（{}）を開いて「照合用」の印を外すと、"
            "集計に戻ります。"
        )
        for programme, figure in valued:
            if figure.records(programme).exists():
                continue
            for other in figure.listed(programme).filter(is_comparison=True)[:3]:
                link = change_link(other)
                messages.warning(request, format_html(message, link, other.count_text()))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if message := figures_now(form.instance):
            messages.success(request, message)
        if message := outside_campaign(form.instance):
            messages.warning(request, message)
        for other in form.settled:
            messages.info(request, f"「{other}」を照合用にしました。合計には入りません。")

    def view_on_site(self, record):
        programme = record.programme
        figure = next(figures_of(record), None) if programme.is_visible else None
        return figure and reverse("figure", args=[*programme.path, figure.slug])

    @property
    def days(self):
        return ["ends_on"] if self.model.is_snapshot else [("starts_on", "ends_on")]

    # the list

    @property
    def date_hierarchy(self):
        return "ends_on" if self.model.is_snapshot else "starts_on"

    @admin.display(description="日付", ordering="ends_on")
    def days_text(self, record):
        return record.days_text()

    @admin.display(description="何の数か")
    def subject(self, record):
        return record.subject()

    def get_list_display(self, request):
        counted = [count_column(self.model)] if self.model.count_field else []
        rest = (marked("is_approximate", "概数"), marked("is_comparison", "照合用"))
        rest += ("programme", "source")
        return ["days_text", "subject", *counted, *rest]

    def get_list_filter(self, request):
        shared = ("is_comparison", "is_approximate", ("source", admin.RelatedOnlyFieldListFilter))
        return ["programme", *self.list_filter, *shared]

    def get_list_select_related(self, request):
        return ("programme", "source", *self.model.related)

    def changelist_view(self, request, extra_context=None):
        response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        if "cl" in context:
            total, name = self.total(context["cl"].queryset.effective()), self.model.count_field
            context["total"] = None if total is None else grouped(total)
            context["total_label"] = self.opts.get_field(name).verbose_name if name else ""
        return response

    def total(self, records):
        """The sum of these records, or None where counts may not be added."""
        if self.model.is_snapshot or not self.model.count_field:
            return None
        return records.aggregate(total=Sum(self.model.count_field))["total"] or 0
