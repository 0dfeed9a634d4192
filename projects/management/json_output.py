"""What the portal's commands print: one JSON document, or the same answer readably."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.management.base import BaseCommand, OutputWrapper
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from projects.domain.issues import mark
from projects.refusals import Refusal

Document = Mapping[str, Any]

LABELS = {
    "status": mark("Status"),
    "counts": mark("Counts"),
    "issues": mark("Findings"),
    "added": mark("added"),
    "changed": mark("changed"),
    "same": mark("unchanged"),
    "as_of": mark("As of"),
    "denominator": mark("Denominator"),
    "rows": mark("Rows"),
    "total": mark("Total"),
    "name": mark("Name"),
    "plan": mark("Plan"),
    "disbursed": mark("Disbursed"),
    "advance": mark("Open advance"),
    "rate": mark("Rate (%)"),
    "files": mark("Files"),
    "path": mark("File"),
    "severity": mark("Severity"),
    "cell": mark("Cell"),
    "message": mark("Message"),
    "fix": mark("How to mend it"),
}
STATUSES = {
    "imported": mark("imported"),
    "checked": mark("checked"),
    "unchanged": mark("unchanged"),
    "refused": mark("refused"),
    "posted": mark("posted"),
    "duplicate": mark("the same file is already here"),
    "held": mark("held for confirmation"),
    "ok": mark("in order"),
    "broken": mark("broken"),
    "error": mark("error"),
    "warning": mark("warning"),
}


class JsonCommand(BaseCommand):
    """A command that answers with one document and exits 0 only when it did what was asked."""

    as_json = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help=_("Print one JSON document.")
        )

    def execute(self, *args: Any, **options: Any) -> str | None:
        self.as_json = bool(options.get("as_json"))
        try:
            return super().execute(*args, **options)
        except Refusal as refusal:
            self.finish(refusal_document(refusal), ok=False)
            raise

    def finish(self, document: Document, *, ok: bool) -> None:
        """Print the answer; leave with exit code 1 when it is not what was asked for."""
        print_document(self.stdout, document, as_json=self.as_json)
        if not ok:
            raise SystemExit(1)


def refusal_document(refusal: Refusal) -> Document:
    """Return a refusal in the shape of a refused file with one finding."""
    finding = {"severity": "error", "code": "refused", "sheet": "", "cell": ""}
    return {"status": "refused", "issues": [finding | {"message": str(refusal), "fix": ""}]}


def print_document(stdout: OutputWrapper, document: Document, *, as_json: bool) -> None:
    """Print the document as JSON or as indented lines."""
    if as_json:
        stdout.write(json.dumps(document, ensure_ascii=False, cls=DjangoJSONEncoder))
        return
    for line in lines_of(document):
        stdout.write(line)


def lines_of(value: Any, indent: int = 0) -> Iterator[str]:
    """Yield a document line by line: nested mappings indented, lists one item to a line."""
    margin = "  " * indent
    for key, part in value.items():
        label = label_of(key)
        if isinstance(part, Mapping) and not _is_flat(part):
            yield f"{margin}{label}:"
            yield from lines_of(part, indent + 1)
        elif isinstance(part, list | tuple):
            yield f"{margin}{label}: {len(part)}"
            for item in part:
                yield f"{margin}  - {_inline(item)}"
        else:
            yield f"{margin}{label}: {_inline(part)}"


def label_of(key: object) -> str:
    label = LABELS.get(str(key))
    return _(label) if label else str(key)


def _is_flat(mapping: Mapping[str, Any]) -> bool:
    return not any(isinstance(part, Mapping | list | tuple) for part in mapping.values())


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        if "message" in value:
            return _finding(value)
        return ", ".join(f"{label_of(key)}: {_inline(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(_inline(part) for part in value)
    if value is None:
        return "–"
    return _(STATUSES[value]) if value in STATUSES else str(value)


def _finding(found: Mapping[str, Any]) -> str:
    """Return a finding on one line: where, how grave, what, and how to mend it."""
    place = "!".join(part for part in (found.get("sheet"), found.get("cell")) if part)
    words = [place, f"[{_inline(found.get('severity'))}]", found["message"], found.get("fix")]
    return " ".join(word for word in words if word)
