"""Why a workbook is not read at all: one sentence for each reason, and how to mend it."""

from projects.domain.issues import Rule, Severity, mark

SAVE_AS_XLSX = mark("Open it in Excel, save it as an Excel workbook (.xlsx) and upload that.")
SEND_THE_WORKBOOK = mark("Choose the Excel workbook (.xlsx) itself and upload it.")


def _rule(name: str, text: str, fix: str) -> Rule:
    return Rule(f"workbook.{name}", Severity.ERROR, text, fix)


EMPTY_FILE = _rule("empty_file", mark("The file is empty (0 bytes)."), SEND_THE_WORKBOOK)
PDF = _rule(
    "pdf",
    mark("The file is a PDF document, not a spreadsheet."),
    mark("Ask for the Excel workbook the PDF was printed from and upload that."),
)
IMAGE = _rule(
    "image",
    mark("The file is a picture, not a spreadsheet."),
    mark("Ask for the Excel workbook the picture was taken of and upload that."),
)
WORD = _rule(
    "word",
    mark("The file is a text document (Word), not a spreadsheet."),
    mark("Copy the table into an Excel workbook (.xlsx) and upload that."),
)
WEB_PAGE = _rule(
    "web_page",
    mark("The file is a web page or an XML file that only bears the name of a spreadsheet."),
    SAVE_AS_XLSX,
)
TEXT = _rule(
    "text",
    mark("The file is plain text (CSV), not an Excel workbook; leading zeros may be lost in it."),
    SAVE_AS_XLSX,
)
NOT_A_SPREADSHEET = _rule(
    "not_a_spreadsheet",
    mark("The file is not a spreadsheet."),
    SEND_THE_WORKBOOK,
)
PASSWORD = _rule(
    "password",
    mark("The workbook is protected by a password and cannot be read."),
    mark("Open it in Excel, remove the password (File, Info, Protect), save and upload it again."),
)
MACROS = _rule(
    "macros",
    mark("The workbook contains macros; files with macros are not accepted."),
    mark("In Excel save it as a workbook without macros (.xlsx) and upload that."),
)
EXTERNAL_LINKS = _rule(
    "external_links",
    mark("The workbook takes values from other files, which cannot be checked here."),
    mark("In Excel break the links (Data, Edit links, Break link), save and upload it again."),
)
DAMAGED = _rule(
    "damaged",
    mark("The file is damaged or was cut off on the way."),
    mark("Open it in Excel; if it opens, save it under a new name and upload that."),
)
DOCUMENT_TYPE = _rule(
    "document_type",
    mark("The file contains definitions (DOCTYPE) that no spreadsheet program writes."),
    SAVE_AS_XLSX,
)
TOO_BIG = _rule(
    "too_big",
    mark("The file is larger than %(megabytes)s MB."),
    mark("Remove pictures and sheets that are not needed, or upload it in several parts."),
)
INFLATED = _rule(
    "inflated",
    mark("Unpacked, the file would be larger than %(megabytes)s MB."),
    mark("Copy only the table with its headings into a new workbook and upload that."),
)
BOMB = _rule(
    "bomb",
    mark("The file is packed in a way no spreadsheet program packs it, and is not unpacked."),
    mark("Copy only the table with its headings into a new workbook and upload that."),
)
ROWS = _rule(
    "rows",
    mark("Sheet “%(sheet)s” has more than %(most)s rows (%(cell)s)."),
    mark("Delete what is left over far below the table, or upload it in several parts."),
)
COLUMNS = _rule(
    "columns",
    mark("Sheet “%(sheet)s” has more than %(most)s columns (%(cell)s)."),
    mark("Delete what is left over far to the right of the table, save and upload it again."),
)
TOO_COMPLEX = _rule(
    "too_complex",
    mark("Reading the file would take more memory than one file is allowed."),
    mark("Copy only the table with its headings into a new workbook and upload that."),
)
TOO_SLOW = _rule(
    "too_slow",
    mark("The file could not be read within %(seconds)s seconds."),
    mark("Copy only the table with its headings into a new workbook and upload that."),
)
NO_CONTENT = _rule(
    "no_content",
    mark("The workbook has no filled cell."),
    SEND_THE_WORKBOOK,
)
