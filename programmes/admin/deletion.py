"""What a deletion takes along, as a person is shown before; and the deletion from a list."""

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin import actions
from django.db import transaction
from django.http import QueryDict
from django.utils.text import capfirst

from ..models import ReasonNeeded, change_reason, lock
from .fields import reason_in
from .history.conflict import OPENED_ON, ChildKind, all_opened_on


def in_words(found):
    """What `ModelAdmin.get_deleted_objects()` found, without rows that only tie two others."""
    deleted, counts, lacking, protected = found
    metas = (model._meta for model in apps.get_models(include_auto_created=True))
    ties = [meta for meta in metas if meta.auto_created]
    names = {str(meta.verbose_name_plural) for meta in ties}
    counts = {name: count for name, count in counts.items() if str(name) not in names}
    heads = tuple(f"{capfirst(meta.verbose_name)}: " for meta in ties)
    return _without(deleted, heads), counts, lacking, protected


def _without(branch, heads):
    return [
        _without(item, heads) if isinstance(item, list) else item
        for item in branch
        if isinstance(item, list) or not str(item).startswith(heads)
    ]


@admin.action(permissions=["delete"], description=actions.delete_selected.short_description)
def delete_selected(model_admin, request, queryset):
    """As Django's; but what changed after the question was put is asked about once more."""
    if not request.POST.get("post"):
        return _ask(model_admin, request, queryset)
    with transaction.atomic(), change_reason(reason_in(request.POST)):
        lock(*{obj.programme_key() for obj in queryset})
        seen = set(request.POST.getlist(OPENED_ON))
        now = _opened(model_admin, request, queryset)
        if moved := [obj for obj in queryset if now[obj.pk] not in seen]:
            return _ask_again(model_admin, request, queryset, moved if seen else [])
        try:
            with transaction.atomic():  # nor is a deletion logged that was refused
                return actions.delete_selected(model_admin, request, queryset)
        except ReasonNeeded as error:
            messages.warning(request, f"まだ何も削除していません。{error.message}")
            request.POST = QueryDict()
            return _ask(model_admin, request, queryset)


def _opened(model_admin, request, queryset):
    """What is known of each object when it is asked about, by primary key: 12:340.0"""
    pks = [obj.pk for obj in queryset]
    versions = all_opened_on(model_admin.model, pks, ChildKind.all_of(model_admin, request))
    return {pk: f"{pk}:{numbers}" for pk, numbers in versions.items()}


def _ask(model_admin, request, queryset):
    seen = _opened(model_admin, request, queryset)  # before what is shown is read
    page = actions.delete_selected(model_admin, request, queryset.all())
    title = f"選んだ{model_admin.opts.verbose_name_plural}の削除"
    page.context_data |= {"seen": list(seen.values()), "title": title}
    return page


def _ask_again(model_admin, request, queryset, moved):
    names = "、".join(f"「{obj}」" for obj in moved[:5])
    more = f"など{len(moved)}件" if len(moved) > 5 else ""
    message = (
        f"{names}{more}は、この画面を開いた後に、ほかの人が変更しました。"
        "まだ何も削除していません。「履歴」で変更を確かめて、もう一度選んでください。"
    )
    if moved:
        messages.warning(request, message)
    request.POST = QueryDict()
    return _ask(model_admin, request, queryset)
