"""The wordings of treasury offices, and those that look alike and mean something else."""

import pytest

from disbursement.domain.column_meanings import figure, identify, pool_said, recovery_said
from disbursement.domain.meanings import Meaning, Pool, Recovery

# One line per meaning: each heading must be read as it, and as the best of what it may be.
IDENTITIES = {
    "project_code": (
        "Mã dự án|Mã số dự án|Mã DA|Mã số DA|MÃ DỰ ÁN ĐẦU TƯ|Mã dự án (ĐVQHNS)|Mã ĐVQHNS"
        "|Mã số ĐVQHNS"
        "|Mã QHNS|Mã số đơn vị QHNS|Mã đơn vị có quan hệ với ngân sách|Mã ĐVSDNS|Mã số ĐVSDNS"
        "|Mã công trình|Mã CT|Số hiệu dự án|Mã TABMIS|Mã dự án trên TABMIS|Mã số công trình"
        "|Mã dự án/Mã công trình|Mã hiệu dự án|Ma du an"
    ),
    "name": (
        "Tên dự án|Tên DA|Tên công trình|Tên dự án, công trình|Danh mục dự án|Danh mục công trình"
        "|Danh mục các dự án|Dự án|Công trình|Dự án/công trình|Nội dung|Danh mục|Hạng mục"
        "|Tên nhiệm vụ, dự án|Tên ĐVQHNS|Nhiệm vụ/Dự án"
    ),
    "investor": (
        "Chủ đầu tư|CĐT|Tên chủ đầu tư|Ban QLDA|Đơn vị thực hiện|Đơn vị quản lý|Đơn vị|Tên đơn vị"
        "|Chủ đầu tư/Ban QLDA|Đơn vị sử dụng ngân sách"
    ),
    "source": (
        "Mã nguồn|Mã nguồn vốn|Nguồn vốn|Nguồn|Mã nguồn NSNN|Mã NV|Ký hiệu nguồn vốn|Tên nguồn vốn"
        "|Loại nguồn vốn|Nguồn vốn đầu tư|Mã tính chất nguồn kinh phí|Nguồn kinh phí|Mã nguồn NS"
        "|Mã số nguồn vốn|Nguồn ngân sách|Loại vốn|Nguồn KP"
    ),
    "plan_year": (
        "Năm KHV|Năm kế hoạch|Năm kế hoạch vốn|Năm KH|Niên độ|Niên độ ngân sách|Năm ngân sách"
        "|Năm NS|Năm giao kế hoạch|Năm giao vốn|KHV năm|Niên độ NS"
    ),
    "origin_year": (
        "Năm nguồn vốn|Năm nguồn|Nguồn năm|Năm gốc|Năm gốc của vốn|Năm vốn|Năm của vốn|Vốn năm"
        "|Kéo dài từ năm|Năm của KHV kéo dài|Năm KHV kéo dài|Vốn kéo dài từ năm|Năm KHV gốc"
        "|Năm nguồn vốn kéo dài|Năm được giao vốn kéo dài|Nguồn vốn năm"
    ),
    "pool": "Loại KHV|Loại kế hoạch vốn|Tính chất kế hoạch|Loại KH|Thuộc kế hoạch",
    "day": (
        "Ngày hạch toán|Ngày HT|Ngày chứng từ|Ngày CT|Ngày thanh toán|Ngày giải ngân|Ngày ghi sổ"
        "|Ngày kết sổ|Ngày KBNN thanh toán|Ngày giao dịch|Ngày phát sinh|Ngày, tháng, năm|Ngày"
        "|Ngày kiểm soát chi|Ngày hiệu lực|Ngày lập chứng từ|Ngày GN"
    ),
    "number": (
        "Số chứng từ|Số CT|Số hiệu chứng từ|Chứng từ số|Số bút toán|Số giấy rút vốn|Số UNC"
        "|Số tham chiếu|Số giao dịch|Mã chứng từ|Số phiếu|Số ủy nhiệm chi"
    ),
    "kind": (
        "Loại thanh toán|Loại giải ngân|Hình thức thanh toán|Nội dung thanh toán|Nghiệp vụ"
        "|Loại nghiệp vụ|Loại giao dịch|Nội dung chi|Hình thức cấp phát|Tính chất thanh toán"
        "|Diễn giải|Phân loại|Nội dung TT"
    ),
    "amount": (
        "Số tiền|Số tiền (đồng)|Số tiền thanh toán|Số tiền giải ngân|Giá trị thanh toán|Thành tiền"
        "|Số vốn thanh toán|Số đã giải ngân|Tổng tiền|Giá trị chứng từ|Số tiền phát sinh|Số GN"
        "|Số tiền quy đổi VND|Giá trị|Vốn thanh toán"
    ),
    "account": "Mã TKTN|TKTN|Tài khoản tự nhiên|Mã tài khoản|Số hiệu tài khoản",
    "programme": "Mã CTMT|Mã CTMT, DA|Chương trình mục tiêu|Mã CTMTQG",
    "debit": "ACCOUNTED_DR|ENTERED_DR|Phát sinh Nợ|Nợ|Ghi Nợ|PS Nợ",
    "credit": "ACCOUNTED_CR|ENTERED_CR|Phát sinh Có|Có|Ghi Có|PS Có",
    "actual_flag": "ACTUAL_FLAG|Loại số liệu",
    "ordinal": "STT|TT|Số TT|Số thứ tự",
}
NOTHING = (
    "Mã chủ đầu tư|Mã chương|Mã ngành kinh tế|Mã ngành KT|Số quyết định|Số QĐ|Ngày quyết định"
    "|Ngày QĐ|Năm khởi công|Ghi chú|Mã ĐVQHNS của chủ đầu tư|Mã địa bàn|Mã KBNN|Mã quỹ|Mã NDKT"
    "|Số hợp đồng|Ngày hợp đồng|Thời gian KC-HT|Năm hoàn thành|Địa điểm xây dựng|Số tài khoản"
    "|Mã cấp ngân sách|Mã dự phòng|Loại dự toán|Tên nhà thầu|Số tiền bảo lãnh|Nguồn lực"
    "|Nguồn gốc đất"
)
FIGURES = [
    ("current.volume", "GN vốn năm 2024", "KLHT"),
    ("current.volume", "Giải ngân KHV 2024", "TT KLHT"),
    ("current.volume", "Vốn năm 2024", "Thanh toán KL"),
    ("current.volume", "Vốn năm nay", "Khối lượng hoàn thành"),
    ("current.volume", "Trong năm", "TTKL"),
    ("current.advance", "Vốn năm 2024", "TƯ chưa TH"),
    ("current.advance", "Vốn năm 2024", "Tạm ứng chưa thu hồi"),
    ("current.advance", "Vốn năm 2024", "Dư TƯ"),
    ("current.advance", "Vốn năm 2024", "Số dư tạm ứng"),
    ("current.advance", "Vốn năm 2024", "Vốn tạm ứng theo chế độ chưa thu hồi"),
    ("current.advance", "Vốn năm 2024", "Tạm ứng còn lại"),
    ("current.advance_paid", "Vốn năm 2024", "TƯ"),
    ("current.advance_paid", "Vốn năm 2024", "Tạm ứng"),
    ("current.advance_paid", "Vốn năm 2024", "Vốn TƯ"),
    ("current.recovery", "Vốn năm 2024", "Thu hồi TƯ"),
    ("current.recovery", "Vốn năm 2024", "Hoàn ứng"),
    ("current.recovery", "Vốn năm 2024", "Trong đó: thu hồi tạm ứng"),
    ("current.recovery", "Vốn năm 2024", "TH tạm ứng"),
    ("current.net_volume", "Vốn năm 2024", "KLHT (không gồm số thu hồi tạm ứng)"),
    ("current.net_volume", "Vốn năm 2024", "Thanh toán KLHT (chưa bao gồm hoàn ứng)"),
    ("current.total", "GN vốn 2024", "Cộng"),
    ("current.total", "Lũy kế TT năm 2024", "Tổng số"),
    ("current.total", "Vốn giải ngân từ đầu năm đến 30/9/2024", "Kế hoạch năm 2024"),
    ("carried.total", "LK giải ngân", "Vốn kéo dài"),
    ("carried.total", "Giải ngân vốn năm trước chuyển sang", "Tổng số"),
    ("carried.volume", "KHV năm 2023 được phép kéo dài sang năm 2024", "KLHT"),
    ("carried.volume", "Vốn 2023 chuyển sang 2024", "KLHT"),
    ("carried.volume", "Vốn các năm trước", "KLHT"),
    ("carried.volume", "Vốn KD", "KLHT"),
    ("carried.plan", "KHV các năm trước kéo dài"),
    ("carried.plan", "Kế hoạch vốn", "Năm trước chuyển sang"),
    ("current.plan", "KHV 2024"),
    ("current.plan", "Vốn giao năm 2024"),
    ("unsaid.volume", "Thanh toán KLHT"),
    ("unsaid.advance", "TƯ chưa thu hồi"),
    (None, "Giải ngân năm 2024", "Tháng 9"),
    (None, "Giải ngân tháng 9 năm 2024"),
    (None, "Giải ngân quý III/2024"),
    (None, "Giải ngân từ ngày 01/09/2024 đến ngày 30/09/2024"),
    (None, "Giá trị khối lượng thực hiện năm 2024"),
    (None, "Giá trị KL nghiệm thu năm 2024"),
    (None, "KHV năm 2024", "Thu hồi vốn ứng trước"),
    (None, "Nộp giảm", "Vốn năm 2024"),
    (None, "Đề nghị thanh toán năm 2024"),
    (None, "Tỷ lệ GN (%)"),
    (None, "Nợ đọng XDCB năm 2024"),
    (None, "Tiến độ thực hiện năm 2024"),
    (None, "Dư nợ bảo lãnh tạm ứng", "Ghi chú"),
]
CASES = [(meaning, text) for meaning, texts in IDENTITIES.items() for text in texts.split("|")]


