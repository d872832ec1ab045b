"""A way for one party, without an account, to see a release before it is issued and to answer.

A link's address holds its number, signed; the database knows until when it holds and whether it
was taken back. Whatever happens at a link is logged, also that it was refused.
"""

import ipaddress
import logging
from datetime import timedelta

from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ..lib import periods
from ..models import Partner, Release, ReviewEntry, ReviewLink
from .validation import draft_checksum
from .values import Values

Act = ReviewEntry.Act
#: how long a link holds by default, and at most
DAYS, MOST_DAYS = 7, 60
#: how many refusals are kept per day, of each link and of no link: a machine that guesses must
#: not fill the database
MOST_REFUSALS = 200
#: how many answers one link takes, and how long each may be
MOST_ANSWERS, LONGEST = 200, 2000
#: what is opened again within this time is not logged again
PAUSE = timedelta(minutes=10)
logger = logging.getLogger(__name__)
_signer = signing.Signer(sep=".", salt="programmes.review")


class LinkRefused(Exception):
    """A link that shows nothing; `link` is known unless the address was altered."""

    def __init__(self, why: str, link: ReviewLink | None = None) -> None:
        super().__init__(why)
        self.link = link


def make(release: Release, party: Partner, user: User, days: int = DAYS) -> ReviewLink:
    if not release.is_open:
        raise ValidationError("書いている途中か確認中の発表だけを、確認に出せます。")
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError(f"期限は、1日から{MOST_DAYS}日までで選んでください。")
    now = periods.now()
    return ReviewLink.objects.create(
        release=release,
        version=release.next_version,
        party=party,
        created_by=user,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )


def revoke(link: ReviewLink) -> None:
    link.revoked_at = link.revoked_at or periods.now()
    link.save(update_fields=["revoked_at"])


def token(link: ReviewLink) -> str:
    return _signer.sign(str(link.pk))


def opened(text: str, address: str) -> ReviewLink:
    """The link of a token as its party opens it. Raises LinkRefused; both are logged."""
    try:
        number = _signer.unsign(text)
    except signing.BadSignature:
        raise _refused("署名が合わない", address) from None
    links = ReviewLink.objects.select_related("release__programme__partnership", "party")
    link = links.filter(pk=number).first()
    if link is None:
        raise _refused("リンクがない", address)
    if why := closed(link):
        raise _refused(why, address, link)
    return link


def closed(link: ReviewLink) -> str:
    """Why a link shows nothing any more, or ""."""
    if link.revoked_at:
        return "取り消し済み"
    if link.expires_at <= periods.now():
        return "期限切れ"
    if link.release.stage == link.release.Stage.WITHDRAWN:
        return "発表の取下げ"
    if link.release.next_version != link.version:
        return "公表の承認済み"
    return ""


def _refused(why: str, address: str, link: ReviewLink | None = None) -> LinkRefused:
    day = periods.now() - timedelta(days=1)
    lately = ReviewEntry.objects.filter(link=link, act=Act.REFUSED, at__gt=day)
    if lately.count() < MOST_REFUSALS:
        _log(link, Act.REFUSED, text=why, address=address)
    logger.warning("review link refused: %s", why)
    return LinkRefused(why, link)


def _log(link: ReviewLink | None, act: ReviewEntry.Act, **what: str) -> ReviewEntry:
    what["address"] = shortened(what.get("address", ""))
    return ReviewEntry.objects.create(link=link, act=act, at=periods.now(), **what)


def shortened(address: str) -> str:
    """An address without the part that names a single connection: 203.0.113.0"""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    bits = 24 if found.version == 4 else 48
    return str(ipaddress.ip_network(f"{found}/{bits}", strict=False).network_address)


def log_visit(link: ReviewLink, seen: str, address: str) -> None:
    recent = link.entries.filter(act=Act.OPENED, seen=seen, at__gt=periods.now() - PAUSE)
    if not recent.filter(address=shortened(address)).exists():
        _log(link, Act.OPENED, seen=seen, address=address)


def approve(link: ReviewLink, seen: str, address: str) -> ReviewEntry:
    """The party agrees to what it saw. Raises ValidationError."""
    _check(link)
    if seen != draft_checksum(link.release, Values(link.release.programme)):
        raise ValidationError(
            _("開いた後に、内容が変わりました。下の今の内容を確かめて、もう一度押してください。")
        )
    return _log(link, Act.APPROVED, seen=seen, address=address)


def comment(link: ReviewLink, figure: str, text: str, seen: str, address: str) -> ReviewEntry:
    """The party says something on a figure, or on the whole. Raises ValidationError."""
    _check(link)
    text, figure, seen = (_plain(one) for one in (text, figure, seen))
    if not text:
        raise ValidationError(_("意見が空欄です。気づいたことを書いてから、送ってください。"))
    words = {"figure": figure[:60], "text": text[:LONGEST]}
    return _log(link, Act.COMMENTED, seen=seen[:64], address=address, **words)


def _plain(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n").strip()


def _check(link: ReviewLink) -> None:
    if link.entries.exclude(act=Act.OPENED).count() >= MOST_ANSWERS:
        raise ValidationError(
            _("このリンクからは、これ以上送れません。依頼した担当者に直接お知らせください。")
        )


def answers(link: ReviewLink) -> QuerySet[ReviewEntry]:
    return link.entries.filter(act__in=(Act.APPROVED, Act.COMMENTED))


def standing(release: Release, values: Values) -> list[tuple[Partner, bool, bool]]:
    """(party, whether it agreed to the text and values of now, whether it ever agreed) of each.

    Of the parties that were asked to look at the version in work.
    """
    asked = ReviewLink.objects.filter(release=release, version=release.next_version)
    links = [link for link in asked.select_related("party") if not _is_dead(link)]
    now = draft_checksum(release, values) if links else ""
    agreed = ReviewEntry.objects.filter(link__in=links, act=Act.APPROVED).order_by("pk")
    seen: dict[int, set[str]] = {}
    for party, text in agreed.values_list("link__party", "seen"):
        seen.setdefault(party, set()).add(text)
    parties = {link.party_id: link.party for link in links}
    return [(party, now in seen.get(pk, ()), pk in seen) for pk, party in parties.items()]


def comments(release: Release) -> QuerySet[ReviewEntry]:
    found = ReviewEntry.objects.filter(act=Act.COMMENTED, link__release=release)
    found = found.filter(link__version=release.next_version)
    return found.select_related("link__party")[:20]


def _is_dead(link: ReviewLink) -> bool:
    return bool(closed(link)) and not link.entries.filter(act=Act.APPROVED).exists()
