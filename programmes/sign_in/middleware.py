"""Who publishes or administers gets nowhere in the back office without a second factor."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.urls import reverse

from ..models import Role, roles_of

NEEDING = {Role.PUBLICATION, Role.ADMINISTRATION}


def needs_second_factor(user):
    """Whether a user's rights are such that a password alone is too little."""
    return user.is_staff and (user.is_superuser or bool(NEEDING & roles_of(user)))


def lacks_second_factor(user):
    """Whether a user must set up a second factor before anything else."""
    if not settings.SECOND_FACTOR or not needs_second_factor(user):
        return False
    return not is_mfa_enabled(user, [Authenticator.Type.TOTP])


def second_factor(get_response):
    def middleware(request):
        if request.path.startswith(reverse("admin:index")) and _is_held_back(request):
            set_up = reverse("mfa_activate_totp")
            return redirect_to_login(request.get_full_path(), set_up)
        return get_response(request)

    return middleware


def _is_held_back(request):
    leaving = request.path == reverse("admin:logout")
    return not leaving and lacks_second_factor(request.user)
