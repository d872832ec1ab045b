"""Who publishes or administers gets nowhere in the back office without a second factor."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.urls import reverse

from ..models import Role, roles_of

NEEDING = {Role.PUBLICATION, Role.ADMINISTRATION}


def needs_second_factor(user):
    return user.is_staff and (user.is_superuser or bool(NEEDING & roles_of(user)))


def missing_step(request):
    """The name of the page that a session must pass before it reaches the back office, or None.

    Asks about the session, not the account: one that began with a password alone before there was
    a second factor has not shown it.
    """
    if not settings.SECOND_FACTOR or not needs_second_factor(request.user):
        return None
    return _missing_code(request) if _has_app(request.user) else "mfa_activate_totp"


def second_factor(get_response):
    def middleware(request):
        if step := _missing_here(request):
            return redirect_to_login(request.get_full_path(), reverse(step))
        return get_response(request)

    return middleware


def _missing_here(request):
    path = request.path
    if path.startswith(reverse("admin:index")):
        return missing_step(request) if path != reverse("admin:logout") else None
    if path.startswith((reverse("mfa_index"), reverse("mfa_view_recovery_codes"))):
        # Whoever has an account's second factor shows it before it is looked at or taken off.
        return _missing_code(request) if _has_app(request.user) else None
    return None


def _has_app(user):
    return user.is_authenticated and is_mfa_enabled(user, [Authenticator.Type.TOTP])


def _missing_code(request):
    records = get_authentication_records(request, request.user)
    is_shown = any(record["method"] == "mfa" for record in records)
    return None if is_shown else "mfa_reauthenticate"
