"""Spreadsheets in the back office: bring a file, look at what it would do, take it or leave it."""

import csv
import io
import re

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from .. import imports
from ..lib import sheets
from ..lib.uploads import MOST_BYTES, skipped
from ..models import ImportBatch, Programme
from ..reporting import exports
from ..reporting.changes import ObjectNames
from .fields import reason_in

LIST = "admin:programmes_importbatch_changelist"
PAGE = "admin:programmes_importbatch_change"


class UploadForm(forms.Form):
    programme = forms.ModelChoiceField(Programme.objects.none(), label="プログラム")
    kind = forms.ChoiceField(label="何の記録か")
    file = forms.FileField(
        label="ファイル",
        help_text="Excel（.xlsx、.xls）、OpenDocument（.ods）、CSV。10MB、10万行まで。",
        error_messages={
            "required": "ファイルを選んでください。",
            "empty": "ファイルが空です。中身のあるファイルを選んでください。",
        },
    )

    def __init__(self, *args, user, is_skipped=False, **kwargs):
        super().__init__(*args, **kwargs)
        if is_skipped:
            self.fields["file"].error_messages["required"] = _too_large(MOST_BYTES, "以上")
        programmes = Programme.objects.enterable_by(user).latest_first()
        self.fields["programme"].queryset = programmes
        self.fields["programme"].initial = programmes.first()
        self.fields["programme"].empty_label = None
        self.fields["kind"].choices = _kinds(user)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > sheets.MAX_BYTES:
            raise forms.ValidationError(_too_large(file.size))
        return file


def _too_large(size, more=""):
    return (
        f"ファイルが大きすぎます（{size / 1024**2:.1f}MB{more}）。"
        f"{sheets.MAX_BYTES // 1024**2}MBまでです。行を分けて、いくつかのファイルにしてください。"
    )


def kinds_of(user):
    return {
        label: model
        for label, model in imports.kinds().items()
        if user.has_perms([f"{model._meta.app_label}.add_{model._meta.model_name}"])
    }


