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

_written = ContextVar("written", default=None)


def path(key, width, suffix):
    return f"{FOLDER}/{key}/{width}.{suffix}"


def read(key, width, suffix):
    """The bytes of one rendition, or None where there is no such file."""
    with suppress(FileNotFoundError), default_storage.open(path(key, width, suffix)) as file:
        return file.read()


def write(key, renditions):
    """Writes a Picture's renditions, all or none."""
    if (written := _written.get()) is not None:
        written.append(key)
    try:
        for (width, suffix), content in renditions.items():
            default_storage.save(path(key, width, suffix), ContentFile(content))
    except BaseException:
        remove(key)
        raise


def remove(key):
    """Deletes a photo's files and returns their number; none is nothing new."""
    folder, number = f"{FOLDER}/{key}", 0
    with suppress(FileNotFoundError):
        for name in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{name}")
            number += 1
        default_storage.delete(folder)
    return number


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


def abandoned(known):
    """The keys of folders that stand for a day or more although they are none of `known`."""
    with suppress(FileNotFoundError):
        for name in default_storage.listdir(FOLDER)[0]:
            with suppress(ValueError, FileNotFoundError):
                if (key := UUID(name)) not in known and _is_old(f"{FOLDER}/{name}"):
                    yield key


def _is_old(folder):
    names, limit = default_storage.listdir(folder)[1], timezone.now() - ABANDONED
    written = (default_storage.get_modified_time(f"{folder}/{name}") for name in names)
    return max(written, default=limit) <= limit
