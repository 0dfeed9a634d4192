"""Names the demonstration is made of: offices, places, works."""

PROVINCE = "Tỉnh Thanh Sơn"

# code, name, kind, block; the province's own offices carry no emulation block
OFFICES = [
    ("UBND", "Ủy ban nhân dân tỉnh", "UBND tỉnh", ""),
    ("STC", "Sở Tài chính", "Cơ quan kế hoạch, tài chính", ""),
    ("SNV", "Sở Nội vụ", "Sở, ban, ngành", ""),
    ("KBNN", "Kho bạc Nhà nước khu vực XXI", "Kho bạc Nhà nước", ""),
]
BOARDS = [
    ("BQL-DDCN", "Ban QLDA đầu tư xây dựng dân dụng và công nghiệp"),
    ("BQL-GT", "Ban QLDA đầu tư xây dựng công trình giao thông"),
    ("BQL-NN", "Ban QLDA đầu tư xây dựng nông nghiệp và môi trường"),
    ("BQL-KKT", "Ban Quản lý Khu kinh tế cửa khẩu"),
    ("BQL-ODA", "Ban QLDA phát triển đô thị và vốn nước ngoài"),
]
DEPARTMENTS = [
    ("SO-XD", "Sở Xây dựng", "Sở, ban, ngành"),
    ("SO-GDDT", "Sở Giáo dục và Đào tạo", "Sở, ban, ngành"),
    ("SO-YT", "Sở Y tế", "Sở, ban, ngành"),
    ("SO-VHTTDL", "Sở Văn hóa, Thể thao và Du lịch", "Sở, ban, ngành"),
    ("SO-NNMT", "Sở Nông nghiệp và Môi trường", "Sở, ban, ngành"),
    ("SO-KHCN", "Sở Khoa học và Công nghệ", "Sở, ban, ngành"),
    ("SO-CT", "Sở Công Thương", "Sở, ban, ngành"),
    ("SO-DTTG", "Sở Dân tộc và Tôn giáo", "Sở, ban, ngành"),
    ("DPTTH", "Báo và Phát thanh, Truyền hình tỉnh", "Sở, ban, ngành"),
    ("CDSP", "Trường Cao đẳng Sư phạm tỉnh", "Sở, ban, ngành"),
    ("BVDK", "Bệnh viện Đa khoa tỉnh", "Sở, ban, ngành"),
    ("BCH-QS", "Bộ Chỉ huy Quân sự tỉnh", "Cơ quan trung ương"),
    ("CA-TINH", "Công an tỉnh", "Cơ quan trung ương"),
]
COMMUNES = [
    "Yên Lạc", "Tân Hương", "Bình Gia", "Đồng Mỏ", "Nà Sầm", "Thất Khê", "Na Dương", "Lộc Phú",
    "Hữu Liên", "Vân Nham", "Chiến Thắng", "Bắc Sơn", "Vũ Lễ", "Tràng Định", "Quốc Khánh",
    "Đình Lập", "Châu Sơn", "Thiện Tân", "Cai Kinh", "Đông Kinh", "Kỳ Lừa", "Tam Thanh",
]  # fmt: skip
WARDS = {"Đông Kinh", "Kỳ Lừa", "Tam Thanh"}

# code, name, parent
SOURCES = [
    ("NSTW", "Ngân sách trung ương", ""),
    ("NSTW-TN", "Vốn trong nước bổ sung có mục tiêu theo ngành, lĩnh vực", "NSTW"),
    ("NSTW-ODA", "Vốn nước ngoài (ODA, vay ưu đãi)", "NSTW"),
    ("NSTW-MTQG", "Chương trình mục tiêu quốc gia", "NSTW"),
    ("NSTW-TT", "Bổ sung ngoài kế hoạch từ dự phòng, tăng thu", "NSTW"),
    ("NSDP", "Ngân sách địa phương", ""),
    ("NSDP-CD", "Cân đối theo tiêu chí, định mức", "NSDP"),
    ("NSDP-SDD", "Thu tiền sử dụng đất", "NSDP"),
    ("NSDP-XSKT", "Xổ số kiến thiết", "NSDP"),
    ("NSDP-BC", "Bội chi ngân sách địa phương", "NSDP"),
]
PROGRAMMES = [
    ("CT-NTM", "Chương trình mục tiêu quốc gia xây dựng nông thôn mới"),
    ("CT-GNBV", "Chương trình mục tiêu quốc gia giảm nghèo bền vững"),
    ("CT-DTTS", "Chương trình phát triển kinh tế - xã hội vùng đồng bào dân tộc thiểu số"),
]

