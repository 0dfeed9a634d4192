"""How Vietnamese documents write days, as Nghị định 30/2020/NĐ-CP lays down."""

from datetime import date


def document_day(day: date) -> str:
    """Return "ngày 05 tháng 01 năm 2026": days below 10 and the first two months have a zero."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def committee_of(province: str) -> str:
    """Return the name of the province's People's Committee as a letterhead has it."""
    name = " ".join(province.split()).upper()
    if not name.startswith(("TỈNH", "THÀNH PHỐ")):
        name = f"TỈNH {name}".strip()
    return f"ỦY BAN NHÂN DÂN {name}"


def place_of(province: str) -> str:
    """Return the place a document of the province is dated from: "tỉnh Lạng Sơn" → "Lạng Sơn"."""
    name = " ".join(province.split())
    for kind in ("tỉnh ", "thành phố "):
        if name.casefold().startswith(kind):
            return name[len(kind) :]
    return name or "………"
