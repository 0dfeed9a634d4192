"""What the headings of treasury tables mean, as data: words in, meanings out.

Patterns are matched against folded text ("Mã dự án" is "ma du an"). A further wording is a line
here; a further family of tables is a line in `layouts`.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from disbursement.domain.headings import fold
from projects.domain.issues import mark


class Meaning(StrEnum):
    """What a column that tells rows apart holds."""

    PROJECT_CODE = "project_code"
    NAME = "name"
    INVESTOR = "investor"
    SOURCE = "source"
    PLAN_YEAR = "plan_year"
    ORIGIN_YEAR = "origin_year"
    DAY = "day"
    NUMBER = "number"
    KIND = "kind"
    AMOUNT = "amount"
    ORDINAL = "ordinal"


class Quantity(StrEnum):
    """What a column of figures counts."""

    PLAN = "plan"
    TOTAL = "total"
    VOLUME = "volume"
    NET_VOLUME = "net_volume"
    ADVANCE = "advance"
    ADVANCE_PAID = "advance_paid"
    RECOVERY = "recovery"


class Pool(StrEnum):
    """Whose year's money a column of figures counts."""

    CARRIED = "carried"
    CURRENT = "current"
    BOTH = "both"
    UNSAID = "unsaid"


LABELS: dict[str, str] = {
    Meaning.PROJECT_CODE: mark("Project code"),
    Meaning.NAME: mark("Project name"),
    Meaning.INVESTOR: mark("Investor"),
    Meaning.SOURCE: mark("Capital source"),
    Meaning.PLAN_YEAR: mark("Plan year"),
    Meaning.ORIGIN_YEAR: mark("Origin year of the money"),
    Meaning.DAY: mark("Posting day"),
    Meaning.NUMBER: mark("Voucher number"),
    Meaning.KIND: mark("Kind of payment"),
    Meaning.AMOUNT: mark("Amount"),
    Meaning.ORDINAL: mark("Ordinal"),
    Quantity.PLAN: mark("Plan"),
    Quantity.TOTAL: mark("Disbursed"),
    Quantity.VOLUME: mark("Completed volume paid"),
    Quantity.NET_VOLUME: mark("Completed volume paid, without recoveries"),
    Quantity.ADVANCE: mark("Open advance"),
    Quantity.ADVANCE_PAID: mark("Advances paid"),
    Quantity.RECOVERY: mark("Advances recovered"),
    Pool.CARRIED: mark("Carried over"),
    Pool.CURRENT: mark("This year's money"),
    Pool.UNSAID: mark("Money of the year that the row names"),
}


class Identity(NamedTuple):
    """A column that tells rows apart; of several such columns the lowest rank is meant."""

    meaning: Meaning
    rank: int


class Figure(NamedTuple):
    """A column of figures: whose money, what of it, and the years its headings name."""

    pool: Pool
    quantity: Quantity
    origin_year: int | None = None
    plan_year: int | None = None