def test_the_table_is_long_enough_to_mean_something():
    assert len(CASES) + len(NOTHING.split("|")) + len(FIGURES) >= 250


@pytest.mark.parametrize(("meaning", "text"), CASES)
def test_a_heading_may_mean(meaning, text):
    assert meaning in identify([text])


@pytest.mark.parametrize("text", NOTHING.split("|"))
def test_a_heading_that_only_looks_alike(text):
    found = identify([text]).keys()
    assert not found, found


@pytest.mark.parametrize("case", FIGURES, ids=lambda case: " / ".join(map(str, case)))
def test_figures_under_headings(case) -> None:
    meaning, *path = case
    found = figure(path)
    assert (found and f"{found.pool}.{found.quantity}") == meaning


@pytest.mark.parametrize("text", ["Mã dự án", "Mã nguồn vốn", "Số tiền"])
def test_composed_and_decomposed_letters_are_the_same(text):
    import unicodedata

    assert identify([unicodedata.normalize("NFD", text)]) == identify([text])


@pytest.mark.parametrize(
    ("heading", "year"),
    [
        ("Vốn năm 2023 kéo dài", 2023),
        ("KHV 2023 kéo dài sang 2024", 2023),
        ("Kế hoạch vốn năm 2022 được phép kéo dài sang năm 2024", 2022),
        ("Kéo dài từ năm 2021", 2021),
        ("Vốn năm 2022, 2023 kéo dài sang năm 2024", None),
        ("Vốn các năm trước kéo dài sang năm 2024", None),
    ],
)
def test_year_of_carried_money_in_a_heading(heading, year):
    found = figure([heading, "KLHT"])
    assert (found.pool, found.origin_year) == (Pool.CARRIED, year)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Kéo dài", (Pool.CARRIED, None)),
        ("KHV năm 2023 kéo dài", (Pool.CARRIED, 2023)),
        ("KHV năm 2024", (Pool.CURRENT, None)),
        ("Giao đầu năm", (Pool.CURRENT, None)),
        ("Năm trước chuyển sang", (Pool.CARRIED, None)),
        ("02", (Pool.UNSAID, None)),
    ],
)
def test_kind_of_plan_in_a_cell(text, said):
    assert pool_said(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Số thanh toán KLHT đã bao gồm thu hồi tạm ứng", {Recovery.GROSS}),
        ("KLHT (không bao gồm thu hồi tạm ứng)", {Recovery.NET}),
        ("Trong đó: thu hồi tạm ứng", {Recovery.GROSS}),
        ("Thanh toán KLHT", set()),
        ("Thu hồi tạm ứng", set()),
    ],
)
def test_whether_volume_contains_recoveries(text, said):
    assert recovery_said([text]) == said


def test_every_meaning_is_tried():
    assert IDENTITIES.keys() == {str(meaning) for meaning in Meaning}
