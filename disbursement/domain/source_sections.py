"""Capital sources named by a section of the table, by its title or by the name of its sheet."""

import re
from collections.abc import Iterable, Sequence

from disbursement.domain.headings import NumberedRow, fold
from projects.domain.texts import clean

# "I. Nguồn vốn: NSTW-TN", "Nguồn - Xổ số kiến thiết"; "Nguồn" has to be its first word.
NAMED = re.compile(
    r"^(?:(?:[ivxlc]+|[a-zđ]|[0-9]+(?:\.[0-9]+)*)\s*[.)/:-]\s*|[-+*•]\s*)?"
    r"(?:thuộc\s+)?nguồn(?:\s+(?:vốn|kinh\s+phí))?\s*[:–.-]?\s*(?P<name>.*)$",
    re.IGNORECASE | re.DOTALL,
)
# A sheet named after nothing but a code: "NSTW-TN".
CODE_ALONE = re.compile(r"[A-ZĐ]{3,}(?:[-_.][A-ZĐ0-9]+)*")
NO_SOURCES = re.compile(r"nam\b|von$|theo\b|du an\b|.*\bkho bac\b.*")
LONGEST_NAME = 150


def named_source(text: str) -> str:
    """Return the source that a text names after the word "nguồn", or ""."""
    if "ngu" not in text.casefold() or len(text) > LONGEST_NAME:
        return ""
    found = NAMED.match(clean(text))
    name = clean(found["name"]).strip(" :.–-") if found else ""
    return "" if not name or NO_SOURCES.match(fold(name)) else name


def source_of_sheet(name: str, above: Iterable[NumberedRow]) -> str:
    """Return the one source that the rows above a table or its sheet's name speak of, or ""."""
    texts = [value for _, values in above for value in values if isinstance(value, str)]
    said = {found for text in texts if (found := named_source(text))}
    if not said and (found := named_source(name) or _code_alone(name)):
        said = {found}
    return said.pop() if len(said) == 1 else ""


def has_source_sections(rows: Sequence[NumberedRow]) -> bool:
    return any(
        isinstance(value, str) and named_source(value) for _, values in rows for value in values
    )


def _code_alone(name: str) -> str:
    text = clean(name)
    return text if CODE_ALONE.fullmatch(text) else ""
