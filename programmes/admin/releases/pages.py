"""The pages around the press-release desk: previews, and the steps from one stage to the next."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import override

from ...models import Release
from ...public.publications import article, beside
from ...releases import workflow
from ...releases.corrections import coming, corrections
from ...releases.drafting import draft
from ...releases.markup import LANGUAGES
from ...releases.preview import drafted, printed
from ...releases.validation import draft_checksum, text_checksum
from ...releases.values import Values
from ...reporting.changes import when
from ..fields import reason_in
from .desk import Desk

Stage = Release.Stage
#: what is done at the desk: the step, and what is said after it
ACTS = {
    "submit": (
        lambda release, user, words: workflow.submit(release, user),
        "承認を頼みました。この文を書いていない公表担当か管理者が、確かめて公開します。",
    ),
    "give-back": (workflow.give_back, "差し戻しました。下書きとして、また直せます。"),
    "withdraw": (workflow.withdraw, "取り下げました。書いた文は、変更の履歴に残っています。"),
    "reopen": (
        lambda release, user, words: workflow.reopen(release, user),
        "次の版の下書きを始めました。前の版は、公開されたまま残ります。",
    ),
}


def get_release(model_admin, request, object_id, to_work=True):
    """The release that an address means, for who may work on it (or else may look at it)."""
    release = model_admin.get_object(request, unquote(object_id))
    if release is None:
        raise Http404("no such release")
    allowed = model_admin.may_work if to_work else model_admin.has_view_permission
    if not allowed(request, release):
        raise PermissionDenied
    return release


def take(request, act, message):
    """Takes a step and says so, or why it cannot; `message` may be made of what came of it."""
    try:
        done = act()
    except workflow.NotNow as error:
        messages.error(request, str(error))
        return
    messages.success(request, message(done) if callable(message) else message)


def step(name):
    act, message = ACTS[name]

    def view(model_admin, request, object_id):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        release = get_release(model_admin, request, object_id)
        back = redirect(model_admin.page("change", release.pk))
        words = reason_in(request.POST, "words")
        if name == "give-back" and not words:
            messages.error(request, "差し戻す理由を一言書いてください（例：副題の数を確かめて）。")
            return back
        take(request, lambda: act(release, request.user, words), message)
        return back

    return view


def preview(model_admin, request, object_id):
    release = get_release(model_admin, request, object_id, to_work=False)
    language = "en" if request.GET.get("language") == "en" else "ja"
    values = Values(release.programme)
    publication, lines = drafted(release, values)
    with override(language):
        context = {
            "programme": release.programme,
            "publication": publication,
            "newer": None,
            "figures": beside([line for line in lines if line.strand], values.results),
            "corrections": [*coming(publication, lines), *corrections(release)],
            "files": [],
            **article(printed(release, language, values), language),
            "language": language,
            "path_ja": f"{request.path}?language=ja",
            "path_en": f"{request.path}?language=en",
            "desk_link": model_admin.page("change", release.pk),
        }
        return render(request, "releases/preview.html", context)


def approve(model_admin, request, object_id):
    release = get_release(model_admin, request, object_id)
    desk_link = model_admin.page("change", release.pk)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        take(request, lambda: workflow.approve(release, request.user, seen=seen), issued)
        return redirect(desk_link)
    desk = Desk(release, request, may_work=True)
    if not desk.may_approve:
        messages.error(request, desk.sentence)
        return redirect(desk_link)
    publication, lines = drafted(release, desk.values)
    return model_admin.show(
        request,
        "admin/release_approve.html",
        title="承認して公開する",
        original=release,
        desk_link=desk_link,
        desk=desk,
        publication=publication,
        moment=when(release.embargo_until) if desk.has_embargo else "",
        lines=lines,
        corrections=coming(publication, lines),
        seen=draft_checksum(release, desk.values),
    )


def issued(publication):
    if not publication.is_public():
        message = "第{}版を承認しました。{}に公開されます。"
        return format_html(message, publication.version, when(publication.issued_at))
    message = '第{}版を公開しました。<a href="{}">公開ページを見る</a>'
    return format_html(message, publication.version, publication.get_absolute_url())


def redraft(model_admin, request, object_id):
    release = get_release(model_admin, request, object_id)
    desk_link = model_admin.page("change", release.pk)
    asked = request.POST if request.method == "POST" else request.GET
    language = "en" if asked.get("language") == "en" else "ja"
    title = LANGUAGES[language]
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        message = f"{title}の下書きを、記録から作り直しました。前の文は、変更の履歴にあります。"
        take(request, lambda: workflow.redraft(release, request.user, language, seen=seen), message)
        return redirect(desk_link)
    if release.stage != Stage.DRAFT:
        messages.error(request, f"この発表は今「{release.get_stage_display()}」です。")
        return redirect(desk_link)
    present, anew = release.text_in(language), draft(release, language)
    return model_admin.show(
        request,
        "admin/release_redraft.html",
        title=f"{title}の下書きを作り直す",
        original=release,
        desk_link=desk_link,
        language=language,
        present=present,
        anew=anew,
        seen=text_checksum(present),
        is_same=present.strip() == anew.strip(),
    )


#: the pages below a release, by the end of their address
PAGES = {"preview": preview, "redraft": redraft, "approve": approve}
PAGES |= {name: step(name) for name in ACTS}
