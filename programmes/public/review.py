"""The page on which a party sees a release before it is issued, and answers."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from ..accounts.lockout import address_of
from ..models import in_language
from ..releases import preview, reviewing
from ..releases.validation import draft_checksum
from ..releases.values import Values
from .publications import article


@require_http_methods(["GET", "HEAD", "POST"])
def review(request, token):
    address = address_of(request) or ""
    try:
        link = reviewing.opened(token, address)
    except reviewing.LinkRefused as refused:
        page = _refused(request, refused)
    else:
        page = _answered(request, link, address) if request.method == "POST" else None
        page = page or _page(request, link, address)
    add_never_cache_headers(page)
    page["X-Robots-Tag"] = "noindex, nofollow"
    return page


def _refused(request, refused):
    context = {"is_known": refused.link is not None}
    return render(
        request, "releases/review_refused.html", context, status=410 if refused.link else 404
    )


def _answered(request, link, address):
    """Takes an answer and leads back to the page; None where the page has to say something."""
    seen = request.POST.get("seen", "")
    try:
        if request.POST.get("act") == "approve":
            reviewing.approve(link, seen, address)
        else:
            figure, words = (request.POST.get(name, "") for name in ("figure", "text"))
            reviewing.comment(link, figure, words, seen, address)
    except ValidationError as error:
        request.refusal = error.messages[0]
        return None
    return redirect(f"{request.path}#answers")


def _page(request, link, address):
    language, release = get_language(), link.release
    values = Values(release.programme)
    seen = draft_checksum(release, values)
    _publication, lines = preview.drafted(release, values)
    if request.method == "GET":
        reviewing.log_visit(link, seen, address)
    answers = list(reviewing.answers(link))
    labels = {line.slug: line for line in lines}
    context = {
        "link": link,
        "party": in_language(link.party, "name"),
        "release": release,
        "programme": release.programme,
        "figures": [line for line in lines if line.strand],
        "seen": seen,
        "answers": [(entry, labels.get(entry.figure)) for entry in answers],
        "agreed": any(entry.act == entry.Act.APPROVED and entry.seen == seen for entry in answers),
        "message": getattr(request, "refusal", ""),
        "typed": {name: request.POST.get(name, "") for name in ("figure", "text")},
    }
    context |= article(preview.printed(release, language, values), language)
    status = 409 if context["message"] else 200
    return render(request, "releases/review.html", context, status=status)
