"""A table is recognised by what its headings mean, not by where they stand."""

from datetime import date

import pytest

from disbursement.domain.column_meanings import figure, identify
from disbursement.domain.headings import Area, fold, heading_paths
from disbursement.domain.layouts import recognise
from disbursement.domain.preamble import read_preamble
from disbursement.domain.voucher_kinds import voucher_kind
from projects.domain.money import Unit

from .treasury_sheets import SUMMARY_HEADING, TITLE, VOUCHER_HEADING, cell_day, sheet

N = None


def table(*rows, merged=()):
    return recognise(sheet(list(rows)).rows, merged)


def meanings(*rows, merged=()):
    found = table(*rows, merged=merged)
    assert found.is_complete, (found.missing, found.twice)
    return found.described()


def test_headings_are_compared_without_case_signs_and_diacritics():
    assert fold("Mã dự án\n(ĐVQHNS):") == "ma du an dvqhns"
    assert fold("MA\u0303 DU\u031b\u0323 ÁN") == "ma du an"


def test_parent_reaches_over_the_columns_it_is_merged_over():
    window = [(1, ("Kế hoạch", N, "Ghi chú")), (2, ("Kéo dài", "Năm nay", N))]
    merged = [Area(1, 0, 1, 1), Area(1, 2, 2, 2)]
    assert heading_paths(window, merged) == {
        0: ("Kế hoạch", "Kéo dài"),
        1: ("Kế hoạch", "Năm nay"),
        2: ("Ghi chú",),
    }


def test_parent_reaches_right_where_nothing_is_known_of_merging():
    window = [(1, ("Mã", "Kế hoạch", N, "Năm", N)), (2, (N, "Kéo dài", "Năm nay", N, "Ghi chú"))]
    assert heading_paths(window) == {
        0: ("Mã",),
        1: ("Kế hoạch", "Kéo dài"),
        2: ("Kế hoạch", "Năm nay"),
        3: ("Năm",),
        4: ("Ghi chú",),
    }


def test_children_do_not_reach_into_another_parent():
    window = [(1, ("A", N, "B", N)), (2, ("x", N, N, "y")), (3, ("1", "p", "q", "r"))]
    assert heading_paths(window)[2] == ("B", "q")


def test_sample_layouts_are_recognised_below_a_title():
    found = table(*TITLE, *SUMMARY_HEADING, [1, "7100001"])
    assert (found.family.name, found.first_header_row, found.last_header_row) == ("summary", 5, 6)
    assert found.plan_years == {2024}
    assert table(*VOUCHER_HEADING).family.name == "vouchers"


def test_columns_may_stand_in_any_order_with_other_wordings():
    assert meanings(
        [
            "Nguồn",
            "Tên công trình",
            "Mã số dự án",
            "Lũy kế thanh toán",
            N,
            N,
            N,
            "Năm của nguồn vốn",
        ],
        [N, N, N, "Vốn năm 2024", N, "Vốn các năm trước kéo dài", N, N],
        [N, N, N, "TƯ chưa thu hồi", "Khối lượng", "Tạm ứng chưa thu hồi", "TT KLHT", N],
    ) == {
        "A": "source",
        "B": "name",
        "C": "project_code",
        "D": "current.advance",
        "E": "current.volume",
        "F": "carried.advance",
        "G": "carried.volume",
        "H": "origin_year",
    }


def test_one_heading_row_is_enough():
    assert meanings(
        ["Mã dự án", "Mã nguồn vốn", "KLHT vốn năm 2024", "Tạm ứng vốn năm 2024", "Ghi chú"]
    ) == {"A": "project_code", "B": "source", "C": "current.volume", "D": "current.advance_paid"}


def test_four_heading_rows_with_split_identities():
    found = meanings(
        ["Dự án", N, "Nguồn vốn", N, "Giải ngân", N, N, N],
        ["Mã", "Tên", "Mã", "Năm", "Lũy kế đến ngày 30/9/2024", N, N, N],
        [N, N, N, N, "Vốn kéo dài", N, "Vốn năm 2024", N],
        [N, N, N, N, "KLHT", "Tạm ứng", "KLHT", "Tạm ứng"],
    )
    assert found["A"] == "project_code"
    assert found["C"] == "source"
    assert found["D"] == "origin_year"
    assert (found["E"], found["H"]) == ("carried.volume", "current.advance_paid")


def test_figures_beside_the_point_are_left_alone():
    found = meanings(
        ["Mã dự án", "Mã nguồn", "TMĐT", "KHV năm 2024", "Giải ngân năm 2024", N, N, N, N, "%"],
        [N, N, N, N, "Trong tháng 9", "Tổng số", "KLHT", "Tạm ứng", "Còn lại chưa giải ngân", N],
    )
    assert found == {
        "A": "project_code",
        "B": "source",
        "D": "current.plan",
        "F": "current.total",
        "G": "current.volume",
        "H": "current.advance_paid",
    }


