"""What a person sees and writes by the partnerships given to them, besides by permission."""

from django.contrib import admin
from django.contrib.admin.filters import FieldListFilter, RelatedFieldListFilter
from django.core.exceptions import PermissionDenied

from ..models import (
    Duty,
    Partnership,
    Programme,
    administers,
    reads_everything,
    writes_everywhere,
)

SCOPED = (Partnership, Programme)


def path_to_partnership(model):
    """The lookup from a model to its partnership, or None: it belongs to all of them."""
    if path := getattr(getattr(model, "instance_type", model), "to_partnership", ""):
        return path
    names = {field.name for field in model._meta.fields}
    paths = {"programme": "programme__partnership", "partnership": "partnership"}
    if getattr(model, "instance_type", model) is Partnership:  # the history of one, too
        return "id"
    return next((path for name, path in paths.items() if name in names), None)


def given_to(queryset, user):
    """Of these objects those of the partnerships given to a user, and those of none."""
    path = path_to_partnership(queryset.model)
    given = Duty.objects.filter(user=user).values("partnership")
    return queryset.filter(**{f"{path}__in": given}) if path else queryset


def readable(queryset, user):
    return queryset if reads_everything(user) else given_to(queryset, user)


def is_given(obj, user):
    """Whether an object, stored or not, is of a partnership given to a user, or of none."""
    path = path_to_partnership(type(obj))
    duties = Duty.objects.filter(user=user)
    if path and path.endswith("programme__partnership"):
        return duties.filter(partnership__programmes=obj.programme_id).exists()
    if path:
        key = obj.pk if path == "id" else obj.partnership_id
        return duties.filter(partnership=key).exists()
    return True


class GivenFilter(RelatedFieldListFilter):
    """Offers as a filter only what the person may see."""

    def field_choices(self, field, request, model_admin):
        shown = readable(field.remote_field.model._default_manager.all(), request.user)
        ordering = self.field_admin_ordering(field, request, model_admin)
        limit = {"pk__in": shown.values("pk")}
        return field.get_choices(include_blank=False, ordering=ordering, limit_choices_to=limit)


FieldListFilter.register(
    lambda field: field.remote_field and field.remote_field.model in SCOPED,
    GivenFilter,
    take_priority=True,
)


class ByDuty(admin.ModelAdmin):
    """Base of every admin of what a partnership has.

    Who only enters sees the partnerships given to them and nothing of the others, in no list,
    search, choice or history. Whoever may write because they enter, writes there only.
    """

    def get_queryset(self, request):
        return readable(super().get_queryset(request), request.user)

    def get_field_queryset(self, db, db_field, request):
        choices = super().get_field_queryset(db, db_field, request)
        if choices is None:
            choices = db_field.remote_field.model._default_manager.using(db)
        if writes_everywhere(request.user):
            return choices
        return given_to(choices, request.user)

    def programmes_for(self, request):
        if writes_everywhere(request.user):
            return Programme.objects.all()
        return given_to(Programme.objects.all(), request.user)

    def has_view_permission(self, request, obj=None):
        allowed = super().has_view_permission(request, obj)
        if obj is None or not allowed or reads_everything(request.user):
            return allowed
        return is_given(obj, request.user)

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or self.may_write(request, obj))

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or self.may_write(request, obj))

    def may_write(self, request, obj):
        return writes_everywhere(request.user) or is_given(obj, request.user)

    def save_model(self, request, obj, form, change):
        """Refuses what a form should have refused with a message before."""
        if not self.may_write(request, obj):
            raise PermissionDenied
        super().save_model(request, obj, form, change)


class RecordsByDuty(ByDuty):
    """The same for records, where the record itself says who may enter it."""

    def get_field_queryset(self, db, db_field, request):
        choices = super().get_field_queryset(db, db_field, request)
        if hasattr(choices, "enterable_by"):  # a programme, an outlet
            return choices.enterable_by(request.user)
        return choices

    def programmes_for(self, request):
        return Programme.objects.enterable_by(request.user)

    def may_write(self, request, obj):
        known = getattr(request, "enterable", {})
        if obj.pk in known:
            return known[obj.pk]
        return obj.may_be_entered_by(request.user)

    def get_deleted_objects(self, objs, request):
        """Asks for all of a list at once what `may_write` would ask for each."""
        if not administers(request.user):
            keys = {obj.pk for obj in objs}
            mine = self.model._default_manager.enterable_by(request.user).filter(pk__in=keys)
            mine = set(mine.values_list("pk", flat=True))
            request.enterable = {key: key in mine for key in keys}
        return super().get_deleted_objects(objs, request)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)  # a class made for this request
        form.user = request.user
        return form
