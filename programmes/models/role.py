"""The four groups of staff, and what follows from being in one."""

from enum import StrEnum


class Role(StrEnum):
    """A group of staff; its permissions are made by `programmes.accounts.roles`."""

    ENTRY = "入力担当"
    PUBLICATION = "公表担当"
    READING = "閲覧"
    ADMINISTRATION = "管理者"


def roles_of(user):
    """The groups of ours that a user is in; asked once per user object, so once per request."""
    if not hasattr(user, "_roles"):
        names = user.groups.filter(name__in=list(Role)).values_list("name", flat=True)
        user._roles = {Role(name) for name in names}
    return user._roles


def administers(user):
    return user.is_superuser or Role.ADMINISTRATION in roles_of(user)


def enters(user):
    return Role.ENTRY in roles_of(user)


def reads_everything(user):
    """Whether a user sees every partnership; who only enters sees those given to them."""
    return user.is_superuser or roles_of(user) != {Role.ENTRY}


def writes_everywhere(user):
    """Whether what a user may write, records apart, is not bound to a partnership."""
    return administers(user) or not enters(user) or Role.PUBLICATION in roles_of(user)
