"""The reader's language, and the way to the other."""

from django.utils.translation import get_language


def languages(request):
    bare = request.path.removeprefix("/en") if request.path.startswith("/en/") else request.path
    return {"language": get_language(), "path_ja": bare, "path_en": f"/en{bare}"}
