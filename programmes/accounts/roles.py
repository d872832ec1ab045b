"""What each group of staff may do, by the kind of model; made after every migrate.

A new strand needs no entry here: its models are told by what they derive from.
"""

from django.apps import apps as all_apps
from django.contrib import admin
from django.contrib.auth.management import create_permissions
from django.db.models import Q
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from ..models import Assignment, Record, Role, TrackedModel

ALL = {"view", "add", "change", "delete"}
LOOK = {"view"}
#: what is no page's content: model -> group -> rights
OTHERS = {
    "programmes.Municipality": dict.fromkeys(Role, LOOK),
    "programmes.ImportBatch": {
        **dict.fromkeys(Role, LOOK),
        Role.ENTRY: LOOK | {"add"},
        Role.ADMINISTRATION: LOOK | {"add"},
    },
    # People are switched off, not deleted: the history names them.
    "auth.User": {Role.ADMINISTRATION: {"view", "add", "change"}},
    "auth.Group": {Role.ADMINISTRATION: LOOK},
    # To delete a failure unlocks an account; to delete a second factor lets set up another.
    "sign_in.Failure": {Role.ADMINISTRATION: {"view", "delete"}},
    "sign_in.Visit": {Role.ADMINISTRATION: LOOK},
    "sign_in.Device": {Role.ADMINISTRATION: {"view", "delete"}},
}


def rights(role, model):
    """What a group may do with a model: a subset of ALL."""
    if issubclass(model, TrackedModel):
        return _rights_on_content(role, model)
    if issubclass(model, Assignment):
        return ALL if role == Role.ADMINISTRATION else set()
    return OTHERS.get(model._meta.label, {}).get(role, set())


def _rights_on_content(role, model):
    if role == Role.ADMINISTRATION:
        return ALL
    whole = _whole_of(model)
    if role == Role.ENTRY:
        return LOOK | set((whole if issubclass(whole, Record) else model).entry_rights)
    if role == Role.PUBLICATION and not issubclass(whole, Record):
        # A note or a voice may go; a whole that others point to is the administrators' to delete.
        return ALL if whole is not model else ALL - {"delete"}
    return LOOK


def _whole_of(model):
    for whole in filter(admin.site.is_registered, all_apps.get_models()):
        inlines = admin.site.get_model_admin(whole).inlines
        if any(inline.model is model for inline in inlines):
            return whole
    return model


@receiver(post_migrate)
def make_groups(sender, using, apps=all_apps, **kwargs):
    """Gives the four groups their rights on an app's models and takes back all others on them.

    Once per app and migrate; a second run changes nothing. Other groups are left alone.
    """
    try:
        groups, permissions = (apps.get_model("auth", name) for name in ("Group", "Permission"))
    except LookupError:  # migrated only so far
        return
    create_permissions(sender, verbosity=0, using=using, apps=apps)
    on_app = permissions.objects.using(using).filter(content_type__app_label=sender.label)
    for role in Role:
        group, _made = groups.objects.using(using).get_or_create(name=role.value)
        wanted = set(on_app.filter(_codenames(role, sender)).values_list("pk", flat=True))
        held = set(
            group.permissions.filter(pk__in=on_app.values("pk")).values_list("pk", flat=True)
        )
        group.permissions.remove(*held - wanted)
        group.permissions.add(*wanted - held)


def _codenames(role, app):
    names = {
        f"{right}_{model._meta.model_name}"
        for model in app.get_models()
        for right in rights(role, model)
    }
    return Q(codename__in=names)
