"""What kinds of organisations there are, and the words by which a register names them.

The register's “Loại” is free text: what a province writes there is kept as it is written, and
the kind is told from its words.
"""

import re
from dataclasses import dataclass

from projects.domain.issues import mark
from projects.domain.search import fold


@dataclass(frozen=True, slots=True)
class OrganisationKind:
    """A kind: its lasting code, the label the portal writes, and what it means.

    `words` are folded; a text that holds one of them as whole words is of the kind.
    """

    code: str
    label: str
    meaning: str
    words: tuple[str, ...]


# In this order: a board of a district is a board, a "thị xã" is no commune.
KINDS = (
    OrganisationKind(
        "treasury",
        "Kho bạc Nhà nước",
        mark("An office of the State Treasury: controls payments and keeps the paid amounts."),
        ("kho bac", "kbnn"),
    ),
    OrganisationKind(
        "province",
        "UBND tỉnh",
        mark("The People's Committee of the province: assigns capital, governs the others."),
        ("ubnd tinh", "uy ban nhan dan tinh", "ubnd thanh pho", "uy ban nhan dan thanh pho"),
    ),
    OrganisationKind(
        "board",
        "Ban quản lý dự án",
        mark("A project management unit: an investor by trade, with projects of one field."),
        ("ban quan ly", "bql", "qlda", "ban qlda"),
    ),
    OrganisationKind(
        "district",
        "UBND huyện",
        mark("A district: a level of government until 30/06/2025, since then history."),
        ("huyen", "thi xa", "ubnd quan", "cap quan"),
    ),
    OrganisationKind(
        "commune",
        "UBND xã",
        mark("A commune, a ward or a special zone: its People's Committee is the investor."),
        ("ubnd xa", "xa", "phuong", "dac khu", "uy ban nhan dan xa"),
    ),
    OrganisationKind(
        "central",
        "Cơ quan trung ương",
        mark("A body of the central government or the armed forces, with projects here."),
        ("trung uong", "bo", "tong cuc", "quan su", "cong an", "bien phong"),
    ),
    OrganisationKind(
        "department",
        "Sở, ban, ngành",
        mark("A department, office, school or hospital of the province."),
        ("so", "ban", "nganh", "co quan", "don vi su nghiep", "truong", "benh vien"),
    ),
)
BY_CODE = {kind.code: kind for kind in KINDS}


def find_kind(text: str) -> OrganisationKind | None:
    """Return the kind that a register's text names, None where it names none."""
    words = " ".join(re.findall(r"[^\W_]+", fold(text)))
    return next(
        (kind for kind in KINDS if any(f" {word} " in f" {words} " for word in kind.words)), None
    )
