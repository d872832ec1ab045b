"""The history of a record in the back office: to read, to compare, and to go back."""

from functools import partial

from django.contrib import messages
from django.contrib.admin import site
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from simple_history.admin import SimpleHistoryAdmin

from ...models import (
    ImportBatch,
    as_restored,
    change_reason,
    locked_write,
    newest_version,
    restore,
    versions_of,
)
from ...reporting.changes import ObjectNames, describe, lay_side_by_side, timeline, when
from ..address import admin_address
from ..duties import readable
from ..fields import reason_in
from .conflict import ChildKind

PAGE = 50


def import_links(request, tellings):
    pks = {telling.batch for telling in tellings if telling.batch}
    if not pks:
        return {}
    seen = site.get_model_admin(ImportBatch).get_queryset(request).filter(pk__in=pks)
    pks = seen.values_list("pk", flat=True)
    return {pk: reverse("admin:programmes_importbatch_change", args=[pk]) for pk in pks}


def versions_page(request, keys, models):
    """A page of a timeline with its versions in words, for `admin/versions.html`."""
    page = Paginator(keys, PAGE).get_page(request.GET.get("p"))
    tellings = describe(list(page), models)
    links = import_links(request, tellings)
    for telling in tellings:
        telling.import_link = links.get(telling.batch)
    return {"page": page, "tellings": tellings}


