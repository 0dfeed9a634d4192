"""What must be answered to a workbook of the corpus, and how a builder is entered with it."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from disbursement.domain.treasury_known import Known
from tests.intake.corpus.portal import EMPTY

HERE = Path(__file__).parent
FOLDERS = {"should_pass": "checked", "should_hold": "held", "should_refuse": "refused"}
MODULE_ENDINGS = {".py", ".pyc"}


@dataclass(frozen=True)
class Expected:
    """The answer: rows that state money, their totals in đồng, and each finding with its cell.

    `child` reads the file in a process of its own, where the trap is about what parsing costs.
    """

    rows: int = 0
    volume: int = 0
    advance: int = 0
    issues: tuple[str, ...] = ()
    known: Known = EMPTY
    child: bool = False


@dataclass(frozen=True)
class Case:
    """A workbook of the corpus; one without a builder is kept as a file."""

    folder: str
    name: str
    expected: Expected
    build: Callable[[Path], object] | None = None


CASES: dict[tuple[str, str], Case] = {}


def trap(expected: Expected, *, ending: str = "xlsx"):
    """Enter a builder: its function's name is the file's name, its package the folder."""

    def enter(build: Callable[[Path], object]):
        folder = build.__module__.split(".")[-2]
        _enter(Case(folder, f"{build.__name__.replace('_', '-')}.{ending}", expected, build))
        return build

    return enter


def kept(folder: str, name: str, expected: Expected) -> None:
    """Enter a file that lies in the folder."""
    _enter(Case(folder, name, expected))


def _enter(case: Case) -> None:
    assert (case.folder, case.name) not in CASES, f"{case.name} is there twice"
    CASES[case.folder, case.name] = case


def load() -> dict[tuple[str, str], Case]:
    """Return every case, with all modules of the folders read."""
    for folder in FOLDERS:
        for module in pkgutil.iter_modules([str(HERE / folder)]):
            importlib.import_module(f"{__package__}.{folder}.{module.name}")
    return CASES


def kept_files(root: Path = HERE) -> list[tuple[str, str]]:
    """Return folder and name of every file in the corpus that is not a module."""
    return sorted(
        (path.parent.name, path.name)
        for path in root.glob("*/*")
        if path.is_file() and path.suffix not in MODULE_ENDINGS
    )


def write_all(root: Path) -> None:
    """Write the whole corpus under a folder: the built files and the kept ones."""
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True)
    for folder, name in kept_files():
        (root / folder / name).write_bytes((HERE / folder / name).read_bytes())
    for case in load().values():
        if case.build:
            case.build(root / case.folder / case.name)
