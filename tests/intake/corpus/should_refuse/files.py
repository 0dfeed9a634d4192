"""Files that are no workbooks, are broken, or mean harm: each is told by its own sentence."""

import struct
import zipfile

from tests.intake import build
from tests.intake.build_old_formats import compound, record, xls
from tests.intake.corpus.cases import Expected, trap
from tests.intake.corpus.dress import raw, sheet_data, summary


def only(*issues, child=False):
    return Expected(issues=issues, child=child)


@trap(only("workbook.empty_file"))
def nothing(path):
    path.write_bytes(b"")


@trap(only("workbook.text"))
def csv_renamed(path):
    path.write_text("Mã dự án;Nguồn;Số tiền\n7100001;NSTW;20.000.000\n", encoding="utf-8")


@trap(only("workbook.text"), ending="xls")
def tabbed_text_in_utf16_renamed(path):
    path.write_bytes("Mã dự án\tSố tiền\n7100001\t20\n".encode("utf-16"))


@trap(only("workbook.pdf"))
def pdf_renamed(path):
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3")


@trap(only("workbook.image"))
def picture_renamed(path):
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")


@trap(only("workbook.web_page"), ending="xls")
def web_page_called_xls(path):
    path.write_bytes(b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>1")


@trap(only("workbook.web_page"), ending="xls")
def workbook_of_2003_in_xml(path):
    path.write_bytes(b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>')


@trap(only("workbook.word"))
def word_renamed(path):
    build.docx(path)


@trap(only("workbook.word"), ending="xls")
def old_word_renamed(path):
    path.write_bytes(compound(b"x" * 600, "WordDocument"))


@trap(only("workbook.not_a_spreadsheet"))
def archive_renamed(path):
    build.other_zip(path)


@trap(only("workbook.not_a_spreadsheet"), ending="xls")
def program_renamed(path):
    path.write_bytes(b"MZ" + bytes(range(256)))


@trap(only("workbook.damaged"))
def cut_off_in_the_middle(path):
    raw(path, summary())
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@trap(only("workbook.damaged"), ending="xls")
def old_workbook_cut_off(path):
    xls(path, "Biểu", record(0x0203, struct.pack("<HHHd", 0, 0, 0, 1.5)))
    path.write_bytes(path.read_bytes()[:700])


@trap(only("workbook.damaged"))
def a_byte_turned_over(path):
    raw(path, summary())
    data = bytearray(path.read_bytes())
    at = data.find(b"xl/worksheets/sheet1.xml") + 60
    data[at] ^= 0xFF
    path.write_bytes(data)


@trap(only("workbook.damaged"))
def without_its_list_of_sheets(path):
    raw(path, summary())
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    del parts["xl/workbook.xml"]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@trap(only("workbook.password"))
def with_a_password(path):
    path.write_bytes(compound(b"x" * 600, "EncryptionInfo", "EncryptedPackage"))


@trap(only("workbook.macros"), ending="xlsm")
def with_macros(path):
    build.xlsx(path, {"S": sheet_data(summary())}, parts={"xl/vbaProject.bin": b"macro"})


@trap(only("workbook.external_links"))
def with_links_to_other_files(path):
    link = {"xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    build.xlsx(path, {"S": sheet_data(summary())}, parts=link)


@trap(only("workbook.no_content"))
def with_an_empty_sheet(path):
    build.xlsx(path, {"S": build.rows()})


@trap(only("workbook.document_type"))
def with_a_billion_laughs(path):
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    bomb = f'{build.HEAD}<!DOCTYPE s [<!ENTITY l0 "ha">{laughs}]><sst><si><t>&l9;</t></si></sst>'
    build.xlsx(path, {"S": sheet_data(summary())}, parts={"xl/sharedStrings.xml": bomb})


@trap(only("workbook.document_type"))
def with_an_entity_from_outside(path):
    part = f'{build.HEAD}<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst/>'
    build.xlsx(path, {"S": sheet_data(summary())}, parts={"xl/sharedStrings.xml": part})


@trap(only("workbook.bomb"))
def a_zip_bomb(path):
    build.xlsx(path, {"S": sheet_data(summary())}, parts={"xl/media/a.bin": bytes(20 << 20)})


@trap(only("workbook.inflated"))
def four_hundred_megabytes_in_one_cell(path):
    build.xlsx(path, {})
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        part.write(b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>')
        for _ in range(400):
            part.write(b"0" * (1 << 20))
        part.write(b"</t></is></c></row></sheetData></worksheet>")


@trap(only("workbook.damaged"))
def a_size_that_is_a_lie(path):
    raw(path, summary())
    build.falsify_size(path, "xl/worksheets/sheet1.xml", 1000)


@trap(only("workbook.rows", child=True))
def a_value_in_the_last_corner(path):
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    build.xlsx(path, {"S": sheet_data(summary()).removesuffix("</sheetData>") + corner})


@trap(only("workbook.columns", child=True))
def more_columns_than_any_table(path):
    cells = build.rows('<c r="A1"><v>1</v></c><c r="IW1"><v>1</v></c>')
    build.xlsx(path, {"S": cells})
