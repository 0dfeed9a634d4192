"""What kind of payment a voucher's words name."""

import re
from functools import lru_cache

from disbursement.domain.headings import fold

RETURNED = re.compile(
    r"\bnop (giam|tra|hoan|lai|(vao )?(ns|nsnn|ngan sach))\b|\bhoan tra\b|\bgiam tru\b|^giam\b"
)
RECOVERED = re.compile(
    r"\b(thu hoi|hoan|khau tru|tru)( so| khoan)?( von)? (tam )?(ung|tu)\b|^thu hoi$"
)
ADVANCED = re.compile(r"\b(tam ung|ung von)\b|^tu$")
ACCEPTED = re.compile(r"klht\b|\bkhoi luong\b|\bkl hoan thanh\b")
PLAIN_PAYMENT = re.compile(r"(chi )?thanh toan( von)?( dau tu)?|thuc chi")
MIXED = re.compile(r"\b(gom|bao gom|ke ca|va|chuyen)\b|\+")


@lru_cache(maxsize=4096)
def voucher_kind(text: str) -> str | None:
    """Return the kind ("advance", "volume", …) a text names, or None where it is not plain."""
    folded = fold(text)
    if MIXED.search(folded):
        return None
    is_volume = bool(ACCEPTED.search(folded))
    if RETURNED.search(folded):
        return "volume_repayment" if is_volume or "thanh toan" in folded else "repayment"
    if recovered := RECOVERED.search(folded):
        return None if is_volume and recovered.start() else "recovery"
    if ADVANCED.search(folded):
        return None if is_volume or "thanh toan" in folded else "advance"
    return "volume" if is_volume or PLAIN_PAYMENT.fullmatch(folded) else None
