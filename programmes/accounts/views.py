"""The door of the back office, and the set-up of what else it takes to pass it."""

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from django.contrib.auth import REDIRECT_FIELD_NAME, SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.models import Session
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from ..lib import periods


@never_cache
def admin_login(request):
    wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
    if not request.user.is_authenticated:
        return redirect_to_login(wanted, reverse("account_login"))
    if not request.user.is_staff:
        return render(request, "account/no_way_in.html", status=403)
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return HttpResponseRedirect(wanted if is_ours else reverse("admin:index"))


class SetUp(ActivateTOTPView):
    """Sets up an app: its first code counts for this session, and every other session ends."""

    def form_valid(self, form):
        response = super().form_valid(form)
        user = self.request.user
        app = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
        post_authentication(self.request, app)
        _end_other_sessions(self.request)
        return response


def _end_other_sessions(request):
    open_ones = Session.objects.filter(expire_date__gt=periods.now())
    for session in open_ones.exclude(session_key=request.session.session_key):
        if session.get_decoded().get(SESSION_KEY) == str(request.user.pk):
            session.delete()
