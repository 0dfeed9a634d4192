"""The sheets in which changes of organisations and handovers are handed in."""

from projects.domain.register_layout import Column, Kind, SheetLayout
from projects.domain.reorganisation import ENDED, FOUNDED, MERGED, RENAMED, EventRow, HandoverRow
from projects.domain.search import fold

EVENT_LABELS = {
    FOUNDED: "thành lập",
    RENAMED: "đổi tên",
    MERGED: "sáp nhập",
    ENDED: "kết thúc",
}
OTHER_SPELLINGS = {
    "thanh lap moi": FOUNDED,
    "nhap vao": MERGED,
    "hop nhat": MERGED,
    "giai the": ENDED,
    "ket thuc hoat dong": ENDED,
    "cham dut hoat dong": ENDED,
    "ngung hoat dong": ENDED,
}

EVENTS = SheetLayout(
    "SapXep",
    "events",
    EventRow,
    (
        Column("Mã đơn vị", "organisation", Kind.CODE, needed=True, filled=True, limit=30),
        Column("Sự kiện", "kind", Kind.EVENT, needed=True, filled=True),
        Column("Ngày", "day", Kind.DAY, needed=True, filled=True),
        Column("Mã đơn vị kế thừa", "successors", Kind.CODES),
        Column("Tên mới", "new_name", limit=250),
        Column("Số văn bản", "decision", needed=True, filled=True, limit=120),
    ),
)
HANDOVERS = SheetLayout(
    "BanGiao",
    "handovers",
    HandoverRow,
    (
        Column("Mã dự án", "project", Kind.CODE, needed=True, filled=True),
        Column("Tên dự án", "project_name", limit=500),
        Column("Mã chủ đầu tư mới", "investor", Kind.CODE, needed=True, filled=True),
        Column("Ngày", "day", Kind.DAY, needed=True, filled=True),
        Column("Số văn bản", "decision", needed=True, filled=True, limit=120),
    ),
)
CHANGE_LAYOUTS = (EVENTS, HANDOVERS)


def find_event(text: str) -> str | None:
    """Return the event a text names, whatever its case and accents."""
    folded = fold(text)
    exact = next((kind for kind, label in EVENT_LABELS.items() if fold(label) == folded), None)
    return exact or OTHER_SPELLINGS.get(folded)
