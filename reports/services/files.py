"""Draw a document in the formats asked for, and keep its files."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from disbursement.domain.calendar import VIETNAM_TIME
from projects.refusals import Refusal
from reports.definitions.frame import Asked
from reports.definitions.registry import DEFINITIONS, Definition
from reports.domain.table import Table
from reports.renderers import docx, pdf, xlsx

RENDERERS: dict[str, Callable[[Sequence[Table], datetime], bytes]] = {
    "xlsx": xlsx.render,
    "docx": docx.render,
    "pdf": pdf.render,
}


class UnknownReport(Refusal):
    """There is no report of that kind, or no such format."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One file of a document."""

    format: str
    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def report_draw(*, kind: str, asked: Asked, formats: Iterable[str]) -> list[Drawn]:
    """Build the report from its facts and return its files; the same facts give the same bytes."""
    definition = definition_of(kind)
    wanted = known_formats(formats)
    tables = report_tables(kind=kind, asked=asked)
    dated = asked.known_by or datetime.combine(asked.as_of, time(), tzinfo=VIETNAM_TIME)
    stem = f"{definition.file_stem}-{asked.as_of.isoformat()}"
    return [
        Drawn(format_, f"{stem}.{format_}", RENDERERS[format_](tables, dated)) for format_ in wanted
    ]


def report_tables(*, kind: str, asked: Asked) -> list[Table]:
    """Build the report's tables.

    Official documents are in Vietnamese, whatever language the person reads the portal in.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return definition_of(kind).build(asked)


def definition_of(kind: str) -> Definition:
    if kind not in DEFINITIONS:
        raise UnknownReport(
            _("There is no report “%(kind)s”. There are: %(kinds)s.")
            % {"kind": kind, "kinds": ", ".join(DEFINITIONS)}
        )
    return DEFINITIONS[kind]


def known_formats(formats: Iterable[str]) -> list[str]:
    """Return the formats in the portal's order, each once."""
    asked = {format_.strip().lower() for format_ in formats} - {""}
    if not asked or asked - RENDERERS.keys():
        raise UnknownReport(
            _("A report can be made as %(known)s, not as “%(asked)s”.")
            % {"known": ", ".join(RENDERERS), "asked": ", ".join(sorted(asked - RENDERERS.keys()))}
        )
    return [format_ for format_ in RENDERERS if format_ in asked]


def file_write(*, folder: Path, drawn: Drawn) -> Path:
    """Write the file all or nothing; a reader never sees half of it, nor a crash leave one."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / drawn.name
    handle, name = tempfile.mkstemp(dir=folder, prefix=".drawing-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as sink:
            sink.write(drawn.content)
            sink.flush()
            os.fsync(sink.fileno())
        temporary.chmod(settings.FILE_UPLOAD_PERMISSIONS or 0o640)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return target
