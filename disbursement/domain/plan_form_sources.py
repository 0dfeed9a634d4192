"""Find the capital source that a section of a plan form speaks of; a person confirms it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from projects.domain.search import fold

PATH_SIGN = " / "

# Words of a section, and the words that the name or code of its source then has. The first
# line that fits decides; a further wording is a further line.
WORDS: tuple[tuple[str, str], ...] = (
    (r"\bxo so\b|\bxskt\b", r"\bxo so\b|xskt"),
    (r"\bsu dung dat\b|\btien dat\b", r"\bsu dung dat\b|sdd"),
    (r"\bboi chi\b", r"\bboi chi\b"),
    (r"\bnuoc ngoai\b|\boda\b|\bvay uu dai\b", r"\bnuoc ngoai\b|\boda\b"),
    (r"\bmuc tieu quoc gia\b|\bctmtqg\b|\bmtqg\b", r"\bmuc tieu quoc gia\b|ctmtqg|mtqg"),
    (r"\bngoai ke hoach\b|\bdu phong\b|\btang thu\b", r"\bngoai ke hoach\b|\btang thu\b"),
    (
        r"\bcan doi\b|\btieu chi\b|\bdinh muc\b|\bxdcb tap trung\b|\bxay dung co ban tap trung\b",
        r"\bcan doi\b|\btap trung\b|\btieu chi\b",
    ),
    (r"\btrong nuoc\b|\bbo sung co muc tieu\b", r"\btrong nuoc\b|\bbo sung co muc tieu\b"),
    (r"\bngan sach trung uong\b|\bnstw\b", r"^ngan sach trung uong$|^nstw$"),
    (r"\bngan sach dia phuong\b|\bnsdp\b", r"^ngan sach dia phuong$|^nsdp$"),
)
COMPILED = tuple((re.compile(said), re.compile(named)) for said, named in WORDS)
# Which branch of the tree of sources the outer sections name.
BRANCHES = (
    (re.compile(r"\bngan sach trung uong\b|\bnstw\b"), re.compile(r"trung uong|nstw")),
    (re.compile(r"\bngan sach dia phuong\b|\bnsdp\b"), re.compile(r"dia phuong|nsdp")),
)


@dataclass(frozen=True, slots=True)
class SourceName:
    """A source as sections may name it; `above` are the words of what it stands under."""

    code: str
    name: str
    above: str = ""

    @property
    def words(self) -> tuple[str, str]:
        return _plain(self.name), _plain(self.code)


def section_path(sections: Sequence[str]) -> str:
    """Return a section as it is shown: its own heading behind those above it."""
    return PATH_SIGN.join(sections)


def propose_sources(
    paths: Iterable[Sequence[str]],
    sources: Sequence[SourceName],
    remembered: Mapping[str, str],
) -> dict[str, str]:
    """Return for each section path the code of its source, "" where it cannot be told.

    What a person chose for the same path before comes first.
    """
    codes = {source.code for source in sources}
    proposals: dict[str, str] = {}
    for path in paths:
        shown = section_path(path)
        known = remembered.get(fold(shown), "")
        proposals[shown] = known if known in codes else _propose(path, sources)
    return proposals


def _propose(path: Sequence[str], sources: Sequence[SourceName]) -> str:
    texts = [_plain(text) for text in path]
    for depth in range(len(texts) - 1, -1, -1):
        found = _named(texts[depth], sources) or _worded(texts[: depth + 1], sources)
        if found:
            return found
    return ""


def _named(text: str, sources: Sequence[SourceName]) -> str:
    """Return the source whose whole name or code the section is."""
    found = [source.code for source in sources if text in source.words]
    return found[0] if len(found) == 1 else ""


def _worded(texts: Sequence[str], sources: Sequence[SourceName]) -> str:
    """Return the one source that the section's words fit, within the branch named above it."""
    for said, named in COMPILED:
        if not said.search(texts[-1]):
            continue
        fitting = [s for s in sources if any(named.search(word) for word in s.words)]
        branch = _branch(texts)
        if branch and len(fitting) > 1:
            fitting = [s for s in fitting if branch.search(_plain(f"{s.code} {s.name} {s.above}"))]
        if fitting:
            return fitting[0].code if len(fitting) == 1 else ""
    return ""


def _branch(texts: Sequence[str]) -> re.Pattern[str] | None:
    for text in reversed(texts):
        for said, named in BRANCHES:
            if said.search(text):
                return named
    return None


def _plain(text: str) -> str:
    """Return the words of a section without what follows in brackets."""
    words = re.sub(r"\([^()]*\)", " ", text)
    return " ".join(re.sub(r"[^0-9a-z%]+", " ", fold(words)).split())
