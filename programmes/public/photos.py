"""Photos leave through here only, and each time consent is looked at anew."""

from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from ..lib import images
from ..models import Photo, renditions
from .caching import reads_drafts


@require_safe
def photo(request, key, width, suffix):
    """One rendition. Whether it is forbidden or missing, the answer is the same."""
    shown = Photo.objects.select_related("programme__partnership").filter(key=key).first()
    if not shown or not shown.has(width, suffix) or not _may_see(request, shown):
        raise Http404("no such photo")
    # A key's files never change, so its address says what it holds.
    etag = f'"{key}-{width}-{suffix}"'
    response = get_conditional_response(request, etag) or _file(key, width, suffix)
    response.headers["ETag"] = etag
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    patch_cache_control(response, private=True, max_age=60)
    return response


def _may_see(request, photo):
    if photo.is_public and photo.programme.is_visible:
        return True
    if not reads_drafts(request, photo.programme.partnership):
        return False
    return request.user.has_perm("programmes.view_photo")


def _file(key, width, suffix):
    content = renditions.read(key, width, suffix)
    if content is None:
        raise Http404("no such photo")
    return HttpResponse(content, content_type=images.MEDIA_TYPES[suffix])
