"""The texts of notices a province starts with, and what may be named in each.

Texts and sample values are data and stay in Vietnamese: an administrator edits them.
"""

from dataclasses import dataclass

from projects.domain.issues import mark

from .notice_texts import RECIPIENT


@dataclass(frozen=True, slots=True)
class NoticeText:
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A name in braces: what it stands for, and a value to show it with."""

    name: str
    meaning: str
    sample: str


_PERSON = Placeholder(RECIPIENT, mark("the person addressed"), "Nguyễn Văn Giao")
_REPORT = (
    _PERSON,
    Placeholder("don_vi", mark("the investor"), "Ban Quản lý dự án giao thông"),
    Placeholder("ky_bao_cao", mark("the reporting period"), "Báo cáo kỳ 15/11/2026"),
    Placeholder("han_nop", mark("the deadline"), "23 giờ 59 ngày 14/11/2026"),
)
_DAYS_LEFT = Placeholder("so_ngay", mark("days to the deadline, or since it"), "5")
_STEP = (
    Placeholder("nguoi_xu_ly", mark("who took the step"), "Lê Thị Kế"),
    Placeholder(
        "ly_do",
        mark("the reason or remark given"),
        "Số ước thực hiện thấp hơn số đã giải ngân tại Kho bạc, đề nghị rà soát",
    ),
)
_OBSTACLE = (
    _PERSON,
    Placeholder("du_an", mark("the project"), "7100001 – Cầu Đông Hà"),
    Placeholder("nhom", mark("the group of the obstacle"), "Giải phóng mặt bằng"),
    Placeholder("noi_dung", mark("the content"), "Còn 12 hộ dân chưa bàn giao mặt bằng"),
    Placeholder("don_vi_xu_ly", mark("the unit in charge"), "Sở Nông nghiệp và Môi trường"),
    Placeholder("han_xu_ly", mark("to be solved by"), "20/11/2026"),
    Placeholder("so_ngay", mark("days overdue"), "3"),
)
_DIRECTIVE = (
    _PERSON,
    Placeholder("van_ban", mark("the document"), "Thông báo số 215/TB-UBND ngày 05/11/2026"),
    Placeholder("nguoi_chi_dao", mark("who issued it"), "Chủ tịch UBND tỉnh"),
    Placeholder(
        "noi_dung", mark("the content"), "Hoàn thành giải phóng mặt bằng dự án Cầu Đông Hà"
    ),
    Placeholder("don_vi_xu_ly", mark("the unit in charge"), "Ban Quản lý dự án giao thông"),
    Placeholder("han_xu_ly", mark("to be done by"), "30/11/2026"),
)
_TREASURY = (
    _PERSON,
    Placeholder(
        "noi_dung", mark("what has arrived"), "số liệu Kho bạc Nhà nước đến ngày 13/11/2026"
    ),
    Placeholder("ngay_so_lieu", mark("figures as at"), "13/11/2026"),
)
_DIGEST = (
    _PERSON,
    Placeholder("ngay_so_lieu", mark("figures as at"), "13/11/2026"),
    Placeholder(
        "ty_le",
        mark("the province's rate, with its denominator"),
        "61,24% (D3 – kế hoạch phân bổ chi tiết)",
    ),
    Placeholder("tuan_truoc", mark("the rate a week before"), "59,80%"),
    Placeholder("da_giai_ngan", mark("disbursed"), "4.286.512 triệu đồng"),
    Placeholder("ke_hoach", mark("the plan"), "6.999.530 triệu đồng"),
    Placeholder("ky_bao_cao", mark("the reporting period"), "Báo cáo kỳ 15/11/2026"),
    Placeholder("chua_nop", mark("who has not reported"), "Ban Quản lý dự án dân dụng"),
    Placeholder("nop_muon", mark("who reported late"), "Sở Y tế; Sở Giáo dục và Đào tạo"),
    Placeholder("vuong_mac", mark("overdue obstacles"), "3 vướng mắc quá hạn xử lý"),
    Placeholder(
        "thoi_han", mark("the next deadlines"), "29/11/2026: Số liệu của chủ đầu tư trước ngày 30"
    ),
)

PLACEHOLDERS: dict[str, tuple[Placeholder, ...]] = {
    "opening": (*_REPORT, _DAYS_LEFT),
    "ahead": (*_REPORT, _DAYS_LEFT),
    "tomorrow": (*_REPORT, _DAYS_LEFT),
    "due_day": (*_REPORT, _DAYS_LEFT),
    "overdue": (*_REPORT, _DAYS_LEFT),
    "to_endorse": (*_REPORT, *_STEP),
    "returned": (*_REPORT, *_STEP),
    "accepted": (*_REPORT, *_STEP),
    "reopened": (*_REPORT, *_STEP),
    "obstacle": _OBSTACLE,
    "escalated": _OBSTACLE,
    "directive": _DIRECTIVE,
    "treasury": _TREASURY,
    "digest": _DIGEST,
}

_GREETING = "Kính gửi ông/bà {nguoi_nhan},\n\n"

DEFAULT_TEXTS: dict[str, NoticeText] = {
    "opening": NoticeText(
        "Đã mở kỳ báo cáo: {ky_bao_cao}",
        f"{_GREETING}Cổng theo dõi giải ngân đã mở kỳ báo cáo: {{ky_bao_cao}}. Đề nghị {{don_vi}} "
        "cập nhật số liệu và nộp báo cáo chậm nhất {han_nop}.\n\n"
        "Trường hợp không phát sinh số liệu, đơn vị vẫn nộp báo cáo và chọn “Không phát sinh”.",
    ),
    "ahead": NoticeText(
        "Còn {so_ngay} ngày đến hạn nộp: {ky_bao_cao}",
        f"{_GREETING}{{ky_bao_cao}} đến hạn nộp vào {{han_nop}}, còn {{so_ngay}} ngày. Đến nay "
        "{don_vi} chưa nộp báo cáo. Đề nghị đơn vị hoàn thiện số liệu và nộp đúng thời hạn.",
    ),
    "tomorrow": NoticeText(
        "Ngày mai hết hạn nộp: {ky_bao_cao}",
        f"{_GREETING}Thời hạn nộp {{ky_bao_cao}} là {{han_nop}}. Đến nay {{don_vi}} chưa nộp "
        "báo cáo. Đề nghị đơn vị khẩn trương hoàn thiện và nộp báo cáo.",
    ),
    "due_day": NoticeText(
        "Hôm nay hết hạn nộp: {ky_bao_cao}",
        f"{_GREETING}Hôm nay là ngày cuối nộp {{ky_bao_cao}} (chậm nhất {{han_nop}}). Đến nay "
        "{don_vi} chưa nộp báo cáo. Báo cáo nộp sau thời điểm trên được ghi nhận là nộp muộn.",
    ),
    "overdue": NoticeText(
        "Quá hạn nộp báo cáo: {ky_bao_cao}",
        f"{_GREETING}{{ky_bao_cao}} đã hết hạn nộp vào {{han_nop}} nhưng {{don_vi}} chưa nộp báo "
        "cáo. Đề nghị đơn vị nộp ngay; việc chậm nộp được tính vào kết quả chấp hành chế độ "
        "báo cáo.",
    ),
    "to_endorse": NoticeText(
        "Chờ phê duyệt báo cáo của {don_vi}",
        f"{_GREETING}{{don_vi}} đã nộp {{ky_bao_cao}} và đang chờ cơ quan chủ quản phê duyệt "
        "trước khi chuyển cơ quan kế hoạch thẩm tra. Đề nghị ông/bà xem xét, phê duyệt.",
    ),
    "returned": NoticeText(
        "Báo cáo bị trả lại: {ky_bao_cao}",
        f"{_GREETING}Báo cáo của {{don_vi}} ({{ky_bao_cao}}) được trả lại để chỉnh sửa.\n\n"
        "Lý do: {ly_do}\n\nĐề nghị đơn vị chỉnh sửa các nội dung được đánh dấu và nộp lại. "
        "Việc trả lại không làm thay đổi thời điểm nộp đã được ghi nhận.",
    ),
    "accepted": NoticeText(
        "Báo cáo đã được chấp nhận: {ky_bao_cao}",
        f"{_GREETING}Báo cáo của {{don_vi}} ({{ky_bao_cao}}) đã được chấp nhận. Số liệu được "
        "khóa và đưa vào báo cáo tổng hợp của tỉnh.",
    ),
    "reopened": NoticeText(
        "Báo cáo được mở lại: {ky_bao_cao}",
        f"{_GREETING}Báo cáo của {{don_vi}} ({{ky_bao_cao}}) đã chấp nhận nay được mở lại để "
        "điều chỉnh.\n\nLý do: {ly_do}\n\nĐề nghị đơn vị điều chỉnh số liệu và nộp lại.",
    ),
    "obstacle": NoticeText(
        "Vướng mắc cần xử lý: {du_an}",
        f"{_GREETING}Dự án {{du_an}} có vướng mắc thuộc trách nhiệm xử lý của {{don_vi_xu_ly}}."
        "\n\nNhóm: {nhom}\nNội dung: {noi_dung}\nThời hạn xử lý: {han_xu_ly}\n\n"
        "Đề nghị đơn vị xử lý và trả lời trên Cổng theo dõi giải ngân.",
    ),
    "escalated": NoticeText(
        "Vướng mắc quá hạn xử lý: {du_an}",
        f"{_GREETING}Vướng mắc của dự án {{du_an}} đã quá hạn xử lý {{so_ngay}} ngày.\n\n"
        "Nhóm: {nhom}\nNội dung: {noi_dung}\nĐơn vị xử lý: {don_vi_xu_ly}\n"
        "Thời hạn xử lý: {han_xu_ly}\n\nKính báo cáo để xem xét, chỉ đạo.",
    ),
    "directive": NoticeText(
        "Ý kiến chỉ đạo: {van_ban}",
        f"{_GREETING}{{nguoi_chi_dao}} có ý kiến chỉ đạo liên quan đến {{don_vi_xu_ly}}.\n\n"
        "Văn bản: {van_ban}\nNội dung: {noi_dung}\nThời hạn hoàn thành: {han_xu_ly}\n\n"
        "Đề nghị đơn vị triển khai và báo cáo kết quả trên Cổng theo dõi giải ngân.",
    ),
    "treasury": NoticeText(
        "Đã có {noi_dung}",
        f"{_GREETING}Cổng theo dõi giải ngân đã có {{noi_dung}}. Số liệu giải ngân, tỷ lệ và "
        "so sánh với báo cáo của chủ đầu tư đã được cập nhật.",
    ),
    "digest": NoticeText(
        "Tình hình giải ngân trong tuần, số liệu đến ngày {ngay_so_lieu}",
        f"{_GREETING}Tình hình giải ngân vốn đầu tư công của tỉnh đến ngày {{ngay_so_lieu}}:\n\n"
        "- Tỷ lệ giải ngân: {ty_le}; đã giải ngân {da_giai_ngan} trên kế hoạch {ke_hoach}; "
        "tuần trước: {tuan_truoc}.\n"
        "- {ky_bao_cao}: chưa nộp: {chua_nop}; nộp muộn: {nop_muon}.\n"
        "- Vướng mắc: {vuong_mac}.\n- Thời hạn sắp tới: {thoi_han}.",
    ),
}
