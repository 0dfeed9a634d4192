"""Where the content of the files that were handed in lies."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from projects.models import SourceFile


def path_of(source_file: SourceFile) -> Path:
    """Return the path of a kept file's content."""
    return path_for(source_file.sha256)


def path_for(sha256: str) -> Path:
    """Return where content with this sum lies, or would lie."""
    return Path(settings.DATA_DIR) / "files" / sha256[:2] / sha256