# A heading of the row, best wording first. The whole heading must match.
IDENTITIES: dict[Meaning, tuple[str, ...]] = {
    Meaning.PROJECT_CODE: (
        r"ma (so |hieu )?(du an|da)( dau tu.*| cong trinh| dvqhns.*| tabmis.*)?",
        r"ma (so )?(dv ?qhns|qhns|dvqhns|don vi qhns|don vi co quan he voi ngan sach"
        r"|quan he ngan sach)( cua)?( du an| da)?",
        r"ma (so )?cong trinh",
    ),
    Meaning.NAME: (
        r"ten (du an|da|cong trinh|nhiem vu).*",
        r"danh muc( cac)?( du an| cong trinh).*|(du an|cong trinh)( cong trinh| du an)?",
        r"noi dung|danh muc|ten|hang muc",
    ),
    Meaning.INVESTOR: (
        r"(ten )?(chu dau tu|ban qlda|don vi thuc hien)( du an)?|don vi|ten don vi",
    ),
    Meaning.SOURCE: (
        r"(ma|ma so|ky hieu) (nguon|nv)( von| nsnn| ngan sach| kinh phi)?( dau tu| nha nuoc)*",
        r"(loai |ten )?nguon( von| kinh phi| ngan sach| nsnn)?( dau tu| nha nuoc)?( cong)?",
    ),
    Meaning.PLAN_YEAR: (
        r"nam (ke hoach|khv|kh)( von)?( dau tu( cong)?)?|(khv|ke hoach( von)?) nam",
        r"nam (ngan sach|ns|giao von)|nien do( ngan sach| ke hoach| kh)?",
    ),
    Meaning.ORIGIN_YEAR: (
        r"nam (cua )?nguon( von| goc)?( goc)?|nam goc( cua)?( nguon)?( von)?",
        r"nam [a-z ]*keo dai[a-z ]*|nam (cua )?von( goc)?|nam von ban dau",
        r"(nguon )?von (cua )?nam|(von )?keo dai tu nam|nguon nam",
    ),
    Meaning.DAY: (
        r"ngay (hach toan|ht)( ke toan)?",
        r"ngay (ghi so|hieu luc|gia tri)",
        r"ngay( kbnn| kho bac)? (thanh toan|giai ngan|chi)",
        r"ngay( thang)?( nam)? (chung tu|ct)|ngay lap( chung tu)?",
        r"ngay( thang)?( nam)?|thoi gian|thoi diem",
    ),
    Meaning.NUMBER: (
        r"(so|so hieu|ma|ky hieu) (chung tu|ct|c tu|but toan|phieu|giay rut von)( ke toan)?",
        r"chung tu( so)?",
        r"so|so hieu",
    ),
    Meaning.KIND: (
        r"(loai|hinh thuc|loai hinh|tinh chat|nghiep vu)"
        r"( thanh toan| giai ngan| nghiep vu| chung tu| giao dich| phat sinh| chi| von| khoan)+",
        r"noi dung (thanh toan|giai ngan|nghiep vu|chi|chung tu)",
        r"nghiep vu|loai|loai hinh|hinh thuc|phan loai",
        r"dien giai|noi dung",
    ),
    Meaning.AMOUNT: (
        r"so tien( thanh toan| giai ngan| phat sinh| chi)?( bang)?( dong| vnd| viet nam dong)?",
        r"so (von )?(thanh toan|giai ngan)|gia tri( thanh toan| giai ngan| chung tu)?|thanh tien",
        r"so von",
    ),
    Meaning.ORDINAL: (r"stt|tt|so tt|so thu tu",),
}
COMPILED = {
    meaning: [re.compile(pattern) for pattern in patterns]
    for meaning, patterns in IDENTITIES.items()
}

# Figures that are not what was disbursed up to the day; a word about advances overrules it.
BESIDE_THE_POINT = re.compile(
    r"%|\bty le\b|\bcon lai\b|\bchua (giai ngan|thanh toan|phan bo)\b|\bsang nam sau\b|\bhuy\b"
    r"|\buoc\b|\bdu kien\b|\bdu toan\b|\bnhu cau\b|\btrong (ky|thang|tuan|quy|ngay)\b"
    r"|\b(ky|thang|tuan|quy) (nay|truoc)\b|\bkhoi cong\b|\btong muc\b|\btmdt\b"
    r"|\btrung han\b|\bhop dong\b|\bso voi\b|\btang\b|\bgiam\b|\bngoai te\b|\bghi chu\b"
    r"|\bhet nam\b|\bda bo tri\b"
)
VOLUME = re.compile(r"\bklht\b|\bkhoi luong\b|\bkl hoan thanh\b")
WITHOUT_RECOVERY = re.compile(
    r"\b(khong|chua) (bao gom|gom|ke|tinh)( ca| so| von| phan| thanh toan| da)* (thu hoi|hoan ung)"
)
RECOVERY = re.compile(
    r"(?<!chua )\bthu hoi( von)? (tam ung|tu)\b|\bhoan (tam )?ung\b|\bda thu hoi\b"
)
OPEN = re.compile(
    r"\bchua (thu hoi|hoan ung|quyet toan)\b|\bdu (no )?(tam ung|tu)\b|\bcon (lai|du)\b"
)
ADVANCE = re.compile(
    r"\btam ung\b|\bung chua thu hoi\b|\btu (chua|theo che do)\b|^(von )?tu$|\bdu tu\b"
)
PAID = re.compile(r"\bgiai ngan\b|\bthanh toan\b|\bda (chi|cap)\b")
PLAN = re.compile(r"\bke hoach\b|\bkhv\b|\bkh\b|\bvon (duoc )?(giao|bo tri|phan bo)\b")

