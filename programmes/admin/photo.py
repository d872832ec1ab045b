"""Photos: the file is read and drawn anew before anything is locked, and saved with its row."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join

from ..lib import images, periods
from ..lib.uploads import skipped
from ..models import Photo, renditions
from .base import TrackedAdmin
from .forms import TrackedForm
from .history.merge import WatchedField

UPLOAD = "upload"


def picture_of(upload):
    """The Picture of an uploaded file, or the Refusal that reading it raised; read only once."""
    if not hasattr(upload, "picture"):
        try:
            images.check_size(upload.size)
            upload.picture = images.picture(upload.read(), upload.name)
        except images.PhotoRefusal as refusal:
            upload.picture = refusal
    return upload.picture


class PhotoForm(TrackedForm):
    #: whether a file came that was too large to be taken in
    is_skipped = False
    watched = (
        WatchedField(
            "key",
            UPLOAD,
            label="写真",
            now="差し替えられました",
            then="今の写真のままです。差し替えるなら、ファイルを選び直します。",
            message="写真が差し替えられています（{by}）。同意の欄は、下に出ている新しい写真について"
            "答えるものです。",
        ),
    )

    upload = forms.FileField(
        label="写真のファイル",
        required=False,
        allow_empty_file=True,
        help_text="JPEG、PNG、WebP。15MBまで（例：スマートフォンで撮ったままのJPEG）。"
        "撮影場所などの情報は消し、大きさを整えて保存します。元のファイルは残しません。",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.word(UPLOAD, label="写真を差し替える")

    def clean_upload(self):
        upload = self.cleaned_data[UPLOAD]
        if self.is_skipped:
            raise ValidationError(
                "ファイルが大きすぎます。15MBまでです。"
                "縮小して（例：長い辺を3000ピクセルに）JPEGで保存し直してください。"
            )
        if not upload and not self.instance.pk:
            raise ValidationError("写真のファイルを選んでください（例：lunch.jpg）。")
        picture = picture_of(upload) if upload else None
        if isinstance(picture, images.PhotoRefusal):
            raise ValidationError(str(picture))
        return picture

    def save(self, commit=True):
        if picture := self.cleaned_data.get(UPLOAD):
            self.instance.take(picture)
        return super().save(commit)


class StateFilter(admin.SimpleListFilter):
    title = "公開"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("public", "公開できる"),
            ("held", "まだ公開できない"),
            ("over", "期限切れ・取り下げ"),
        ]

    def queryset(self, request, queryset):
        over = Photo.objects.withdrawn_or_expired().values("pk")
        match self.value():
            case "public":
                return queryset.public()
            case "held":
                return queryset.exclude(pk__in=Photo.objects.public()).exclude(pk__in=over)
            case "over":
                return queryset.filter(pk__in=over)
        return queryset


@admin.register(Photo)
class PhotoAdmin(TrackedAdmin):
    form = PhotoForm
    list_display = ("thumbnail", "alt", "state", "programme")
    list_display_links = ("thumbnail", "alt")
    list_filter = ("programme", StateFilter, "people", "has_minors", "scope")
    list_select_related = ("programme",)
    stays = (
        "写真のファイルは戻りません（差し替えたり削除したりすると、前のファイルは消えるためです）。"
        "差し替えた写真なら、同意の欄も今の写真のもののままです。"
        "削除した写真なら、戻した後に変更の画面でファイルを選ぶまで公開されません。"
    )
    search_fields = ("alt", "alt_en", "credit", "taken_note")
    readonly_fields = ("preview", "state", "shown_at")
    fieldsets = (
        (None, {"fields": ("preview", "state", "programme", UPLOAD)}),
        ("何が写っているか", {"fields": ("alt", "alt_en", "credit", "taken_note")}),
        (
            "同意",
            {
                "fields": (
                    "people",
                    ("has_minors", "guardians_agreed"),
                    "scope",
                    "consent_evidence",
                    ("expires_on", "withdrawn_on"),
                ),
                "description": "そろっていない写真も保存できますが、公開されません。"
                "足りないことは、保存のあとに上の「公開」の欄に出ます。",
            },
        ),
        ("付いているところ", {"fields": ("shown_at",)}),
    )

    class Media:
        css = {"all": ["css/admin-photo.css"]}

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.is_skipped = UPLOAD in skipped(request)
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        # Reading takes a second or two: nobody else's saving waits for it.
        may_save = self.has_add_permission(request) or self.has_change_permission(request)
        if may_save and UPLOAD in request.FILES:
            picture_of(request.FILES[UPLOAD])
        with renditions.undone_unless(Photo.is_known):
            return super().changeform_view(request, object_id, form_url, extra_context)

    @admin.display(description="写真")
    def thumbnail(self, photo):
        return self._picture(photo, 320, "fp-thumbnail") or "—"

    @admin.display(description="写真")
    def preview(self, photo):
        if not photo.pk:
            return "保存すると、ここに出ます。"
        if picture := self._picture(photo, 640, "fp-preview"):
            return picture
        is_over = Photo.objects.withdrawn_or_expired().filter(pk=photo.pk).exists()
        how = "" if is_over else "公開するには、下の「写真を差し替える」で選びます。"
        return f"ファイルはありません。{how}"

    def _picture(self, photo, width, name):
        if photo.files_removed_on:
            return ""
        return format_html(
            '<img class="{}" src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
            name,
            photo.address_of(min(width, photo.width), "jpg"),
            photo.width,
            photo.height,
            photo.alt,
        )

    @admin.display(description="公開")
    def state(self, photo):
        if not photo.pk:
            return "同意の欄を埋めて保存すると、公開できるようになります。"
        if obstacles := photo.obstacles():
            return "公開しません：" + "。".join(obstacles)
        if photo.expires_on:
            return f"{periods.day_text(photo.expires_on)}まで公開できます"
        return "公開できます"

    @admin.display(description="付いているところ")
    def shown_at(self, photo):
        uses = [(use._meta.verbose_name, use) for use in photo.uses()] if photo.pk else []
        nowhere = "まだありません。メニュー・商品・催しのフォームの「写真」で選びます。"
        return format_html_join("、", "{}「{}」", uses) or nowhere
