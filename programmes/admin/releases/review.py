"""The links by which a party sees a release before it is issued, and what came of each."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from ...models import Partner, Programme, Release, ReviewEntry
from ...releases import reviewing
from ..address import admin_address
from ..fields import number_in

PAGE = "admin:release_review"
#: how many lines of the log are shown for each link, and of what came with no link at all
LINES, STRAY = 20, 5


class LinkForm(forms.Form):
    party = forms.ModelChoiceField(Partner.objects.none(), label="確認を頼む団体")
    days = forms.TypedChoiceField(
        label="見られる期間",
        coerce=int,
        choices=[(days, f"{days}日間") for days in (3, reviewing.DAYS, 14, 30)],
        initial=reviewing.DAYS,
    )

    def __init__(self, partnership, *args, **kwargs):
        super().__init__(*args, **kwargs)
        first = (partnership.prefecture_id, partnership.company_id)
        partners = Partner.objects.all()
        ordered = sorted(partners, key=lambda partner: (partner.pk not in first, str(partner)))
        self.fields["party"].queryset = partners
        self.fields["party"].choices = [(partner.pk, str(partner)) for partner in ordered]
        self.fields["party"].initial = partnership.prefecture_id


def review(request, pk):
    release = _release(request, pk)
    form = LinkForm(release.programme.partnership, request.POST or None)
    if request.method == "POST":
        if "revoke" in request.POST:
            return _revoke(request, release)
        if form.is_valid() and _make_link(request, release, form):
            return redirect(PAGE, release.pk)
    return TemplateResponse(request, "admin/release_review.html", _context(request, release, form))


def _release(request, pk):
    """The release, for who may change it: whoever has its link may read it."""
    if not request.user.has_perm("programmes.change_release"):
        raise PermissionDenied
    mine = Programme.objects.readable_by(request.user).values("pk")
    releases = Release.objects.select_related("programme__partnership")
    return get_object_or_404(releases.filter(programme__in=mine), pk=pk)


def _make_link(request, release, form):
    wanted = form.cleaned_data
    try:
        link = reviewing.make(release, wanted["party"], request.user, wanted["days"])
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return False
    message = "{}に送るリンクを作りました。下のアドレスを写して、相手だけに送ってください。"
    messages.success(request, message.format(link.party))
    return True


def _revoke(request, release):
    link = get_object_or_404(release.review_links, pk=number_in(request.POST["revoke"]))
    reviewing.revoke(link)
    messages.success(request, f"{link.party}へのリンクを取り消しました。もう開けません。")
    return redirect(PAGE, release.pk)


def _context(request, release, form):
    links = release.review_links.select_related("party", "created_by", "release")
    return {
        **admin.site.each_context(request),
        "title": "公表前の確認を頼む",
        "release": release,
        "desk_link": admin_address(Release, "change", release.pk),
        "form": form if release.is_open else None,
        "links": [_link_context(request, link) for link in links.prefetch_related("entries")],
        "stray": ReviewEntry.objects.filter(link=None)[:STRAY],
    }


def _link_context(request, link):
    path = reverse("review", args=[reviewing.token(link)])
    closed = reviewing.closed(link)
    return {
        "link": link,
        "closed": closed,
        "address": "" if closed else request.build_absolute_uri(path),
        "entries": list(link.entries.all())[:LINES],
    }


admin.site.add_page("release/<int:pk>/review/", review, "release_review")