# sector → what is built there
WORKS = {
    "Giao thông": [
        "Cải tạo, nâng cấp đường tỉnh ĐT.{n}", "Đường từ {a} đến {b}", "Cầu {a}",
        "Đường vành đai {a}", "Cầu dân sinh thôn {a}", "Đường liên xã {a} – {b}",
    ],
    "Giáo dục": [
        "Trường THPT {a}", "Trường mầm non {a}", "Trường phổ thông dân tộc bán trú {a}",
        "Nhà lớp học Trường tiểu học {a}",
    ],
    "Y tế": ["Trạm y tế {a}", "Cải tạo Trung tâm y tế khu vực {a}", "Nhà điều trị nội trú {a}"],
    "Thủy lợi": ["Hồ chứa nước {a}", "Kè chống sạt lở bờ sông {a}", "Kênh mương nội đồng {a}"],
    "Cấp nước": ["Cấp nước sinh hoạt tập trung {a}", "Hệ thống thoát nước {a}"],
    "Văn hóa": ["Nhà văn hóa {a}", "Tu bổ, tôn tạo di tích {a}", "Sân vận động {a}"],
    "Hạ tầng đô thị": ["Khu tái định cư {a}", "Chỉnh trang đô thị {a}", "Hạ tầng khu dân cư {a}"],
    "Quốc phòng, an ninh": ["Trụ sở làm việc {a}", "Đường tuần tra {a}"],
    "Công nghệ thông tin": ["Hệ thống thông tin chuyên ngành giai đoạn {n}"],
}  # fmt: skip

DIFFICULTIES = [
    ("GPMB", "Còn {n} hộ dân chưa bàn giao mặt bằng do chưa thống nhất giá đất bồi thường."),
    ("GPMB", "Khu tái định cư chưa hoàn thành, chưa di chuyển được các hộ bị ảnh hưởng."),
    ("THUTUC", "Hồ sơ chuyển mục đích sử dụng rừng đang trình cấp có thẩm quyền."),
    ("DAUTHAU", "Gói thầu thi công phải hủy thầu, đang tổ chức lựa chọn lại nhà thầu."),
    ("VATLIEU", "Thiếu nguồn đất đắp và cát xây dựng, giá vật liệu tăng cao."),
    ("NHATHAU", "Nhà thầu huy động nhân lực, thiết bị chậm so với hợp đồng."),
    ("NGUONVON", "Nguồn thu tiền sử dụng đất đạt thấp, chưa nhập được dự toán trên TABMIS."),
    ("THANHTOAN", "Hồ sơ nghiệm thu đợt {n} đang hoàn thiện để gửi Kho bạc Nhà nước."),
    ("TOCHUC", "Xã mới tiếp nhận dự án, thiếu cán bộ chuyên môn về đầu tư xây dựng."),
    ("THOITIET", "Mưa lũ kéo dài làm gián đoạn thi công."),
]

PEOPLE = [
    # username, full name, role, organisation code
    ("chudautu", "Nguyễn Thị Hòa", "investor", "BQL-GT"),
    ("chudautu2", "Lương Văn Thắng", "investor", "SO-GDDT"),
    ("kehoach", "Trần Minh Đức", "planning", "STC"),
    ("khobac", "Phạm Thu Hằng", "treasury", "KBNN"),
    ("lanhdao", "Hoàng Quốc Khánh", "leader", "UBND"),
    ("noivu", "Vi Thị Mai", "home_affairs", "SNV"),
    ("quantri", "Đỗ Anh Tuấn", "administrator", "STC"),
]
