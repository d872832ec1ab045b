"""System checks: what every strand promises, so that a new one fails early and says why."""

import shlex
from collections import Counter
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.checks import Error, Tags, Warning, register
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.models import Count, Sum
from django.utils.translation import override

from . import figures
from .lib import periods
from .lib.rounding import Unit
from .models import Record, immutability
from .models.fields import slug_validator


def _declared():
    for strand in figures.all_strands():
        if not callable(strand.figures):
            for figure in strand.figures:
                yield strand, figure


def _problem(number, text, hint):
    return Error(text, hint=hint, id=f"programmes.E{number:03}")


@register()
def slugs_and_numbers_are_unique(app_configs, **kwargs):
    """E001 a slug twice or reserved, E002 a slug that is no slug, E003 a number twice."""
    names = [strand.slug for strand in figures.all_strands()]
    names += [figure.slug for _strand, figure in _declared()]
    twice = [slug for slug, number in Counter(names).items() if number > 1]
    for slug in sorted({*twice, *(figures.RESERVED & set(names))}):
        yield _problem(1, f"The slug {slug} is taken.", "Name the strand or figure otherwise.")
    for slug in names:
        if slug.endswith(figures.RECORDS_SUFFIX) or not slug_validator.regex.match(slug):
            yield _problem(2, f"{slug} is no slug.", "Use a-z, 0-9 and hyphens (e.g. shop-items).")
    numbers = Counter(s.number for s in figures.all_strands() if s.number is not None)
    for number in (number for number, times in numbers.items() if times > 1):
        yield _problem(3, f"Two strands are number {number}.", "Give each its own number.")


@register(Tags.database)
def issued_publications_are_guarded(app_configs, databases=None, **kwargs):
    """E020 a trigger that keeps what was issued is not there, or is another."""
    for using in databases or ():
        for name, state in immutability.missing(using).items():
            yield _problem(
                20,
                f"The trigger {name} is {state}: issued publications could be changed.",
                "Run `manage.py guard_publications`; a migration that rebuilds the table begins "
                "with immutability.out_of_migration and ends with immutability.in_migration.",
            )


@register(Tags.database)
def database_is_of_this_version(app_configs, databases=None, **kwargs):
    """E030 a database from before our migrations were written anew; `migrate` stops at it."""
    for connection in map(connections.__getitem__, databases or ()):
        loader = MigrationLoader(connection)
        if unlike := _unknown_migrations(loader) or _unlike_tables(loader):
            names = ", ".join(sorted(unlike)[:3])
            text = f"An earlier version of the portal made this database (see {names})."
            yield _problem(30, text, _instructions(connection))


def _is_ours(label):
    try:
        package = apps.get_app_config(label).name.partition(".")[0]
    except LookupError:
        return False
    return (settings.BASE_DIR / package).is_dir()


def _unknown_migrations(loader):
    unknown = loader.applied_migrations.keys() - loader.disk_migrations.keys()
    return {f"{app}.{name}" for app, name in unknown if _is_ours(app)}


def _unlike_tables(loader):
    nodes = [node for node in loader.graph.nodes if node in loader.applied_migrations]
    made = loader.project_state(nodes).apps.get_models(include_auto_created=True)
    ours = [model for model in made if not model._meta.proxy and _is_ours(model._meta.app_label)]
    with loader.connection.cursor() as cursor:
        asked = loader.connection.introspection
        standing = set(asked.table_names(cursor))
        for table, model in ((model._meta.db_table, model) for model in ours):
            if table not in standing:
                return {table}
            columns = {column.name for column in asked.get_table_description(cursor, table)}
            if other := columns ^ {field.column for field in model._meta.local_concrete_fields}:
                return {f"{table}.{column}" for column in other}
    return set()


def _instructions(connection):
    media = Path(settings.MEDIA_ROOT)
    act = "Keep it, and give DATABASE_URL a new database and MEDIA_ROOT a new folder."
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        aside = database.with_name(f"earlier-{periods.today()}")
        database, photos, aside = (shlex.quote(str(path)) for path in (database, media, aside))
        moved = f"{database}* {photos}" if media.exists() else f"{database}*"
        act = f"Put it and its photos aside:\nmkdir {aside} && mv {moved} {aside}"
    return (
        f"Nothing was changed. {act}\nThen begin anew with the same command; the programmes of the "
        "documents are loaded again. That earlier version still opens what you kept."
    )


@register()
def figures_can_be_added_up(app_configs, **kwargs):
    """E004 no Record, E005 a value that parts cannot add up to, E006 a wrong basis.

    E007 a count to a date among the participations, which would add what cannot be added.
    """
    for _strand, figure in _declared():
        if figure.counts_as_participation and figure.basis != figures.PERIOD:
            hint = "Only a span of days counts as participation."
            yield _problem(7, f"{figure.slug} is no span.", hint)
        if not issubclass(figure.record_class, Record):
            yield _problem(4, f"{figure.slug} counts no Record.", "Derive its model from Record.")
            continue
        if type(figure.value) not in (Sum, Count) or getattr(figure.value, "distinct", False):
            yield _problem(5, f"{figure.slug} is no sum or count.", "Use Sum() or Count().")
        if figure.basis not in figures.BASES:
            yield _problem(6, f"{figure.slug}: no basis {figure.basis}.", "Use one of BASES.")
        to_a_date = figure.basis in (figures.CUMULATIVE, figures.STOCK)
        if to_a_date != figure.record_class.is_snapshot:
            hint = "Set is_snapshot on a record that counts to a date, and only there."
            yield _problem(6, f"{figure.slug}: its basis does not suit its records.", hint)


@register()
def figures_are_plain_data(app_configs, **kwargs):
    """E021 a figure that cannot be counted a second way, over the raw rows."""
    for _strand, figure in _declared():
        model = figure.record_class
        if not issubclass(model, Record):
            continue  # E004
        try:
            figures.declared(figure, None)
        except figures.Undeclarable as error:
            yield _problem(21, str(error), "Use Sum of a column or Count of rows, and Q(field=…).")


@register()
def records_have_an_admin(app_configs, **kwargs):
    """W001 a record that nobody can enter."""
    for model in apps.get_models():
        if issubclass(model, Record) and not admin.site.is_registered(model):
            hint = "Register it: a record is entered in the admin."
            yield Warning(f"{model.__name__} has no admin.", hint=hint, id="programmes.W001")


@register()
def records_have_a_unit(app_configs, **kwargs):
    """E022 a record whose count has no unit, E023 a figure that adds such counts in another."""
    for model in apps.get_models():
        if issubclass(model, Record) and not isinstance(model.unit, Unit | property):
            hint = "Set `unit` to what it counts, such as rounding.PEOPLE."
            yield _problem(22, f"{model.__name__} has no unit.", hint)
    for _strand, figure in _declared():
        unit = getattr(figure.record_class, "unit", None)
        if isinstance(figure.value, Sum) and isinstance(unit, Unit) and figure.unit != unit:
            yield _problem(23, f"{figure.slug} has another unit.", "Use that of its records.")


@register()
def strands_have_english(app_configs, **kwargs):
    """W002 a title, label or definition without English."""
    for strand in figures.all_strands():
        yield from _untranslated(strand.title)
    for _strand, figure in _declared():
        for text in (figure.label, figure.definition):
            yield from _untranslated(text)


def _untranslated(text):
    with override("ja"):
        japanese = str(text)
    with override("en"):
        if str(text) == japanese:
            hint = "Add it to the app's locale/en and compile the messages."
            yield Warning(f"No English for 「{japanese}」.", hint=hint, id="programmes.W002")
