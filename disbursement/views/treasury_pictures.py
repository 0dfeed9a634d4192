"""The first rows of a treasury file as they stand, and in plain words what was made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disbursement.column_choices import is_money, meaning_label
from disbursement.domain.first_rows import LAST_ROWS, RowLook, SheetPicture, picture_from_json
from disbursement.models import TreasuryImport
from disbursement.treasury_reading_forms import ReadingForm

LOOKS: dict[str, str | Promise] = {
    RowLook.ABOVE: _("Above the table"),
    RowLook.HEADING: _("Heading"),
    RowLook.NUMBERS: _("Column numbers"),
    RowLook.DATA: _("Figures"),
    RowLook.SECTION: _("Section"),
    RowLook.TOTAL: _("Total"),
    RowLook.SIGNATURE: _("Signature, note"),
    RowLook.OTHER: _("Not read"),
}


class ColumnShown(NamedTuple):
    """A column: the words over it, what it was taken for, and the field to say otherwise."""

    letters: str
    heading: str
    meaning: str
    unit: str
    is_used: bool
    is_hidden: bool
    is_chosen: bool
    field: BoundField | None


class RowShown(NamedTuple):
    number: int
    look: str
    label: str | Promise
    is_hidden: bool
    cells: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class SheetShown:
    """A sheet as its page draws it; rows that are left out stand before `ending`."""

    picture: SheetPicture
    columns: list[ColumnShown]
    rows: list[RowShown]
    ending: list[RowShown]

    @property
    def used(self) -> list[ColumnShown]:
        return [column for column in self.columns if column.is_used]

    @property
    def has_table(self) -> bool:
        return self.picture.last_header_row > 0


def pictures_kept(treasury_import: TreasuryImport) -> list[SheetPicture]:
    """Return the pictures taken by the check; none of a file that was never opened."""
    return [picture_from_json(each) for each in treasury_import.preview.get("pictures", [])]


def sheets_shown(
    pictures: Sequence[SheetPicture],
    *,
    treasury_import: TreasuryImport,
    unit: str,
    form: ReadingForm | None,
) -> list[SheetShown]:
    """Return what a page draws of each sheet; the fields only where they may be used."""
    return [
        _shown(place, picture, treasury_import.chosen_columns, unit, form)
        for place, picture in enumerate(pictures)
    ]


def _shown(
    place: int,
    picture: SheetPicture,
    chosen: Mapping[str, Mapping[str, str]],
    unit: str,
    form: ReadingForm | None,
) -> SheetShown:
    columns = []
    for letters in picture.letters:
        read = picture.columns.get(letters, "")
        columns.append(
            ColumnShown(
                letters=letters,
                heading=picture.headings.get(letters, ""),
                meaning=meaning_label(read),
                unit=unit if read and is_money(read) else "",
                is_used=bool(read),
                is_hidden=letters in picture.hidden_columns,
                is_chosen=letters in chosen.get(picture.name, {}),
                field=form.column_field(place, letters) if form else None,
            )
        )
    used = [bool(picture.columns.get(letters)) for letters in picture.letters]
    rows = [
        RowShown(
            row.number,
            row.look,
            LOOKS[row.look],
            row.is_hidden,
            [*zip(row.texts, used, strict=True)],
        )
        for row in picture.rows
    ]
    gap = len(rows) - LAST_ROWS if picture.skipped else len(rows)
    return SheetShown(picture, columns, rows[:gap], rows[gap:])
