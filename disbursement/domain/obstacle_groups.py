"""The three groups by which the planning department of Sóc Trăng sorted obstacles in 2023.

Procedures of investment, construction and bidding; land and clearance; plan of capital and
procedures of disbursement. What belongs to none of them stands apart instead of being forced.
"""

from enum import StrEnum

from projects.domain.issues import mark


class MainGroup(StrEnum):
    PROCEDURES = "thu-tuc"
    LAND = "dat-dai"
    CAPITAL = "von"
    OTHER = "khac"


GROUPED: dict[MainGroup, tuple[str, ...]] = {
    MainGroup.PROCEDURES: ("THUTUC", "DAUTHAU", "THIETKE"),
    MainGroup.LAND: ("GPMB",),
    MainGroup.CAPITAL: ("NGUONVON", "THANHTOAN"),
    MainGroup.OTHER: ("VATLIEU", "NHATHAU", "TOCHUC", "THOITIET", "KHAC"),
}
MAIN_GROUP_NAMES: dict[MainGroup, str] = {
    MainGroup.PROCEDURES: mark("Procedures of investment, construction and bidding"),
    MainGroup.LAND: mark("Land and land clearance"),
    MainGroup.CAPITAL: mark("Plan of capital and procedures of disbursement"),
    MainGroup.OTHER: mark("Outside the three groups"),
}
# Who usually can remove obstacles of a category; where opinions differ, the lowest that can.
USUAL_LEVELS: dict[str, str] = {
    "GPMB": "commune",
    "THUTUC": "province",
    "VATLIEU": "province",
    "NGUONVON": "province",
    "TOCHUC": "province",
}


def usual_level(category: str) -> str:
    return USUAL_LEVELS.get(category, "investor")


def main_group(category: str) -> MainGroup:
    """Return the group of a category; one that is not known belongs to none of the three."""
    for group, categories in GROUPED.items():
        if category in categories:
            return group
    return MainGroup.OTHER
