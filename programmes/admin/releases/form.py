"""The press-release desk: a release is written, proved against the records and sent on its way."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponseRedirect

from ...models import Event, Release
from ...releases import workflow
from ...releases.drafting import begin
from ...releases.validation import remembered
from ...releases.values import Values
from ..base import TrackedAdmin
from ..fields import FormOnlyField, LinesField, MomentField, MomentWidget
from ..forms import TrackedForm
from . import pages
from .desk import Desk

TEXTS = ("text", "text_en")
#: buttons of the form: what follows the saving
ASK, CONFIRM = "_ask", "_confirm"


class EventField(forms.ModelChoiceField):
    def label_from_instance(self, event):
        return f"{event}（{event.programme}）"


class ReleaseForm(TrackedForm):
    change_reason = FormOnlyField(
        label="変更のひとこと",
        required=False,
        max_length=100,
        help_text="職員だけが見る履歴に残ります（例：副題を県の案に合わせた）。",
    )


@admin.register(Release)
class ReleaseAdmin(TrackedAdmin):
    form = ReleaseForm
    list_display = ("name", "programme", "stage", "submitted_at")
    list_filter = ("programme", "stage", "kind")
    list_select_related = ("programme", "event", "submitted_by")
    search_fields = ("slug", "text", "text_en")
    change_form_template = "admin/release_form.html"
    add_form_template = "admin/tracked_form.html"
    pages = pages.PAGES
    stays = "段階（下書き、確認中、公開）は、今のままです。"
    formfield_overrides = TrackedAdmin.formfield_overrides | {
        models.DateTimeField: {
            "form_class": MomentField,
            "widget": MomentWidget(label="公開の日時"),
        },
    }

    class Media:
        css = {"all": ["css/release-desk.css"]}

    @admin.display(description="発表", ordering="slug")
    def name(self, release):
        return release.name

    # the form

    def get_fieldsets(self, request, obj=None):
        about = {"fields": ("programme", "kind", "event", "slug")}
        if obj is None:
            hint = "保存すると、記録から日本語と英語の下書きを作ります。"
            return [(None, about | {"description": hint})]
        if obj.stage != Release.Stage.DRAFT:  # the desk shows the rest as it stands
            return [("この発表について", about)]
        last = (("訂正", {"fields": ("reason", "reason_en")}),) if obj.next_version > 1 else ()
        return [
            ("文", {"fields": TEXTS, "classes": ("fp-release-words",)}),
            ("公開のしかた", {"fields": ("is_final", "embargo_until", "next_update_on")}),
            *last,
            ("この発表について", about),
        ]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return ()
        is_issued = obj.publications.exists()
        return ("programme", "kind", "event", "slug") if is_issued else ("programme",)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in TEXTS:
            language = "en" if db_field.name == "text_en" else "ja"
            area = {"rows": 30, "class": "fp-release-area", "lang": language, "spellcheck": "true"}
            kwargs |= {"form_class": LinesField, "widget": forms.Textarea(attrs=area)}
            return db_field.formfield(**kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "event":
            latest = Event.objects.select_related("programme").order_by("-starts_on", "title")
            kwargs |= {"form_class": EventField, "queryset": latest}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def view_on_site(self, release):
        newest = release.publications.public().order_by("-version").first()
        return newest.get_absolute_url() if newest and release.programme.is_visible else None

    # who may

    def may_work(self, request, release):
        """Whether the person may write and approve releases such as this, whatever its stage."""
        return super().has_change_permission(request, release)

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.stage == Release.Stage.DRAFT)

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not obj.publications.exists())

    def check_restored(self, obj):
        super().check_restored(obj)
        if obj.stage != Release.Stage.DRAFT:
            message = (
                f"この発表は今「{obj.get_stage_display()}」です。下書きにしてから戻してください。"
            )
            raise ValidationError(message)

    # saving

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A text sent in after the release went on comes back to be copied, not to be lost."""
        release = object_id and self.get_object(request, unquote(object_id))
        is_late = request.method == "POST" and release and release.stage != Release.Stage.DRAFT
        if is_late and self.may_work(request, release):
            return self._come_too_late(request, object_id, form_url)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _come_too_late(self, request, object_id, form_url):
        messages.error(
            request,
            "保存していません。この発表は、いま書き直せる段階ではありません。"
            "入力した文は下に残してあります。",
        )
        unsaved = [text for name in TEXTS if (text := request.POST.get(name))]
        request.method = "GET"
        return super().changeform_view(request, object_id, form_url, {"unsaved": unsaved})

    def save_model(self, request, obj, form, change):
        values = Values(obj.programme)
        if not change:
            begin(obj, values)
        obj.values = remembered(obj, values)
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        messages.success(
            request,
            "発表を作り、記録から日本語と英語の下書きを入れました。"
            "数は記録と結び付いていて、記録が変われば文の数も変わります。",
        )
        return HttpResponseRedirect(self.page("change", obj.pk))

    def response_change(self, request, obj):
        if ASK in request.POST:
            pages.take(request, lambda: workflow.submit(obj, request.user), ASKED)
        elif key := request.POST.get(CONFIRM):
            keys = request.POST.getlist("moved") if key == "*" else [key]
            pages.take(
                request,
                lambda: workflow.confirm(obj, request.user, keys),
                "今の値で確かめたことを残しました。文も保存しました。",
            )
        else:
            messages.success(request, "保存しました。")
        return HttpResponseRedirect(self.page("change", obj.pk))

    # the desk

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and obj.pk:
            desk = Desk(obj, request, may_work=self.may_work(request, obj))
            context |= {"desk": desk, "title": str(obj)}
        return super().render_change_form(request, context, add, change, form_url, obj)


ASKED = "保存して、承認を頼みました。この文を書いていない公表担当か管理者が、確かめて公開します。"
