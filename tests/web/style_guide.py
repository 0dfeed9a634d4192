"""One page with every component, filled with plausible figures; only tests and eyes use it."""

from datetime import date
from fractions import Fraction
from pathlib import Path

from django import forms
from django.core.paginator import Paginator
from django.template import engines

from projects.templatetags.portal import STATUS_LOOKS

SOURCE = Path(__file__).with_suffix(".html")
MONTHS = ["31/1", "28/2", "31/3", "30/4", "31/5", "30/6", "31/7", "31/8", "23/9"]
NAMES = [
    "Ban Quản lý dự án đầu tư xây dựng các công trình giao thông tỉnh",
    "Ủy ban nhân dân xã Hữu Lũng",
    "Sở Nông nghiệp và Môi trường",
    "Ban Quản lý dự án dân dụng và công nghiệp",
    "Trường Cao đẳng Kỹ thuật",
]


class UploadForm(forms.Form):
    file = forms.FileField(label="Tệp của Kho bạc", help_text="Tệp .xlsx, không quá 20 MB.")
    unit = forms.ChoiceField(label="Đơn vị tính", choices=[("", "Theo tệp"), ("1", "triệu đồng")])
    as_at = forms.DateField(label="Số liệu đến ngày", required=False)
    confirmed = forms.BooleanField(label="Tôi đã kiểm tra đơn vị tính", required=False)


class FilterForm(forms.Form):
    text = forms.CharField(label="Tên hoặc mã", required=False)
    stage = forms.ChoiceField(label="Loại dự án", choices=[("", "Tất cả")], required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Lý do", widget=forms.Textarea(attrs={"rows": 2}), help_text="Lý do được lưu lại."
    )


def rows():
    made = [(2_758_373_000_000, 60), (848_333_120_000, 31), (5_500_000_001, 8), (0, 0)]
    look = [("met", "ok", ""), ("at_risk", "warn", ""), ("missed", "bad", "row-bad")]
    look.append(("not_applicable", "", ""))
    return [
        {
            "name": name,
            "plan": plan,
            "disbursed": plan * percent // 100,
            "rate": Fraction(plan * percent // 100 * 100, plan) if plan else None,
            "status": status,
            "tone": tone,
            "css": css,
        }
        for name, (plan, percent), (status, tone, css) in zip(NAMES, made, look, strict=False)
    ]


def context():
    values = [0.5, 2, 5, 9, 14, 19, 24, 28.6, 32.37]
    finding = {"sheet": "Bieu 01", "message": "“1,5 tỷ” không phải là số.", "severity": "error"}
    finding |= {"cell": "H14", "fix": "Chỉ nhập số, viết như 1.234.567,89, không kèm chữ."}
    return {
        "crumbs": [("Báo cáo", "#")],
        "day": date(2024, 9, 23),
        "rate": Fraction(8_910_395 * 100, 27_525_668),
        "target": Fraction(60),
        "up": Fraction(5, 4),
        "down": Fraction(-3, 8),
        "plan": 27_525_668_000_000,
        "disbursed": 8_910_395_000_000,
        "advance": 1_640_122_500_000,
        "missing": 7,
        "rows": rows(),
        "page_obj": Paginator(range(400), 25).page(2),
        "statuses": list(STATUS_LOOKS),
        "issues": [
            finding,
            {**finding, "cell": "K20", "message": "Ô có công thức nhưng không có giá trị."},
            {**finding, "severity": "warning", "cell": "", "message": "Cột “Ghi chú” bị bỏ qua."},
        ],
        "upload": UploadForm({"unit": "2", "confirmed": "on"}, {}),
        "filters": FilterForm(),
        "reason": ReasonForm(),
        "curve": {
            "kind": "line",
            "unit": "%",
            "labels": MONTHS,
            "series": [
                {"name": "Năm nay", "role": "actual", "values": values},
                {"name": "Mục tiêu", "role": "target", "values": [None] * 5 + [40, 40, 40, 60]},
                {"name": "Năm trước", "role": "last_year", "values": [v * 0.9 for v in values]},
            ],
        },
        "ranking": {
            "kind": "ranking",
            "unit": "%",
            "labels": [f"{name[:28]}…" for name in NAMES],
            "series": [{"name": "Tỷ lệ", "role": "actual", "values": [78.2, 64, 51.5, 22, 8]}],
            "target": {"value": 60, "label": "Mục tiêu"},
            "urls": ["/"] * len(NAMES),
        },
        "curve_table": engines["django"].from_string("<p>Bảng số liệu</p>"),
    }


def render(request, **more):
    template = engines["django"].from_string(SOURCE.read_text("utf-8"))
    return template.render({**context(), **more}, request)
