"""Who guesses is locked out for a while, by account and by address."""

import ipaddress
from math import ceil

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_cool_off
from django.conf import settings
from django.db.models import Sum
from django.shortcuts import render

#: how many failures weigh as one: of an account at an address, of an account, of an address
WEIGHTS = (1, 4, 10)


def address_of(request):
    """The visitor's address, or None; behind our proxy it is the last that the proxy was told."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        address = request.headers.get("x-forwarded-for", "").split(",")[-1].strip() or address
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


class Lockout(AxesDatabaseHandler):
    """Counts the failures of an account at an address, and with wider limits of each alone.

    So five wrong passwords stop one person at one place, and neither a guesser with many
    addresses nor one with many names goes on for ever.
    """

    def get_failures(self, request, credentials=None):
        counts = (
            attempts.aggregate(sum=Sum("failures_since_start"))["sum"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return max(count // weight for count, weight in zip(counts, WEIGHTS, strict=True))

    def reset_user_attempts(self, request, credentials=None):
        """Forgets the account's failures at this address only, not those on others' accounts."""
        return self.filter_user_attempts(request, credentials)[0].delete()[0]


def locked_out(request, response=None, credentials=None):
    wait = get_cool_off(request)
    context = {"minutes": ceil(wait.total_seconds() / 60)}
    page = render(request, "account/locked_out.html", context, status=429)
    page["Retry-After"] = int(wait.total_seconds())
    return page
