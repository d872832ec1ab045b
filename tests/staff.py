"""People of the back office for tests."""

from itertools import count

from django.contrib.auth.models import Group, User

from programmes.models import Duty

_number = count(1)


def person(*roles, partnership=None, **fields):
    """A signed-up staff member with these roles, who enters for a partnership if one is given."""
    fields = {"is_staff": True, **fields}
    user = User.objects.create_user(f"person-{next(_number)}", password="secret-word", **fields)
    user.groups.set(Group.objects.filter(name__in=roles))
    assert user.groups.count() == len(roles)
    if partnership:
        Duty.objects.create(user=user, partnership=partnership)
    return user