@admin.register(ImportBatch)
class ImportBatchAdmin(admin.ModelAdmin):
    list_display = ("uploaded_at", "name", "kind_name", "programme", "uploaded_by", "status")
    list_display_links = ("uploaded_at", "name")
    list_filter = ("status", "programme")
    list_select_related = ("programme", "uploaded_by")
    search_fields = ("name", "sha256")
    date_hierarchy = "uploaded_at"
    actions = None

    def get_urls(self):
        def wrapped(view):
            return self.admin_site.admin_view(view)

        return [
            path("new/", wrapped(self.add_view), name="import"),
            path("template/<kind>/<suffix>/", wrapped(self.template), name="import_template"),
            path(
                "records/<int:programme>/<kind>/<suffix>/",
                wrapped(self.records),
                name="import_records",
            ),
            path("<int:pk>/answer/", wrapped(require_POST(self.answer)), name="import_answer"),
            path("<int:pk>/commit/", wrapped(require_POST(self.commit)), name="import_commit"),
            path("<int:pk>/abandon/", wrapped(require_POST(self.abandon)), name="import_abandon"),
            path("<int:pk>/undo/", wrapped(self.undo), name="import_undo"),
            path("<int:pk>/report.csv", wrapped(self.report), name="import_report"),
            path("<int:pk>/file", wrapped(self.original), name="import_file"),
            *super().get_urls(),
        ]

    # who

    def has_module_permission(self, request):
        return bool(kinds_of(request.user)) or super().has_module_permission(request)

    def has_add_permission(self, request):
        return bool(kinds_of(request.user))

    def has_change_permission(self, request, obj=None):
        return obj is not None and self._may_decide(request, obj)

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return super().has_view_permission(request) or bool(kinds_of(request.user))
        return self.get_queryset(request).filter(pk=obj.pk).exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def _may_decide(self, request, batch):
        mine = Programme.objects.enterable_by(request.user).filter(pk=batch.programme_id)
        return batch.kind in kinds_of(request.user) and mine.exists()

    def get_queryset(self, request):
        batches = super().get_queryset(request).defer("content", "rows", "report")
        if super().has_view_permission(request):
            return batches.filter(programme__in=Programme.objects.readable_by(request.user))
        return batches.filter(
            kind__in=kinds_of(request.user),
            programme__in=Programme.objects.enterable_by(request.user),
        )

    def _batch(self, request, pk, to_decide=False):
        batches = ImportBatch.objects.select_related("programme").defer("content")
        batch = get_object_or_404(batches, pk=pk)
        may = self._may_decide if to_decide else self.has_view_permission
        if not may(request, batch):
            raise PermissionDenied
        return batch

    # the list

    @admin.display(description="何の記録か", ordering="kind")
    def kind_name(self, batch):
        model = imports.kinds().get(batch.kind)
        return model._meta.verbose_name if model else batch.kind

    # bring a file

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        initial = {name: request.GET[name] for name in ("programme", "kind") if name in request.GET}
        form = UploadForm(
            request.POST or None,
            request.FILES or None,
            user=request.user,
            initial=initial,
            is_skipped="file" in skipped(request),
        )
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            batch = imports.upload(
                form.cleaned_data["programme"],
                form.cleaned_data["kind"],
                file.name,
                file.read(),
                request.user,
            )
            return redirect(PAGE, batch.pk)
        context = {"form": form, "title": "ファイルを取り込む", "kinds": _kinds(request.user)}
        return self._page(request, "admin/import_upload.html", context)

    def _page(self, request, template, context):
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, template, context)

    # look at it

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not object_id.isdecimal():
            raise Http404
        if request.method == "POST":  # what is decided has addresses of its own
            raise PermissionDenied
        return self._review(request, self._batch(request, object_id))

    def _review(self, request, batch, choices=None, status=200):
        for row in batch.report["changed"]:
            row["chosen"] = (choices or {}).get("rows", {}).get(row["place"])
        context = {
            "batch": batch,
            "report": batch.report,
            "title": str(batch),
            "kind": imports.kinds()[batch.kind]._meta.verbose_name,
            "choices": choices or _choices({}),
            "may_decide": self._may_decide(request, batch),
            "shown": imports.token(batch),
            "file_url": reverse("admin:import_file", args=[batch.pk]),
        }
        response = self._page(request, "admin/import_review.html", context)
        response.status_code = status
        return response

    def answer(self, request, pk):
        batch = self._open(request, pk)
        hidden = {"take": True, "skip": False}.get(request.POST.get("hidden"))
        sheet = request.POST.get("sheet", "")
        if sheet in ["", *batch.report.get("sheets", [])]:
            batch.answers = {"sheet": sheet, "hidden": hidden}
            self._unless_decided(request, lambda: imports.review(batch))
        return redirect(PAGE, batch.pk)

    def _unless_decided(self, request, act):
        """Does it and is true, or says that somebody else has just decided about the file."""
        try:
            act()
        except imports.Conflicts as error:
            messages.error(request, str(error))
            return False
        return True

    def _open(self, request, pk):
        """A batch that is still to be decided. Others lead to what became of them."""
        batch = self._batch(request, pk, to_decide=True)
        if batch.status not in (ImportBatch.Status.UPLOADED, ImportBatch.Status.FAILED):
            raise Http404("decided")
        return batch

    # take it or leave it

    def commit(self, request, pk):
        batch = self._batch(request, pk, to_decide=True)
        choices = _choices(request.POST)
        try:
            imports.commit(batch, request.user, shown=request.POST.get("shown"), **choices)
        except (imports.Conflicts, sheets.Refusal) as error:
            return self._not_committed(request, pk, choices, error)
        messages.success(request, _committed(batch))
        return redirect(PAGE, batch.pk)

    def _not_committed(self, request, pk, choices, error):
        batch = self._batch(request, pk)
        is_late = isinstance(error, sheets.TooLate)  # reading it again would take as long
        if batch.status == ImportBatch.Status.UPLOADED and not is_late:
            shown = _cells(batch)
            try:
                imports.review_again(batch)
            except imports.Conflicts:  # the other one has just gone through
                batch = self._batch(request, pk)
            now = _cells(batch)
            choices["rows"] = {
                place: word
                for place, word in choices["rows"].items()
                if shown.get(place) == now.get(place)
            }
        messages.error(request, f"{error}まだ何も保存していません。")
        return self._review(request, batch, choices, status=409)

    def abandon(self, request, pk):
        batch = self._open(request, pk)
        if not self._unless_decided(request, lambda: imports.abandon(batch)):
            return redirect(PAGE, batch.pk)
        messages.info(request, "取り込みをやめました。記録は何も変わっていません。")
        return redirect(LIST)

    def undo(self, request, pk):
        batch = self._batch(request, pk, to_decide=True)
        if batch.status != ImportBatch.Status.COMMITTED:
            return redirect(PAGE, batch.pk)
        blocked = []
        if request.method == "POST":
            reason = reason_in(request.POST, "reason")
            try:
                if self._unless_decided(request, lambda: imports.undo(batch, request.user, reason)):
                    messages.success(request, "取り込む前に戻しました。")
                return redirect(PAGE, batch.pk)
            except imports.NotUndone as error:
                names = ObjectNames(versions := error.records[:50])
                blocked = [(names.of_version(version), version) for version in versions]
        context = {"batch": batch, "title": "取り込みを取り消す", "blocked": blocked}
        return self._page(request, "admin/import_undo.html", context)

    # files

    def report(self, request, pk):
        batch = self._batch(request, pk)
        lines = io.StringIO()
        writer = csv.writer(lines)
        writer.writerow(["場所", "値", "内容と直し方"])
        for row in batch.report.get("faults", []):
            writer.writerow([exports.guarded(cell) for cell in row])
        return _download(f"\ufeff{lines.getvalue()}".encode(), f"import-{batch.pk}-report.csv")

    def original(self, request, pk):
        """The bytes as they came, always as a download."""
        batch = self._batch(request, pk)
        return _download(bytes(batch.content), batch.name)

    def template(self, request, kind, suffix):
        model = kinds_of(request.user).get(kind)
        programme = Programme.objects.enterable_by(request.user).latest_first().first()
        if model is None or programme is None:
            raise Http404(kind)
        return exports.respond(imports.template_table(model, programme), suffix)

    def records(self, request, programme, kind, suffix):
        model = kinds_of(request.user).get(kind)
        if model is None:
            raise Http404(kind)
        programmes = Programme.objects.enterable_by(request.user)
        programme = get_object_or_404(programmes.select_related("partnership"), pk=programme)
        mine = model.objects.filter(programme=programme).enterable_by(request.user)
        mine = mine.order_by("starts_on", "ends_on", "pk")
        return exports.respond(imports.records_table(model, programme, mine), suffix)


def _kinds(user):
    return [(label, model._meta.verbose_name) for label, model in kinds_of(user).items()]


def _cells(batch):
    return {row["place"]: row["cells"] for row in batch.report["changed"]}


def _choices(posted):
    """What was chosen: for all rows that differ, and for single ones as row-<place>."""
    rows = {
        int(name.removeprefix("row-")): value
        for name, value in posted.items()
        if re.fullmatch("row-[0-9]{1,9}", name) and value in ("file", "keep")
    }
    choice = posted.get("choice", "")
    return {
        "choice": choice if choice in ("file", "keep") else "",
        "rows": rows,
        "settles": "settles" in posted,
        "reason": reason_in(posted, "reason"),
    }


def _committed(batch):
    report = batch.report
    if not report.get("new") and not report.get("changed_total"):
        return "記録と同じ内容でした。何も変えていません。"
    return f"取り込みました（{report['rows']}行）。取り消すこともできます。"


def _download(content, name):
    headers = {
        "Content-Disposition": exports.attachment(name),
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)
