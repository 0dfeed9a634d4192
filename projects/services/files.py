"""Keep what people hand in, byte for byte and once."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import unicodedata
from datetime import datetime
from io import BufferedReader, BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from projects.models import SourceFile, User
from projects.selectors.files import path_for

NAME_LIMIT = 255


@transaction.atomic
def file_keep(*, content: bytes | Path, name: str, by: User | None, at: datetime) -> SourceFile:
    """Keep the content under its SHA-256 and return its row; the same bytes give the same row."""
    with _opened(content) as source:
        sha256 = hashlib.file_digest(source, "sha256").hexdigest()
        size = source.seek(0, os.SEEK_END)
        if not path_for(sha256).exists():
            source.seek(0)
            _write(source, path_for(sha256))
    kept, _made = SourceFile.objects.get_or_create(
        sha256=sha256,
        defaults={"name": safe_name(name), "size": size, "received_at": at, "received_by": by},
    )
    return kept


def safe_name(name: str) -> str:
    """Return a file name fit to be shown and offered: no folders, no control characters."""
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip()
    if not shown.strip(". "):
        return _("unnamed")
    stem, dot, ending = shown.rpartition(".")
    excess = len(shown) - NAME_LIMIT
    return f"{stem[:-excess]}{dot}{ending}"[-NAME_LIMIT:] if excess > 0 else shown


def _opened(content: bytes | Path) -> BytesIO | BufferedReader:
    return BytesIO(content) if isinstance(content, bytes) else content.open("rb")


def _write(source: BinaryIO, target: Path) -> None:
    """Write all or nothing: a reader never sees half a file, nor a crash leave one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".incoming-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as sink:
            shutil.copyfileobj(source, sink)
            sink.flush()
            os.fsync(sink.fileno())
        temporary.chmod(settings.FILE_UPLOAD_PERMISSIONS or 0o640)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
