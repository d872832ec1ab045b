"""Who is who, and what they may do; for administrators."""

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AdminUserCreationForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
)
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q

from ..models import ChangeSource, Duty, Role, change_source
from .deletion import in_words
from .fields import number_in
from .inlines import Extensible

#: what makes somebody more than a person of our groups
POWERS = ("is_superuser", "user_permissions")

#: shown by the admin's script when "disabled" is chosen
NO_WAY_IN = (
    '<ul id="id_unusable_warning" class="messagelist"><li class="warning">'
    "無効にすると、今のパスワードは消え、この人はログインできなくなります。</li></ul>"
)

for model in (User, Group):
    admin.site.unregister(model)


class DutyInline(admin.StackedInline):
    model = Duty
    extra = 0
    verbose_name_plural = "担当の協定（入力担当が実績を入れる協定）"


class PermissionsField(forms.ModelMultipleChoiceField):
    """What may be done with the tables of the back office, in our words."""

    VERBS = {"add": "追加", "change": "変更", "delete": "削除", "view": "閲覧"}

    def __init__(self, **kwargs):
        kinds = ContentType.objects.get_for_models(*admin.site._registry, for_concrete_models=False)
        choices = Permission.objects.filter(content_type__in=kinds.values())
        widget = forms.CheckboxSelectMultiple(attrs={"class": "fp-permissions"})
        super().__init__(choices, required=False, widget=widget, **kwargs)

    @classmethod
    def label_from_instance(cls, permission):
        verb = cls.VERBS.get(permission.codename.partition("_")[0])
        model = permission.content_type.model_class()
        return f"{model._meta.verbose_name}の{verb}" if verb and model else permission.name


class Password(ReadOnlyPasswordHashWidget):
    """Whether there is one; how it is kept is nobody's business here."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        is_set = value and is_password_usable(value)
        label = "設定されています。" if is_set else "まだ設定されていません。"
        return context | {"summary": [{"label": label}]}


class PersonForm(UserChangeForm):
    password = ReadOnlyPasswordHashField(label="パスワード", widget=Password)


class NewPersonForm(AdminUserCreationForm):
    usable_password = None  # everybody signs in with one here


class NewPasswordForm(AdminPasswordChangeForm):
    usable_password_help_text = NO_WAY_IN


@admin.register(User)
class PersonAdmin(Extensible, UserAdmin):
    """Who is no superuser makes nobody one, and changes none."""

    form = PersonForm
    add_form = NewPersonForm
    change_password_form = NewPasswordForm
    add_fieldsets = ((None, {"fields": ("username", "password1", "password2")}),)
    list_display = ("username", "last_name", "first_name", "state", "has_second_factor")
    list_filter = ("groups", "is_active", "is_superuser")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined", "has_second_factor")
    inlines = (DutyInline,)

    def get_queryset(self, request):
        device = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        return super().get_queryset(request).annotate(second_factor=Exists(device))

    @admin.display(description="状態", ordering="is_active")
    def state(self, person):
        return "有効" if person.is_active else "止めています"

    @admin.display(description="二要素認証")
    def has_second_factor(self, person):
        return "使っています" if person.second_factor else "使っていません"

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return super().get_fieldsets(request, obj)
        powers = [("特別な権限", {"fields": POWERS, "classes": ("collapse",)})]
        return [
            (None, {"fields": ("username", "password", ("last_name", "first_name"), "email")}),
            ("役割", {"fields": ("is_active", "is_staff", "groups")}),
            *(powers if request.user.is_superuser else []),
            ("ログイン", {"fields": ("has_second_factor", "last_login", "date_joined")}),
        ]

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "is_staff":
            field.help_text = "管理画面に入る人すべてに付けます。"
        elif db_field.name == "is_active":
            field.help_text = "辞めた人は、削除せずにこの印を外します（記録に名前が残ります）。"
        return field

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "user_permissions":
            return PermissionsField(label="個別の権限")
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        text = "複数選べます。公表担当と管理者には、二要素認証が要ります。"
        choices = self._groups_to_give(request)
        options = {"label": "役割", "required": False, "help_text": text}
        return forms.ModelMultipleChoiceField(
            choices, widget=forms.CheckboxSelectMultiple, **options
        )

    def _groups_to_give(self, request):
        """Ours; another may hold more, so it is kept where it is, and given by superusers only."""
        if request.user.is_superuser:
            return Group.objects.order_by("pk")
        person = number_in(request.resolver_match.kwargs.get("object_id", ""))
        return (
            Group.objects.filter(Q(name__in=list(Role)) | Q(user=person or 0))
            .distinct()
            .order_by("pk")
        )

    def get_deleted_objects(self, objs, request):
        return in_words(super().get_deleted_objects(objs, request))

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (request.user.is_superuser or not (obj and obj.is_superuser))

    def changeform_view(self, request, *args, **kwargs):
        if not request.user.is_superuser and set(POWERS) & set(request.POST):
            raise PermissionDenied("only a superuser gives these")
        with change_source(ChangeSource.FORM):
            return super().changeform_view(request, *args, **kwargs)


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """Our four are as the code says; others may be added beside them."""

    filter_horizontal = ()
    readonly_fields = ("abilities",)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return PermissionsField(label="できること")

    def get_fields(self, request, obj=None):
        may = self.has_change_permission(request, obj)
        return ("name", "permissions" if may else "abilities")

    @admin.display(description="できること")
    def abilities(self, group):
        permissions = group.permissions.select_related("content_type")
        return "、".join(map(PermissionsField.label_from_instance, permissions)) or "—"

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not self._is_ours(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not self._is_ours(obj)

    def _is_ours(self, obj):
        return obj is not None and obj.name in list(Role)