def test_each_earlier_year_may_have_its_own_block():
    found = table(
        ["Mã dự án", "Mã nguồn", "Vốn năm 2022 kéo dài", N, "Vốn năm 2023 kéo dài sang 2024", N],
        [N, N, "KLHT", "Tạm ứng", "KLHT", "Tạm ứng"],
    )
    assert found.is_complete
    assert [block.origin_year for block in found.blocks] == [2022, 2023]


def test_columns_for_both_pools_together_are_not_posted():
    found = table(
        [
            "Mã dự án",
            "Nguồn",
            "Năm nguồn",
            "Giải ngân (cả vốn kéo dài)",
            "Kéo dài",
            N,
            "Năm nay",
            N,
        ],
        [N, N, N, N, "KLHT", "Tạm ứng", "KLHT", "Tạm ứng"],
    )
    assert found.is_complete
    assert "D" not in found.described()


def test_a_table_says_which_columns_it_lacks():
    found = table(["Mã dự án", "Ngày hạch toán", "Mã nguồn vốn", "Loại thanh toán", "Số tiền"])
    assert found.missing == ("Plan year", "Origin year of the money")


def test_carried_money_without_an_origin_year_is_not_guessed():
    found = table(
        ["Mã dự án", "Mã nguồn", "Vốn kéo dài", N, "Vốn năm 2024", N],
        [N, N, "KLHT", "Tạm ứng", "KLHT", "Tạm ứng"],
    )
    assert found.missing == ("Origin year of the money",)


def test_two_columns_of_one_meaning_are_not_guessed():
    found = table(
        ["Mã dự án", "Mã nguồn", "Giải ngân vốn năm 2024", N, N, N],
        [N, N, "Đến 31/8/2024", N, "Đến 30/9/2024", N],
        [N, N, "KLHT", "Tạm ứng", "KLHT", "Tạm ứng"],
    )
    assert not found.is_complete
    assert {letters for _, letters in found.twice} == {("C", "E"), ("D", "F")}


def test_a_list_of_projects_is_no_treasury_table():
    found = table(["Mã dự án", "Tên dự án", "Chủ đầu tư"])
    assert found is None or not found.has_money


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("(Số liệu tính đến ngày 30/09/2024)", {date(2024, 9, 30)}),
        ("Số liệu đến hết ngày 30 tháng 9 năm 2024", {date(2024, 9, 30)}),
        ("Lũy kế đến hết tháng 02/2024", {date(2024, 2, 29)}),
        ("Từ ngày 01/07/2024 đến ngày 30/09/2024", {date(2024, 9, 30)}),
        ("Ngày 30 tháng 9 năm 2024", {date(2024, 9, 30)}),
        ("(Kèm theo công văn số 12/KB ngày 05/10/2024)", set()),
        ("Số liệu tính đến ngày 31/02/2024", set()),
    ],
)
def test_day_of_the_figures(text, ends):
    assert read_preamble([(1, (text,))]).ends == ends


def test_place_and_date_give_way_to_the_stated_day():
    rows = [(1, ("Lạng Sơn, ngày 05 tháng 10 năm 2024",)), (2, ("Số liệu đến ngày 30/9/2024",))]
    assert read_preamble(rows).ends == {date(2024, 9, 30)}


def test_day_in_the_cell_after_its_announcement():
    rows = [(1, ("Số liệu đến ngày", N, cell_day(2024, 9, 30)))]
    assert read_preamble(rows).ends == {date(2024, 9, 30)}


def test_unit_in_the_cell_after_its_announcement():
    assert read_preamble([(1, ("Đơn vị tính:", N, "nghìn đồng"))]).units == {Unit.THOUSAND}


def test_unit_in_the_heading_of_the_amounts():
    assert read_preamble([], ["Số tiền (triệu đồng)"]).units == {Unit.MILLION}


def test_year_of_carried_money_is_not_the_plan_year():
    title = "BÁO CÁO NĂM 2024 (BAO GỒM VỐN NĂM 2023 KÉO DÀI SANG NĂM 2024)"
    assert read_preamble([(1, (title,))]).years == {2024}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Tạm ứng", "advance"),
        ("TẠM ỨNG HỢP ĐỒNG", "advance"),
        ("Thanh toán KLHT", "volume"),
        ("Thanh toán khối lượng hoàn thành đợt 3", "volume"),
        ("Thu hồi tạm ứng", "recovery"),
        ("Hoàn ứng", "recovery"),
        ("Thu hồi tạm ứng qua thanh toán KLHT", "recovery"),
        ("Nộp giảm", "repayment"),
        ("Nộp hoàn trả tạm ứng", "repayment"),
        ("Thu hồi tạm ứng nộp NSNN", "repayment"),
        ("Nộp giảm KLHT", "volume_repayment"),
        ("Nộp trả số đã thanh toán", "volume_repayment"),
        ("Thanh toán tạm ứng", None),
        ("Thanh toán KLHT (bao gồm thu hồi tạm ứng)", None),
        ("Khác", None),
    ],
)
def test_kind_of_payment_is_read_from_plain_words_only(text, kind):
    assert voucher_kind(text) == kind


