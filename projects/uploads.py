"""Uploaded files as paths, the way the readers of workbooks want them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile


@contextmanager
def path_of_upload(upload: UploadedFile) -> Iterator[Path]:
    """Lay the upload into a file that is gone when the block ends."""
    with tempfile.NamedTemporaryFile(prefix="upload-", suffix=".xlsx") as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name)