DATE = re.compile(r"(ngay \d{1,2} )?(het )?thang \d{1,2} nam \d{4}|(ngay )?\d{1,2} \d{1,2} \d{4}")
YEAR = re.compile(r"\b(20[0-9]{2})\b")
CARRIED = re.compile(
    r"\bkeo dai\b|\bchuyen nguon\b|\bcac nam truoc\b|\bnam truoc (chuyen|sang)\b"
    r"|\b(von|nguon|ke hoach|khv) (cua )?nam truoc\b"
)
WITHOUT_CARRIED = re.compile(r"\b(khong|chua) (bao gom|gom|ke|tinh)\b.*\b(keo dai|chuyen nguon)\b")
WITH_CARRIED = re.compile(
    r"\b(bao gom|gom|ke ca|tinh ca|ca|va|cung)( ca)?( von| ke hoach| nguon)*( cac nam truoc)?"
    r"( duoc)? (keo dai|chuyen nguon)\b|\+ (von )?keo dai\b|\bkeo dai (\+|va)"
)
CARRIED_FROM = re.compile(r"\b(?:von|nam|nguon)(?: nam)? (20[0-9]{2}) (?:duoc )?(?:keo dai|chuyen)")
CARRIED_SINCE = re.compile(r"\b(?:keo dai|chuyen nguon) (?:tu|cua) (?:nam )?(20[0-9]{2})\b")
THIS_YEAR = re.compile(r"\bnam (20[0-9]{2})\b|\b(nam nay|trong nam|dau nam|nam hien hanh)\b")


def identify(path: Sequence[str]) -> dict[Meaning, int]:
    """Return the meanings the headings of a column allow, each with the rank of the wording."""
    *parents, own = (fold(_without_brackets(text)) for text in path)
    spoken = [own]
    if parents:
        spoken += [f"{own} {parents[-1]}", f"{parents[-1]} {own}"]
    return {
        meaning: rank
        for meaning, patterns in COMPILED.items()
        if (rank := _rank(patterns, spoken)) is not None
    }


def figure(path: Sequence[str]) -> Figure | None:
    """Return what the figures under the headings count, or None if it is nothing we post."""
    texts = [DATE.sub(" ", fold(text)) for text in reversed(path)]
    if any(BESIDE_THE_POINT.search(text) and not ADVANCE.search(text) for text in texts):
        return None
    quantity = _quantity(texts)
    if quantity is None:
        return None
    pools = [(pool, text) for text in texts if (pool := _pool(text)) is not Pool.UNSAID]
    pool, text = next((found for found in pools if found[0] is not Pool.BOTH), (Pool.UNSAID, ""))
    if pool is Pool.UNSAID and pools:
        pool = Pool.BOTH
    return Figure(pool, quantity, *_years(pool, text, texts))


def _without_brackets(text: str) -> str:
    return re.sub(r"\([^()]*\)", " ", text) if not text.startswith("(") else text


def _rank(patterns: Sequence[re.Pattern[str]], spoken: Sequence[str]) -> int | None:
    for rank, pattern in enumerate(patterns):
        if any(pattern.fullmatch(text) for text in spoken):
            return rank
    return None


def _quantity(texts: Sequence[str]) -> Quantity | None:
    """Return what the innermost heading that says anything of it counts; a mere sum does not."""
    for place, text in enumerate(texts):
        found = _quantity_said(text)
        if found is Quantity.PLAN and any(_is_paid(outer) for outer in texts[place + 1 :]):
            return Quantity.TOTAL  # "Giải ngân" over "Vốn kế hoạch năm 2024"
        if found is not None:
            return found
    return None


def _quantity_said(text: str) -> Quantity | None:
    if VOLUME.search(text):
        return Quantity.NET_VOLUME if WITHOUT_RECOVERY.search(text) else Quantity.VOLUME
    if RECOVERY.search(text) and not OPEN.search(text):
        return Quantity.RECOVERY
    if ADVANCE.search(text):
        return Quantity.ADVANCE if OPEN.search(text) else Quantity.ADVANCE_PAID
    if PAID.search(text):
        return Quantity.TOTAL
    return Quantity.PLAN if PLAN.search(text) else None


def _is_paid(text: str) -> bool:
    return bool(PAID.search(text)) and not PLAN.search(text)


def _pool(text: str) -> Pool:
    if WITHOUT_CARRIED.search(text):
        return Pool.CURRENT
    if WITH_CARRIED.search(text):
        return Pool.BOTH
    if CARRIED.search(text):
        return Pool.CARRIED
    return Pool.CURRENT if THIS_YEAR.search(text) else Pool.UNSAID


def _years(pool: Pool, text: str, texts: Sequence[str]) -> tuple[int | None, int | None]:
    """Return the origin year of carried money or the plan year of this year's, where named."""
    if pool is Pool.CARRIED:
        found = CARRIED_FROM.search(text) or CARRIED_SINCE.search(text)
        return (int(found[1]) if found else None), None
    if pool is Pool.CURRENT:
        years = [year for part in texts for year in YEAR.findall(part)]
        return None, int(years[0]) if years else None
    return None, None
