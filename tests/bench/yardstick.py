"""django-import-export on the same rows: as it is by default, and in its fastest mode."""

import io

import tablib
from import_export import fields, resources, widgets
from import_export.instance_loaders import CachedInstanceLoader

from produce.models import Meal, Outlet
from programmes.models import Programme


class OutletWidget(widgets.ForeignKeyWidget):
    def __init__(self, programme):
        super().__init__(Outlet, "name")
        self.programme = programme

    def get_queryset(self, value, row, *args, **kwargs):
        return Outlet.objects.filter(partnership=self.programme.partnership_id)


class CachedWidget(OutletWidget):
    """Looks all outlets up once."""

    def clean(self, value, row=None, **kwargs):
        if not hasattr(self, "known"):
            self.known = {outlet.name: outlet for outlet in self.get_queryset(value, row)}
        return self.known[value]


class MealResource(resources.ModelResource):
    """The default: each row looked up, validated, saved and compared by itself."""

    widget = OutletWidget

    def __init__(self, programme):
        super().__init__()
        self.programme = programme
        self.fields["outlet"] = fields.Field("outlet", "拠点", self.widget(programme))
        self.fields["starts_on"] = fields.Field("starts_on", "日付", widgets.DateWidget())
        self.fields["servings"] = fields.Field("servings", "提供数", widgets.IntegerWidget())
        self.fields["note"] = fields.Field("note", "備考")

    class Meta:
        model = Meal
        fields = ("outlet", "starts_on", "servings", "note")
        import_id_fields = ("outlet", "starts_on")

    def before_save_instance(self, instance, row, **kwargs):
        instance.programme = self.programme
        instance.ends_on = instance.starts_on

    def bring(self, data, user):
        rows = tablib.Dataset().load(io.StringIO(data.decode("cp932")), format="csv")
        for dry_run in (True, False):
            result = self.import_data(rows, dry_run=dry_run, raise_errors=True, user=user)
            assert not result.has_errors()


class FastResource(MealResource):
    """Everything that its documentation names for speed, and history by the library's helper."""

    widget = CachedWidget

    class Meta(MealResource.Meta):
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        skip_html_diff = True
        report_skipped = False
        use_transactions = True
        instance_loader_class = CachedInstanceLoader
        force_init_instance = True

    def bulk_create(self, using_transactions, dry_run, raise_errors, batch_size=None, **kwargs):
        if self.create_instances and not dry_run:
            Meal._base_manager.bulk_create(self.create_instances, batch_size=batch_size)
            Meal.history.bulk_history_create(self.create_instances, batch_size=batch_size)
        self.create_instances.clear()


def resource(how, programme):
    programme = Programme.objects.get(pk=programme.pk)
    return {"default": MealResource, "fastest": FastResource}[how](programme)