WORDINGS = {
    "project_code": [
        "Mã dự án",
        "MÃ SỐ DỰ ÁN",
        "Mã DA",
        "Mã dự án đầu tư",
        "Mã ĐVQHNS",
        "Mã số QHNS",
    ],
    "source": ["Mã nguồn vốn", "Nguồn vốn", "Mã nguồn NSNN", "Mã NV", "Nguồn", "Ký hiệu nguồn vốn"],
    "origin_year": [
        *("Năm nguồn vốn", "Năm nguồn vốn kéo dài", "Năm của vốn", "Năm vốn gốc", "Vốn năm"),
        *("Năm gốc", "Năm kế hoạch của vốn kéo dài", "Kéo dài từ năm", "Nguồn vốn năm"),
    ],
    "plan_year": ["Năm KHV", "Năm kế hoạch", "Năm kế hoạch vốn", "Niên độ ngân sách", "KHV năm"],
    "day": ["Ngày hạch toán", "Ngày CT", "Ngày thanh toán", "Ngày, tháng", "Ngày ghi sổ"],
    "number": ["Số chứng từ", "Số CT", "Số bút toán", "Chứng từ số", "Số hiệu chứng từ"],
    "kind": [
        "Loại thanh toán",
        "Nội dung thanh toán",
        "Loại nghiệp vụ",
        "Hình thức",
        "Loại giải ngân",
    ],
    "amount": [
        "Số tiền",
        "Số tiền (đồng)",
        "Giá trị thanh toán",
        "Số tiền giải ngân",
        "Thành tiền",
    ],
    "name": ["Tên dự án", "Tên công trình, dự án", "Danh mục dự án", "Nội dung", "Dự án"],
    "investor": ["Chủ đầu tư", "Tên chủ đầu tư", "Đơn vị"],
}


@pytest.mark.parametrize(
    ("meaning", "heading"),
    [(meaning, heading) for meaning, headings in WORDINGS.items() for heading in headings],
)
def test_wordings_of_identifying_columns(meaning, heading):
    assert meaning in identify([heading])


@pytest.mark.parametrize(
    "heading",
    ["Mã chủ đầu tư", "Mã chương", "Mã ngành kinh tế", "Số quyết định", "Năm khởi công", "Ghi chú"],
)
def test_other_codes_numbers_and_years_mean_nothing(heading):
    assert identify([heading]) == {}


@pytest.mark.parametrize(
    ("path", "meaning"),
    [
        (["Lũy kế giải ngân vốn kéo dài", "Tổng số"], "carried.total"),
        (["Lũy kế giải ngân vốn năm 2024", "Cộng"], "current.total"),
        (["Vốn năm trước chuyển sang", "TT KLHT"], "carried.volume"),
        (["Giải ngân kế hoạch vốn năm 2024", "Khối lượng hoàn thành"], "current.volume"),
        (["Vốn giao trong năm", "Dư tạm ứng"], "current.advance"),
        (["Giải ngân", "Vốn kéo dài", "TƯ chưa thu hồi"], "carried.advance"),
        (["Giải ngân", "Tạm ứng theo chế độ chưa thu hồi", "Năm 2024"], "current.advance"),
        (["Kế hoạch vốn", "Kéo dài"], "carried.plan"),
        (["Kế hoạch vốn", "Năm 2024"], "current.plan"),
        (["Kế hoạch vốn năm 2024 (không bao gồm vốn kéo dài)"], "current.plan"),
        (["Lũy kế giải ngân", "Vốn kế hoạch năm 2024", "Tổng số"], "current.total"),
        (["Giải ngân năm 2024", "Thanh toán KLHT (gồm cả thu hồi tạm ứng)"], "current.volume"),
        (["Giải ngân năm 2024", "KLHT (chưa gồm thu hồi tạm ứng)"], "current.net_volume"),
        (["Giải ngân năm 2024", "Thu hồi tạm ứng"], "current.recovery"),
        (["Tổng giải ngân (vốn kéo dài + năm 2024)"], "both.total"),
        (["Giải ngân năm 2024", "Kỳ trước"], None),
        (["Giải ngân năm 2024", "Tỷ lệ (%)"], None),
        (["Kế hoạch năm 2024 còn lại chưa giải ngân"], None),
        (["Lũy kế giải ngân từ khởi công đến hết năm 2023"], None),
        (["Dự kiến giải ngân năm 2024"], None),
    ],
)
def test_wordings_of_figures(path, meaning):
    found = figure(path)
    assert (found and f"{found.pool}.{found.quantity}") == meaning
