"""Build Mẫu 01.a/PB and 01.b/PB as they come: merged headings, wrong numbers, totals on top."""

from dataclasses import dataclass, field

from xlsxwriter import Workbook

TITLE_A = "CHI TIẾT KẾ HOẠCH VỐN ĐẦU TƯ CÔNG NĂM 2024"
DECIDED = "(Kèm theo Quyết định số 2210/QĐ-UBND ngày 15 tháng 12 năm 2023 của UBND tỉnh)"

# Each heading: text, first row, first column, last row, last column (counted within the header).
HEAD = [
    ("STT", 0, 0, 3, 0),
    ("Nội dung", 0, 1, 3, 1),
    ("Địa điểm xây dựng", 0, 2, 3, 2),
    ("Địa điểm mở tài khoản (chi tiết đến xã)", 0, 3, 3, 3),
    ("Chủ đầu tư", 0, 4, 3, 4),
    ("Mã số dự án đầu tư", 0, 5, 3, 5),
    ("Mã ngành kinh tế (loại, khoản)", 0, 6, 3, 6),
    ("Thời gian KC-HT", 0, 7, 3, 7),
    ("Quyết định đầu tư", 0, 8, 0, 10),
    ("Số, ngày, tháng, năm", 1, 8, 3, 8),
    ("TMĐT", 1, 9, 1, 10),
    ("Tổng số (tất cả các nguồn vốn)", 2, 9, 3, 9),
    ("Trong đó: phần vốn NSNN", 2, 10, 3, 10),
    ("Kế hoạch vốn trung hạn 2021-2025", 0, 11, 3, 11),
    ("Ước lũy kế giải ngân từ khởi công đến hết kế hoạch năm trước", 0, 12, 3, 12),
    ("Kế hoạch vốn năm 2024", 0, 13, 0, 15),
    ("Tổng số", 1, 13, 3, 13),
    ("Trong đó", 1, 14, 1, 15),
    ("Thu hồi các khoản vốn ứng trước", 2, 14, 3, 14),
    ("Trả nợ đọng XDCB", 2, 15, 3, 15),
]
HEAD_A = [*HEAD, ("Ghi chú", 0, 16, 3, 16)]
HEAD_B = [
    *HEAD,
    ("Điều chỉnh", 0, 16, 0, 17),
    ("Tăng", 1, 16, 3, 16),
    ("Giảm", 1, 17, 3, 17),
    ("Kế hoạch vốn năm 2024 sau điều chỉnh", 0, 18, 0, 20),
    ("Tổng số", 1, 18, 3, 18),
    ("Trong đó", 1, 19, 1, 20),
    ("Thu hồi vốn ứng trước", 2, 19, 3, 19),
    ("Trả nợ đọng XDCB", 2, 20, 3, 20),
    ("Ghi chú", 0, 21, 3, 21),
]
NUMBERS_A = [str(n) for n in range(1, 18)]
# The official form jumps: 17, 11, 19.
NUMBERS_B = [*map(str, range(1, 18)), "11", "19", "20", "21=20-1", "22"]


@dataclass
class Form:
    """A form to be written; rows are lists of cells from column A."""

    head: list
    numbers: list
    rows: list
    above: list = field(default_factory=lambda: ["ĐƠN VỊ: UBND TỈNH", TITLE_A, DECIDED])
    unit: str = "Đơn vị tính: triệu đồng"
    is_merged: bool = True
    extra_head: list = field(default_factory=list)
    sheet: str = "01-PB"

    def write(self, path):
        with Workbook(str(path), {"strings_to_formulas": False}) as book:
            sheet = book.add_worksheet(self.sheet)
            line = 0
            for text in self.above:
                sheet.write_string(line, 0, text)
                line += 1
            if self.unit:
                sheet.write_string(line, len(self.numbers) - 3, self.unit)
            line += 2
            for text, top, left, bottom, right in self.head:
                if self.is_merged and (top, left) != (bottom, right):
                    sheet.merge_range(line + top, left, line + bottom, right, text)
                else:
                    sheet.write_string(line + top, left, text)
            line += 1 + max(bottom for _text, _top, _left, bottom, _right in self.head)
            for cells in [*self.extra_head, self.numbers, *self.rows]:
                for column, value in enumerate(cells):
                    if value not in (None, ""):
                        sheet.write(line, column, value)
                line += 1
        return path


def section(mark, name, plan=None, **more):
    return _cells(mark, name, plan=plan, **more)


def project(mark, name, code, plan=None, **more):
    return _cells(
        mark,
        name,
        plan=plan,
        code=code,
        place="Đông Hà",
        account="Phường 1",
        investor="Ban QLDA giao thông",
        time="2022-2025",
        decided="12/QĐ ngày 1/2/2022",
        total=200_000,
        **more,
    )


COLUMNS = {
    "place": 2,
    "account": 3,
    "investor": 4,
    "code": 5,
    "sector": 6,
    "time": 7,
    "decided": 8,
    "total": 9,
    "plan": 13,
    "recovery": 14,
    "debt": 15,
    "increase": 16,
    "decrease": 17,
    "after": 18,
}


def _cells(mark, name, **values):
    cells = [mark, name, *[None] * 20]
    for field_name, value in values.items():
        cells[COLUMNS[field_name]] = value
    return cells


def form_a(rows=None, **fields):
    """Return 01.a/PB: 100 of the central budget, 60 of lottery money, in triệu đồng."""
    rows = rows or [
        section(None, "TỔNG SỐ", 160),
        section("B", "ĐỊA PHƯƠNG", 160),
        section("I", "Ngân sách nhà nước", 160),
        section("1", "Ngân sách địa phương (gồm cấp tỉnh, cấp xã)", 60),
        section("a", "Nguồn thu xổ số kiến thiết", 60),
        section(None, "Ngành giáo dục", 60),
        project("1", "Trường THPT Chuyên", "7200001", 60),
        section("2", "Ngân sách trung ương bổ sung có mục tiêu", 100),
        section("2.1", "Vốn trong nước", 100),
        section("-", "Dự án quan trọng quốc gia, trọng điểm, liên vùng"),
        project("1", "Cầu Đông Hà", 7100001, "80,5", recovery=20),
        project("2", "Đường tỉnh 240", "7100002", 19.5),
        [],
        ["Ghi chú: (1) số liệu làm tròn"],
        [None, None, None, None, None, None, None, None, None, "TM. ỦY BAN NHÂN DÂN"],
    ]
    return Form(HEAD_A, NUMBERS_A, rows, **fields)


def form_b(rows=None, **fields):
    """Return 01.b/PB: 5 triệu move from the bridge to the road."""
    rows = rows or [
        section(None, "TỔNG SỐ", 120, increase=5, decrease=5, after=120),
        section("B", "ĐỊA PHƯƠNG", 120, increase=5, decrease=5, after=120),
        section("2", "Ngân sách trung ương", 120, increase=5, decrease=5, after=120),
        project("1", "Cầu Đông Hà", "7100001", 100, decrease=5, after=95),
        project("2", "Đường tỉnh 240", "7100002", 20, increase="5", after=25),
        project("3", "Không đổi", "7100003", 0),
    ]
    return Form(HEAD_B, NUMBERS_B, rows, **fields)
