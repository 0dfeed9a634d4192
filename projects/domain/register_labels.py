"""The labels of the registers, and the spellings of them that are understood."""

import re

from projects.domain.search import fold

PRIME_MINISTER, COUNCIL, COMMITTEE = "Thủ tướng Chính phủ", "HĐND tỉnh", "UBND tỉnh"
ISSUERS = (PRIME_MINISTER, COUNCIL, COMMITTEE)

INITIAL, SUPPLEMENT, CARRY_OVER = "giao đầu năm", "bổ sung", "kéo dài"
INCREASE, DECREASE, TRANSFER = "điều chỉnh tăng", "điều chỉnh giảm", "điều chuyển"
ADVANCE_RECOVERY, ADVANCE, CANCELLATION = "thu hồi ứng trước", "ứng trước", "hủy"
PLAN_KINDS = (
    INITIAL,
    SUPPLEMENT,
    INCREASE,
    DECREASE,
    TRANSFER,
    CARRY_OVER,
    ADVANCE_RECOVERY,
    ADVANCE,
    CANCELLATION,
)

STAGES = ("hoàn thành", "chuyển tiếp", "khởi công mới", "chuẩn bị đầu tư", "quyết toán")
NATURES = ("đầu tư", "sự nghiệp")

# Words that stand before a label without changing what it says.
LEADING_WORDS = ("du an ", "von ", "chi ", "ke hoach ")
OTHER_SPELLINGS = {
    "giao": INITIAL,
    "giao von dau nam": INITIAL,
    "giao ke hoach dau nam": INITIAL,
    "giao bo sung": SUPPLEMENT,
    "tang": INCREASE,
    "giam": DECREASE,
    "keo dai nam truoc": CARRY_OVER,
    "thu hoi von ung truoc": ADVANCE_RECOVERY,
    "huy bo": CANCELLATION,
    "dau tu phat trien": "đầu tư",
}
ISSUER_WORDS = {
    PRIME_MINISTER: ("thu tuong", "ttg"),
    COUNCIL: ("hdnd", "hoi dong nhan dan"),
    COMMITTEE: ("ubnd", "uy ban nhan dan"),
}

YES = ("x", "co", "1", "true")
NO = ("", "khong", "0", "false", "-")


def find_label(text: str, labels: tuple[str, ...]) -> str | None:
    """Return the label the text names, whatever its case, accents and leading word."""
    folded = fold(text)
    for word in LEADING_WORDS:
        folded = folded.removeprefix(word)
    exact = next((label for label in labels if fold(label) == folded), None)
    other = OTHER_SPELLINGS.get(folded)
    return exact or (other if other in labels else None)


def find_issuer(text: str) -> str | None:
    """Return who issued a decision by the one body that the text names."""
    plain = " ".join(re.findall(r"[^\W_]+", fold(text)))
    folded = f" {plain} "
    named = [
        issuer
        for issuer, words in ISSUER_WORDS.items()
        if any(f" {word} " in folded for word in words)
    ]
    return named[0] if len(named) == 1 else None


def find_yes(text: str) -> bool | None:
    """Return whether a mark says yes; None when it says neither yes nor no."""
    folded = fold(text)
    return True if folded in YES else False if folded in NO else None
