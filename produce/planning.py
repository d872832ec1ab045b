"""The plan of dishes in the back office: on the page of a dish, and as a list by site and day."""

from contextlib import suppress

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError

from programmes.admin import TrackedAdmin, TrackedInline
from programmes.admin.duties import RecordsByDuty
from programmes.admin.forms import TrackedForm
from programmes.admin.inlines import OrderedFormSet
from programmes.lib import periods
from programmes.lib.periods import DAY
from programmes.models import Programme, writes_everywhere

from .models import Menu, OutletKind, Serving

EVERYWHERE = "すべての食堂"


def only_cafeterias(field):
    field.queryset = field.queryset.filter(kind=OutletKind.CAFETERIA)
    field.empty_label = EVERYWHERE
    return field


class ServingFormSet(OrderedFormSet):
    """The plan of one dish. A row of another person's cafeteria may stand, but not be touched."""

    #: who fills it in; set for each request
    user = None

    def clean(self):
        super().clean()
        touched = (form for form in self.forms if form.has_changed() or form in self.deleted_forms)
        messages = {text for form in touched for text in self._entry_errors(form.instance)}
        if messages:
            raise ValidationError(sorted(messages))

    def _entry_errors(self, serving):
        """Why neither the row as it stands nor as it would be is theirs to write."""
        stored = Serving.objects.filter(pk=serving.pk).first()
        for version in filter(None, (stored, serving)):
            yield from version.entry_errors(self.user).values()


class ServingInline(TrackedInline):
    model = Serving
    formset = ServingFormSet
    fields = ("outlet", "starts_on", "ends_on")
    verbose_name_plural = "献立：どの食堂で、いつ出すか"
    view_on_site = False

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)  # a class made for this request
        formset.user = request.user
        return formset

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        given = Programme.objects.readable_by(request.user).values("partnership")
        field.queryset = field.queryset.filter(partnership__in=given)
        return only_cafeterias(field)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "outlet":  # nobody makes or deletes a cafeteria from here
            for right in ("add", "change", "delete", "view"):
                setattr(field.widget, f"can_{right}_related", False)
        return field


class ServingForm(TrackedForm):
    #: who fills it in; set for each request
    user = None

    def _post_clean(self):
        super()._post_clean()
        errors = self.instance.entry_errors(self.user) if self.user else {}
        for name, message in errors.items():
            self.add_error(name if name in self.fields else None, message)


class DayFilter(admin.SimpleListFilter):
    title = "日"
    parameter_name = "when"

    def lookups(self, request, model_admin):
        return [(value, words) for value, (words, *_span) in self._choices().items()]

    def queryset(self, request, queryset):
        _words, *span = self._choices().get(self.value(), ("",))
        return queryset.during(*span) if span else queryset

    def _choices(self):
        today = periods.today()
        monday = today - today.weekday() * DAY
        return {
            "today": ("今日", today, today),
            "tomorrow": ("明日", today + DAY, today + DAY),
            "week": ("今週", monday, monday + 6 * DAY),
            "next": ("来週", monday + 7 * DAY, monday + 13 * DAY),
            "coming": ("今日から", today, periods.LAST_DAY),
        }


@admin.register(Serving)
class ServingAdmin(RecordsByDuty, TrackedAdmin):
    form = ServingForm
    list_display = ("days", "site", "dish", "programme")
    list_display_links = ("days", "site")
    list_filter = (DayFilter, "menu__programme", ("outlet", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("menu__programme", "outlet")
    search_fields = ("menu__name", "menu__name_en", "menu__producer", "outlet__name")
    date_hierarchy = "starts_on"
    autocomplete_fields = ("menu",)
    fieldsets = ((None, {"fields": ("menu", "outlet", ("starts_on", "ends_on"))}),)

    def get_ordering(self, request):
        chosen = request.GET.get(DayFilter.parameter_name)
        return ("starts_on", "pk") if chosen else ("-starts_on", "-pk")

    @admin.display(description="日付", ordering="starts_on")
    def days(self, serving):
        return serving.days_text()

    @admin.display(description="食堂", ordering="outlet")
    def site(self, serving):
        return serving.site()

    @admin.display(description="料理", ordering="menu__name")
    def dish(self, serving):
        return str(serving.menu)

    @admin.display(description="プログラム", ordering="menu__programme")
    def programme(self, serving):
        return str(serving.programme)

    def get_field_queryset(self, db, db_field, request):
        if writes_everywhere(request.user):
            return db_field.remote_field.model._default_manager.using(db)
        return super().get_field_queryset(db, db_field, request)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return only_cafeterias(field) if db_field.name == "outlet" else field

    def _programmes_to_lock(self, request, object_id):
        chosen = forms.ModelChoiceField(Menu.objects.all())
        stored = self.get_object(request, unquote(object_id)) if object_id else None
        keys = {stored.programme_id} if stored else set()
        with suppress(ValidationError):  # the form will say so
            keys.add(chosen.clean(request.POST.get("menu")).programme_id)
        return keys

    def view_on_site(self, serving):
        return serving.get_absolute_url() if serving.programme.is_visible else None
