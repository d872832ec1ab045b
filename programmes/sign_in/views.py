"""The door of the back office."""

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache


@never_cache
def door(request):
    """In place of the admin's login: ours, or why a signed-in person gets no further."""
    if request.user.is_authenticated:
        return render(request, "account/no_way_in.html", status=403)
    wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
    return redirect_to_login(wanted, reverse("account_login"))
