"""Who is who, and what they may do; for administrators."""

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q

from ..models import Duty, Role, Way, by

#: what makes somebody more than a person of our groups
POWERS = ("is_superuser", "user_permissions")

for model in (User, Group):
    admin.site.unregister(model)


class DutyInline(admin.StackedInline):
    model = Duty
    extra = 0
    verbose_name_plural = "担当の協定（入力担当が実績を入れる協定）"


class GroupsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Who is no superuser makes nobody one, and changes none."""

    list_display = ("username", "last_name", "first_name", "is_active", "has_second_factor")
    list_filter = ("groups", "is_active", "is_superuser")
    filter_horizontal = ("user_permissions",)
    readonly_fields = ("last_login", "date_joined", "has_second_factor")
    inlines = (DutyInline,)

    def get_queryset(self, request):
        device = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        return super().get_queryset(request).annotate(second_factor=Exists(device))

    @admin.display(description="二要素認証", boolean=True)
    def has_second_factor(self, person):
        return person.second_factor

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
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        text = "複数選べます。公表担当と管理者には、二要素認証が要ります。"
        choices = self._groups_to_give(request)
        return GroupsField(choices, label="役割", required=False, help_text=text)

    def _groups_to_give(self, request):
        """Ours; another may hold more, so it is kept where it is, and given by superusers only."""
        if request.user.is_superuser:
            return Group.objects.order_by("pk")
        person = request.resolver_match.kwargs.get("object_id", "")
        held = Q(user=person) if person.isdigit() else Q()
        return Group.objects.filter(Q(name__in=list(Role)) | held).distinct().order_by("pk")

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (request.user.is_superuser or not (obj and obj.is_superuser))

    def changeform_view(self, request, *args, **kwargs):
        if not request.user.is_superuser and set(POWERS) & set(request.POST):
            raise PermissionDenied("only a superuser gives these")
        with by(Way.FORM):
            return super().changeform_view(request, *args, **kwargs)


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """Our four are as the code says; others may be added beside them."""

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not self._is_ours(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not self._is_ours(obj)

    def _is_ours(self, obj):
        return obj is not None and obj.name in list(Role)
