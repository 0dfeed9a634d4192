"""A layout corrected by hand is remembered for its office, offered again, retired if it fails."""

from datetime import UTC, datetime

import pytest
from openpyxl import Workbook

from disbursement.models import ImportStatus, RememberedLayout, TreasuryImport
from disbursement.services import layouts, treasury
from disbursement.services.treasury_check import import_check
from projects.models import Organisation
from projects.refusals import Refusal

AT = datetime(2024, 10, 1, 2, 0, tzinfo=UTC)
N = None
# Nobody could know by these headings what the columns hold.
HEADING = ["Cột A", "Cột B", "Số liệu 1", "Số liệu 2"]
SAID = {"A": "project_code", "B": "source", "C": "current.volume", "D": "current.advance"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def office(province):
    return Organisation.objects.order_by("pk").first()


def received(path, office, *, heading=HEADING, rows=(("7100001", "NSTW", 3, 1),), year=2024):
    book = Workbook()
    book.active.title = "Biểu"
    title = [[f"GIẢI NGÂN NĂM {year}"], [f"Đến ngày 30/09/{year}"], ["ĐVT: triệu đồng"]]
    for row in [*title, heading, *rows]:
        book.active.append(row)
    book.save(path)
    kept = treasury.import_receive(content=path, name=path.name, by=None, at=AT)
    TreasuryImport.objects.filter(pk=kept.pk).update(office=office)
    return TreasuryImport.objects.get(pk=kept.pk)


def corrected(path, office):
    row = received(path, office)
    TreasuryImport.objects.filter(pk=row.pk).update(chosen_columns={"Biểu": SAID})
    return TreasuryImport.objects.get(pk=row.pk)


def remember(row, name="Kho bạc khu vực"):
    return layouts.layout_remember(treasury_import=row, name=name, actor=None, at=AT)


def test_what_was_said_is_offered_for_the_next_file_in_another_order(office, tmp_path):
    remember(corrected(tmp_path / "a.xlsx", office))
    moved = ["Số liệu 2", "Cột B", "Cột A", "Số liệu 1"]
    rows = [[1, "NSTW", "7100001", 3]]
    after = received(tmp_path / "b.xlsx", office, heading=moved, rows=rows)
    offer = layouts.layout_offer(treasury_import=after)
    assert offer.layout.name == "Kho bạc khu vực"
    assert offer.columns == {
        "Biểu": {
            "A": "current.advance",
            "B": "source",
            "C": "project_code",
            "D": "current.volume",
        }
    }


def test_another_office_or_other_headings_are_offered_nothing(office, tmp_path):
    remember(corrected(tmp_path / "a.xlsx", office))
    other = Organisation.objects.exclude(pk=office.pk).first()
    assert layouts.layout_offer(
        treasury_import=received(tmp_path / "b.xlsx", other, year=2023)
    ) is (None)
    heading = [*HEADING[:3], "Số liệu 3"]
    odd = received(tmp_path / "c.xlsx", office, heading=heading)
    assert layouts.layout_offer(treasury_import=odd) is None
    assert layouts.layout_offer(treasury_import=received(tmp_path / "d.xlsx", None, year=2025)) is (
        None
    )


def test_the_same_headings_are_remembered_once_the_last_word_counts(office, tmp_path):
    row = corrected(tmp_path / "a.xlsx", office)
    remember(row, "cũ")
    remember(row, "mới")
    assert [(kept.name, kept.is_retired) for kept in RememberedLayout.objects.order_by("pk")] == [
        ("cũ", True),
        ("mới", False),
    ]


def test_nothing_is_remembered_without_office_name_or_correction(office, tmp_path):
    row = corrected(tmp_path / "a.xlsx", office)
    with pytest.raises(Refusal):
        remember(row, "  ")
    with pytest.raises(Refusal):
        remember(received(tmp_path / "b.xlsx", office, year=2025))
    row.office = None
    with pytest.raises(Refusal):
        remember(row)
    assert not RememberedLayout.objects.exists()


def checked(row):
    import_check(pk=row.pk, at=AT)
    return TreasuryImport.objects.get(pk=row.pk)


def test_a_taken_layout_is_told_and_one_that_fails_is_retired(office, tmp_path):
    remember(corrected(tmp_path / "a.xlsx", office))
    row = received(tmp_path / "b.xlsx", office, rows=[("7100001", "NSTW", 5, 1)])
    offer = layouts.layout_offer(treasury_import=row)
    choice = layouts.layout_take(treasury_import=row, offer=offer, actor=None, at=AT)
    TreasuryImport.objects.filter(pk=row.pk).update(chosen_columns=choice.columns)
    after = checked(row)
    assert after.status == ImportStatus.CHECKED, after.issues
    assert after.total_volume == 5_000_000
    assert "treasury.layout_remembered" in [found["code"] for found in after.issues]
    TreasuryImport.objects.filter(pk=row.pk).update(
        chosen_columns={"Biểu": {"A": "project_code", "B": "project_code"}},
        status=ImportStatus.RECEIVED,
    )
    after = checked(row)
    assert after.status == ImportStatus.REFUSED
    assert "treasury.layout_failed" in [found["code"] for found in after.issues]
    assert RememberedLayout.objects.get().is_retired
