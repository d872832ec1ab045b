"""How much of an upload is taken in at all."""

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

#: more than any file that the portal understands
MOST_BYTES = 20 * 1024 * 1024
SKIPPED = "skipped_uploads"


class UploadSizeLimit(FileUploadHandler):
    """First of the handlers: what is larger is thrown away as it comes, and fills no disk.

    A file thrown away is not among `request.FILES`; its form asks `skipped()`.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > MOST_BYTES:
            setattr(self.request, SKIPPED, {*skipped(self.request), self.field_name})
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one keep the file."""


def skipped(request: HttpRequest | None) -> set[str]:
    """The names of the fields whose files were too large to be taken in."""
    return getattr(request, SKIPPED, set())