class HistoryPages(SimpleHistoryAdmin):
    """What the admin of whatever a page shows says of its history."""

    #: what going back leaves as it is, in words
    stays = ""
    #: further pages of an object by the end of their address: view(model_admin, request, object_id)
    pages = {}

    def get_urls(self):
        # Without the history library's form that puts an old version back past the lock.
        urls = super(SimpleHistoryAdmin, self).get_urls()
        restore = "<path:object_id>/history/<slug:kind>/<int:number>/restore/"
        views = [
            ("deleted/", self.deleted_view, "deleted"),
            ("<path:object_id>/history/compare/", self.compare_view, "compare"),
            (restore, self.restore_view, "restore"),
            *((f"<path:object_id>/{end}/", partial(v, self), end) for end, v in self.pages.items()),
        ]
        label = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(route, self.admin_site.admin_view(view), name=f"{label}_{name.replace('-', '_')}")
            for route, view, name in views
        ]
        return [*own, *urls]

    def page(self, name, *args):
        return admin_address(self.model, name, *args)

    def show(self, request, template, **context):
        shared = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "module_name": self.opts.verbose_name_plural,
            "media": self.media,
        }
        return TemplateResponse(request, template, shared | context)

    def pk_of(self, object_id):
        try:
            return self.opts.pk.clean(unquote(object_id), None)
        except ValidationError:
            return None

    def gone(self, request, object_id):
        """The last version of an object that was deleted, or None."""
        pk = self.pk_of(object_id)
        if pk is None or self.model._base_manager.filter(pk=pk).exists():
            return None
        return versions_of(self.model, id=pk).first()

    def _subject(self, request, object_id):
        """(the object as it is or last was, whether it is deleted), for who may look at it."""
        obj, gone = self.get_object(request, unquote(object_id)), None
        if obj is None:
            gone = self.gone(request, object_id)
            obj = gone and gone.instance
        if obj is None:
            raise Http404(f"no history of {object_id}")
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        return obj, gone is not None

    def _show_of(self, request, template, obj, **context):
        version = getattr(obj, "_history", None)
        name = ObjectNames([version]).of_version(version) if version else str(obj)
        return self.show(request, template, object=obj, object_name=name, **context)

    # reading

    def history_view(self, request, object_id, extra_context=None):
        obj, is_deleted = self._subject(request, object_id)
        kinds = ChildKind.all_of(self, request)
        own = self.model.history.filter(id=obj.pk)
        below = [kind.model.history.filter(**{kind.parent: obj.pk}) for kind in kinds]
        models = [self.model, *(kind.model for kind in kinds)]
        context = versions_page(request, timeline(own, *below), models)
        self._offer_actions(request, obj, is_deleted, context["tellings"])
        context |= {"title": "変更の履歴", "is_deleted": is_deleted, **(extra_context or {})}
        return self._show_of(request, "admin/changes.html", obj, **context)

    def _offer_actions(self, request, obj, is_deleted, tellings):
        may = {}  # asked once for each object and place, however many versions there are
        for telling in tellings:
            version, telling.restore_link = telling.version, None
            telling.is_own = version.instance_type is self.model
            key = (version.instance_type, version.id, *self._place_in(version))
            if key not in may:
                may[key] = self._may_restore(request, obj, is_deleted, version)
            if version.history_type != "-" and may[key]:
                kind = version.instance_type._meta.model_name
                telling.restore_link = self.page("restore", obj.pk, kind, version.pk)

    def compare_view(self, request, object_id):
        obj, is_deleted = self._subject(request, object_id)
        chosen = request.GET.getlist("version")[:3]
        numbers = [int(text) for text in chosen if text.isdecimal() and len(text) < 10]
        rows = versions_of(self.model, id=obj.pk, history_id__in=numbers)
        versions = list(rows.reverse())
        if len(versions) != 2:
            messages.warning(request, "見比べる版を、二つ選んでください。")
            return HttpResponseRedirect(self.page("history", object_id))
        keys = [(self.opts.label_lower, version.pk, None) for version in versions]
        return self._show_of(
            request,
            "admin/compare.html",
            obj,
            title="二つの版を見比べる",
            tellings=describe(keys, [self.model]),
            changes=lay_side_by_side(*versions, ObjectNames(versions)),
        )

    def deleted_view(self, request):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        deletions = self.model.history.filter(history_type="-")
        alive = self.model._base_manager.filter(pk=OuterRef("id"))
        later = deletions.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
        rows = deletions.filter(~Exists(alive), ~Exists(later))
        context = versions_page(request, timeline(readable(rows, request.user)), [self.model])
        for telling in context["tellings"]:
            telling.history_link = self.page("history", telling.version.id)
        title = f"削除された{self.opts.verbose_name}"
        return self.show(request, "admin/deleted.html", title=title, **context)

    def changelist_view(self, request, extra_context=None):
        link = {"deleted_link": self.page("deleted")}
        return super().changelist_view(request, link | (extra_context or {}))

    # going back

    def _may_restore(self, request, obj, is_deleted, version):
        """What is deleted is added anew; everything else is changed.

        Both what the object is (or last was) and what it would be are the person's to write.
        """
        judge, model = self, version.instance_type
        if not self.may_write(request, obj):
            return False
        if model is self.model and not self.may_write(request, version.instance):
            return False
        parent = None if is_deleted else obj
        if model is not self.model:
            inlines = self.get_inline_instances(request, parent)
            judge = next((inline for inline in inlines if inline.model is model), None)
            if judge is None or is_deleted or not self.has_change_permission(request, obj):
                return False
        if not model._base_manager.filter(pk=version.id).exists():
            return judge.has_add_permission(request, *([parent] if judge is not self else []))
        return judge.has_change_permission(request, parent)

    def _place_in(self, version):
        """What decides whose an object was in a version: its relations, and what it counted."""
        model = version.instance_type
        stands_for = getattr(model, "stands_for", ())
        return [
            getattr(version, field.attname)
            for field in model._meta.concrete_fields
            if field.is_relation or field.name in stands_for
        ]

    def _version(self, request, obj, kind, number):
        for own in (ChildKind(self.model, "id"), *ChildKind.all_of(self, request)):
            if own.model._meta.model_name == kind:
                wanted = {"history_id": number, own.parent: obj.pk}
                return get_object_or_404(own.model.history.all(), **wanted)
        raise Http404(f"no {kind} below {self.opts.model_name}")

    def restore_view(self, request, object_id, kind, number):
        obj, is_deleted = self._subject(request, object_id)
        version = self._version(request, obj, kind, number)
        if version.history_type == "-":
            raise Http404("a deletion is no state to go back to")
        if not self._may_restore(request, obj, is_deleted, version):
            raise PermissionDenied
        if request.method == "POST":
            try:
                return self._restore(request, object_id, version)
            except ValidationError as error:
                messages.error(request, "戻せません。" + "".join(error.messages))
        return self._ask_to_restore(request, obj, version)

    def _restore(self, request, object_id, version):
        seen = request.POST.get("newest")
        with locked_write(*version.instance.scopes()), change_reason(reason_in(request.POST)):
            if seen != str(self._newest(version)):
                raise ValidationError(
                    "この画面を開いた後に、ほかの人が変更しました。下で今の値を確かめてください。"
                )
            restored = restore(version)
            if version.instance_type is self.model:
                self.check_restored(restored)
            words = f"「{restored}」を、{when(version.history_date)}の値に戻しました。"
        messages.success(request, words)
        for warning in getattr(restored, "warnings", list)():
            messages.warning(request, warning)
        return HttpResponseRedirect(self.page("history", object_id))

    def check_restored(self, obj):
        """Checks what only the form of this admin checks. Raises ValidationError."""

    def _newest(self, version):
        return newest_version(version.instance_type, id=version.id)

    def _ask_to_restore(self, request, obj, version):
        model = version.instance_type
        newest, version = model.history.get(pk=self._newest(version)), as_restored(version)
        changes = lay_side_by_side(newest, version, ObjectNames([version, newest]))
        below = "、".join(
            str(kind.model._meta.verbose_name) for kind in ChildKind.all_of(self, request)
        )
        return self._show_of(
            request,
            "admin/restore.html",
            obj,
            title="以前の値に戻す",
            telling=describe([(model._meta.label_lower, version.pk, None)], [model])[0],
            changes=[change for change in changes if not change.is_same],
            is_gone=newest.history_type == "-",
            values=changes,
            newest=newest.pk,
            children=below if model is self.model else "",
            stays=self.stays if model is self.model else "",
            history_link=self.page("history", obj.pk),
        )
