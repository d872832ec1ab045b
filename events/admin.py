from django.contrib import admin
from django.core.exceptions import ValidationError

from programmes.admin import EventAdmin, RecordAdmin, StackedInline, TrackedInline
from programmes.admin.inlines import OrderedFormSet

from .models import Exchange, ExchangeParty, Idea, SchoolProgramme, Session, Talk, Theme, Voice

EventAdmin.add_inline(StackedInline.of(Voice))


class EventRecordAdmin(RecordAdmin):
    """The days are the event's, so nobody is asked for them."""

    days = ()
    autocomplete_fields = ("event", "source")
    search_fields = ("event__title", "note", "source__title")


@admin.register(Session)
class SessionAdmin(EventRecordAdmin):
    what = ("event",)
    more = ("audience", "reach")
    inlines = (StackedInline.of(Talk, autocomplete_fields=("organisation",)),)


@admin.register(SchoolProgramme)
class SchoolProgrammeAdmin(RecordAdmin):
    what = ("school", "title", "slug", "kind", ("course", "grade"))
    more = ("employees",)
    autocomplete_fields = ("school", "source")
    search_fields = ("title", "school__name", "note", "source__title")


class PartyFormSet(OrderedFormSet):
    def clean(self):
        super().clean()
        kept = self.kept()
        if any(form.errors for form in kept) or self.instance.participants is None:
            return
        try:
            self.instance.check_parties([form.cleaned_data.get("headcount") for form in kept])
        except ValidationError as error:
            raise ValidationError(error.messages, code=error.code) from error


@admin.register(Exchange)
class ExchangeAdmin(EventRecordAdmin):
    what = ("event",)
    more = (
        "theme",
        ("groups", "group_size_least", "group_size_most"),
        ("introduction_minutes", "presentation_minutes"),
        "presentation_parts",
        "preliminary_visit",
        "has_reception",
    )
    autocomplete_fields = ("event", "preliminary_visit", "source")
    inlines = (
        StackedInline.of(ExchangeParty, formset=PartyFormSet, autocomplete_fields=("partner",)),
        TrackedInline.of(Theme),
        TrackedInline.of(Idea),
    )
