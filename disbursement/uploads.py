"""How files arrive: no more of one is kept than the portal takes."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class LimitedUpload(FileUploadHandler):
    """Let a file pass until it is too large, and no further.

    What is kept is then just above the limit, so that its form still says that it is too large;
    the rest never reaches the disk.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= settings.UPLOAD_MAX_BYTES else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Leave the file to the handlers after this one."""
        return None
