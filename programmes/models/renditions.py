"""The files of photos: each photo's under its key, in the default storage, and no original.

A file cannot be rolled back with its row. So new ones are written under a new key before the
commit (a full disk then undoes the row), and old ones go only after it.
"""

from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

FOLDER = "photos"
#: after this a folder that no row knows was left by a process that died, not by one at work
ABANDONED = timedelta(days=1)
#: where such a folder waits to be put back before it is deleted, and how long
ASIDE, KEPT_ASIDE = "photos-set-aside", timedelta(days=14)

_written = ContextVar("written", default=None)


def path(key, width, suffix):
    return f"{FOLDER}/{key}/{width}.{suffix}"


def read(key, width, suffix):
    """The bytes of one rendition, or None where there is no such file."""
    with suppress(FileNotFoundError), default_storage.open(path(key, width, suffix)) as file:
        return file.read()


def write(key, renditions):
    if (written := _written.get()) is not None:
        written.append(key)
    try:
        for (width, suffix), content in renditions.items():
            default_storage.save(path(key, width, suffix), ContentFile(content))
    except BaseException:
        remove(key)
        raise


def remove(key, folder=FOLDER):
    """Deletes a photo's files and returns their number; none is nothing new."""
    names = _files(f"{folder}/{key}")
    for name in names:
        default_storage.delete(f"{folder}/{key}/{name}")
    with suppress(FileNotFoundError):
        default_storage.delete(f"{folder}/{key}")
    return len(names)


def set_aside(key):
    for name in _files(f"{FOLDER}/{key}"):
        with default_storage.open(f"{FOLDER}/{key}/{name}") as file:
            default_storage.save(f"{ASIDE}/{key}/{name}", file)
    return remove(key)


@contextmanager
def undone_unless(is_known):
    """Files written inside are deleted at its end, unless `is_known(key)` or something failed.

    Belongs outside the transaction that saves the rows. Of two nested ones the outer acts.
    """
    if _written.get() is not None:
        yield
        return
    keys = []
    token = _written.set(keys)
    try:
        yield
    except BaseException:
        for key in keys:
            remove(key)
        raise
    else:
        for key in keys:
            if not is_known(key):
                remove(key)
    finally:
        _written.reset(token)


def keys(folder=FOLDER):
    with suppress(FileNotFoundError):
        for name in default_storage.listdir(folder)[0]:
            with suppress(ValueError):
                yield UUID(name)


def abandoned(known):
    return [key for key in keys() if key not in known and _is_old(f"{FOLDER}/{key}", ABANDONED)]


def set_aside_long_ago():
    return [key for key in keys(ASIDE) if _is_old(f"{ASIDE}/{key}", KEPT_ASIDE)]


def _files(folder):
    with suppress(FileNotFoundError):
        return default_storage.listdir(folder)[1]
    return []


def _is_old(folder, age):
    limit, written = timezone.now() - age, []
    with suppress(FileNotFoundError):  # taken away meanwhile
        for name in _files(folder):
            written.append(default_storage.get_modified_time(f"{folder}/{name}"))
    return max(written, default=limit) <= limit
