"""Build the odd, broken and hostile files that people and programs hand in."""

import io
import struct
import zipfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1">'
    '<numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs>'
    "</styleSheet>"
)


def rows(*texts: str) -> str:
    """Return <sheetData> of the given rows, each the XML of its cells."""
    return (
        "<sheetData>"
        + "".join(f'<row r="{number}">{text}</row>' for number, text in enumerate(texts, 1))
        + "</sheetData>"
    )


def text_cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def xlsx(
    path: Path,
    sheets: dict[str, str],
    *,
    states: dict[str, str] | None = None,
    book: str = "",
    parts: dict[str, bytes | str] | None = None,
) -> Path:
    """Write a workbook whose sheets are given as the XML inside <worksheet>."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _frame(list(sheets), states or {}, book).items():
            archive.writestr(name, content)
        for number, content in enumerate(sheets.values(), 1):
            sheet = f'{HEAD}<worksheet xmlns="{MAIN}">{content}</worksheet>'
            archive.writestr(f"xl/worksheets/sheet{number}.xml", sheet)
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return path


def _frame(names: list[str], states: dict[str, str], book: str) -> dict[str, str]:
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"'
        f"{f' state={quoteattr(states[name])}' if name in states else ''}/>"
        for n, name in enumerate(names, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(names) + 1)
    )
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship '
        f'Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"<sheets>{listed}</sheets>{book}</workbook>",
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'{related}<Relationship Id="rIdS" Type="{OFFICE}/styles" Target="styles.xml"/>'
        "</Relationships>",
        "xl/styles.xml": STYLES,
    }


def simple(path: Path, *values: str) -> Path:
    """Write a good workbook with one text in each row of column A."""
    cells = [text_cell(f"A{number}", value) for number, value in enumerate(values, 1)]
    return xlsx(path, {"S": rows(*cells)})


def falsify_size(path: Path, part: str, size: int) -> Path:
    """Make the archive declare another size for a part than it has."""
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo(part)
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<L", entry.file_size), struct.pack("<L", size)))
    return path


def docx(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return path


def other_zip(path: Path) -> Path:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    path.write_bytes(buffer.getvalue())
    return path
