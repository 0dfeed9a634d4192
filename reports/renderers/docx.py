"""Draw tables as a Word document in the layout of Nghị định 30/2020/NĐ-CP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table as DocTable
from docx.table import _Cell as DocCell
from docx.text.paragraph import Paragraph

from reports.domain.document import document_day
from reports.domain.table import MOTTO, NATION, Column, Level, Table

FONT = "Times New Roman"
PAGE_LONG, PAGE_SHORT = Mm(297), Mm(210)
MARGINS = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 15}  # mm
TEXT_WIDTH = 297 - 30 - 15  # mm
CENTRE, RIGHT, LEFT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.LEFT,
)
MANY_COLUMNS = 9
EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a zip archive


def render(tables: Sequence[Table], made_at: datetime) -> bytes:
    """Return the document, one section for each table; the same tables give the same bytes."""
    document = Document()
    _set_up(document, tables[0], made_at)
    for number, table in enumerate(tables):
        if number:
            section = document.add_section(WD_SECTION.NEW_PAGE)
            section.different_first_page_header_footer = False
        else:
            _letterhead(document, table)
        _titles(document, table)
        _grid(document, table)
        for note in table.notes:
            _paragraph(document.add_paragraph(), note, size=11, italic=True)
    _signatures(document, tables[-1])
    sink = BytesIO()
    document.save(sink)
    return stable_zip(sink.getvalue())


def stable_zip(content: bytes) -> bytes:
    """Return the archive without the times at which its members were written."""
    sink = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(sink, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(ZipInfo(name, EARLIEST), source.read(name), ZIP_DEFLATED)
    return sink.getvalue()


def _set_up(document: Doc, table: Table, made_at: datetime) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = PAGE_LONG, PAGE_SHORT
    for side, width in MARGINS.items():
        setattr(section, side, Mm(width))
    _number_pages(section)
    core = document.core_properties
    core.title, core.author = table.title, table.letterhead.issuer
    core.last_modified_by = core.comments = ""
    core.created = core.modified = made_at.astimezone(UTC).replace(tzinfo=None)
    core.revision = 1


def _number_pages(section: Section) -> None:
    """Number the pages in the middle of the top margin, the first one excepted."""
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = CENTRE
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        run = paragraph.add_run()
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = text
        run._r.append(mark)


def _letterhead(document: Doc, table: Table) -> None:
    head = table.letterhead
    grid = document.add_table(rows=3, cols=2)
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    place = f"{head.place}, {document_day(head.day)}"
    left, right = (grid.cell(0, column) for column in (0, 1))
    for side in (left, right):
        side.width = Mm(TEXT_WIDTH // 2)
    _paragraph(left.paragraphs[0], head.superior, size=12, align=CENTRE)
    _paragraph(left.add_paragraph(), head.issuer, size=12, bold=True, align=CENTRE)
    _paragraph(right.paragraphs[0], NATION, size=12, bold=True, align=CENTRE)
    _paragraph(right.add_paragraph(), MOTTO, size=13, bold=True, align=CENTRE)
    for column, width in ((0, 8), (1, 22)):
        _paragraph(grid.cell(1, column).paragraphs[0], "─" * width, size=6, align=CENTRE)
    _paragraph(grid.cell(2, 0).paragraphs[0], f"Số:          /{head.symbol}", size=13, align=CENTRE)
    _paragraph(grid.cell(2, 1).paragraphs[0], place, size=13, italic=True, align=CENTRE)


def _titles(document: Doc, table: Table) -> None:
    title = document.add_paragraph()
    title.paragraph_format.space_before = Pt(12)
    title.paragraph_format.keep_with_next = True
    _paragraph(title, table.title, size=14, bold=True, align=CENTRE)
    for text in table.subtitle:
        subtitle = document.add_paragraph()
        subtitle.paragraph_format.keep_with_next = True
        _paragraph(subtitle, text, size=13, italic=True, align=CENTRE)
    document.add_paragraph().paragraph_format.keep_with_next = True


def _grid(document: Doc, table: Table) -> None:
    """Add the table: headings, the row of column numbers, and what it says."""
    deep = table.heading_rows
    shape = {"rows": deep + 1 + (len(table.rows) or 1), "cols": len(table.columns)}
    grid = document.add_table(**shape, style="Table Grid")
    grid.autofit = False
    _narrow_margins(grid)
    # Asking python-docx for one cell walks the whole table each time.
    cells = [[DocCell(cell, grid) for cell in row.tc_lst] for row in grid._tbl.tr_lst]
    _set_widths(grid, cells, table.columns)
    _fill(cells[deep + 1 :], table)
    for cell, text in zip(cells[deep], table.column_numbers(), strict=True):
        _paragraph(cell.paragraphs[0], text, size=10, italic=True, align=CENTRE)
    for text, row, column, rows, columns in table.headings():
        merged = cells[row][column].merge(cells[row + rows - 1][column + columns - 1])
        size = _text_size(table.columns)
        _paragraph(merged.paragraphs[0], text, size=size, bold=True, align=CENTRE)
    _repeat_on_each_page(grid, deep + 1)


def _narrow_margins(grid: DocTable) -> None:
    """Leave 2 points beside the text of a cell, so that long figures stay on one line."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "40")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = grid._tbl.tblPr.find(qn("w:tblLook"))
    look.addprevious(margins)  # the schema wants them in this order


def _text_size(columns: Sequence[Column]) -> int:
    return 11 if len(columns) < MANY_COLUMNS else 10


def _fill(cells: list[list[DocCell]], table: Table) -> None:
    if not table.rows:
        empty = cells[0][0].merge(cells[0][-1])
        _paragraph(empty.paragraphs[0], table.empty_text, size=11, italic=True, align=CENTRE)
    size = _text_size(table.columns)
    for line, row, texts in zip(cells, table.rows, table.texts(), strict=False):
        bold = row.level is not Level.PLAIN
        for cell, text, column in zip(line, texts, table.columns, strict=True):
            align = RIGHT if column.is_figure else LEFT
            _paragraph(cell.paragraphs[0], text, size=size, bold=bold, align=align)


def _set_widths(grid: DocTable, cells: list[list[DocCell]], columns: Sequence[Column]) -> None:
    whole = sum(column.width for column in columns)
    widths = [Mm(TEXT_WIDTH * column.width / whole) for column in columns]
    for at, width in enumerate(widths):
        grid.columns[at].width = width
    for line in cells:
        for cell, width in zip(line, widths, strict=True):
            cell.width = width
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _repeat_on_each_page(grid: DocTable, rows: int) -> None:
    for row in grid._tbl.tr_lst[:rows]:
        row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in grid._tbl.tr_lst:
        row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _signatures(document: Doc, table: Table) -> None:
    if not table.signatures:
        return
    document.add_paragraph()
    grid = document.add_table(rows=1, cols=len(table.signatures))
    for cell, signature in zip(grid.rows[0].cells, table.signatures, strict=True):
        _paragraph(cell.paragraphs[0], signature.title, size=13, bold=True, align=CENTRE)
        _paragraph(cell.add_paragraph(), signature.note, size=12, italic=True, align=CENTRE)


def _paragraph(
    paragraph: Paragraph,
    text: str,
    *,
    size: int,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = LEFT,
) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    paragraph.alignment = align
