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


def judged(records, user):
    """What the records say one by one, and what the queryset says: they must agree."""
    one_by_one = {record.pk for record in records if record.may_be_entered_by(user)}
    model = type(records[0])
    assert one_by_one == set(model.objects.enterable_by(user).values_list("pk", flat=True))
    return [record.pk in one_by_one for record in records]
