"""Collect the texts that people see, and compile their Vietnamese.

    python scripts/messages.py                   list what has no translation yet
    python scripts/messages.py --write           bring django.po up to date and compile django.mo
    python scripts/messages.py --fill FILE ...   take translations from JSON files {msgid: text}

Works without GNU gettext, which a fresh machine does not have: Babel reads the sources, polib
writes the catalogue.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import polib
from babel.messages.extract import extract

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "disbursement" / "locale" / "vi" / "LC_MESSAGES" / "django.po"
APPS = ("projects", "disbursement", "emulation", "reports")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "mark": None,
    "Term": None,
}

Message = tuple[str, str | None]


def messages() -> dict[Message, list[str]]:
    """Return every (msgid, context) in the sources with the files it stands in."""
    found: dict[Message, list[str]] = {}
    for name, source in _sources():
        for _line, msgid, _comments, context in extract("python", source, KEYWORDS):
            if isinstance(msgid, tuple):
                msgid = msgid[0]
            if msgid:
                files = found.setdefault((msgid, context or None), [])
                if name not in files:
                    files.append(name)
    return found


def _sources() -> Iterator[tuple[str, BytesIO]]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disbursement.settings")
    sys.path.insert(0, str(ROOT))
    from django.utils.translation.template import templatize

    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), BytesIO(path.read_bytes())
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt"}:
            text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            # Read as Python: the indentation of a template would be an error.
            flat = "\n".join(line.lstrip() for line in text.splitlines())
            yield str(path.relative_to(ROOT)), BytesIO(flat.encode())


def catalogue() -> polib.POFile:
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=98)
    fresh = polib.POFile(wrapwidth=98)
    fresh.metadata = {
        "Language": "vi",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return fresh


def updated(filled: dict[str, str]) -> polib.POFile:
    """Return the catalogue holding exactly the messages of the sources, old translations kept."""
    old = catalogue()
    known = {(entry.msgid, entry.msgctxt): entry.msgstr for entry in old}
    fresh = polib.POFile(wrapwidth=98)
    fresh.metadata = old.metadata
    for (msgid, context), files in sorted(
        messages().items(), key=lambda item: (item[1][0], item[0][0])
    ):
        fresh.append(
            polib.POEntry(
                msgid=msgid,
                msgctxt=context,
                msgstr=filled.get(msgid) or known.get((msgid, context), ""),
                occurrences=[(name, "") for name in files],
                flags=["python-format"] if "%(" in msgid else [],
            )
        )
    return fresh


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--fill", nargs="*", default=[], type=Path)
    options = parser.parse_args()
    filled: dict[str, str] = {}
    for path in options.fill:
        filled |= json.loads(path.read_text(encoding="utf-8"))
    current = updated(filled)
    missing = [entry.msgid for entry in current if not entry.msgstr]
    if options.write or options.fill:
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        current.save(str(CATALOGUE))
        current.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
    for msgid in missing:
        sys.stdout.write(f"no translation: {msgid!r}\n")
    sys.stdout.write(f"{len(current)} texts, {len(missing)} without a translation\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
