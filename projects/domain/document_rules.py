"""What can be wrong with a document that is attached, each with its sentence and way to mend."""

from projects.domain.issues import Rule, Severity, mark

SEND_A_SCAN = mark("Attach it as %(kinds)s.")
PRINT_ANEW = mark("Print the document into a new PDF, or scan it, and attach that.")
SAVE_ANEW = mark("Open it, save it again, and attach the new file.")


def _rule(name: str, text: str, fix: str) -> Rule:
    return Rule(f"document.{name}", Severity.ERROR, text, fix)


EMPTY = _rule(
    "empty", mark("The file is empty (0 bytes)."), mark("Choose the file again; check it opens.")
)
TOO_LARGE = _rule(
    "too_large",
    mark("The file is larger than %(most)s MB."),
    mark("Scan it at a lower resolution, or make the picture smaller, and attach that."),
)
KIND_NOT_TAKEN = _rule(
    "kind", mark("By its content the file is none of these: %(kinds)s."), SEND_A_SCAN
)
WEB_PAGE = _rule(
    "web_page",
    mark("The file is a web page or an SVG drawing, which can run programs."),
    mark("Print it into a PDF, or take a picture of it, and attach that."),
)
OLD_OFFICE = _rule(
    "old_office",
    mark("The file is an Office document of the old kind (.doc, .xls) or a protected one."),
    mark("Save it as PDF without protection, and attach that."),
)
APPLE_PHOTO = _rule(
    "heic",
    mark("The photo is of the kind HEIC, which many computers cannot show."),
    mark("Save it as JPG on the phone, or send a picture of the screen."),
)
ENDING_DIFFERS = _rule(
    "ending_differs",
    mark("The file is called “%(ending)s”, but its content is %(kind)s."),
    mark("Give the file the ending that fits its content, or attach the right file."),
)
ACTIVE = _rule(
    "active",
    mark("The document holds active content (%(found)s), which may harm who opens it."),
    mark("Print the document into a new PDF without it, and attach that."),
)
MORE_BEHIND = _rule(
    "more_behind",
    mark("Behind the end of the picture stands something that is no picture."),
    mark("Take the picture again, or save it as a new one, and attach that."),
)
ENCRYPTED = _rule(
    "encrypted",
    mark("The document is protected by a password, so it cannot be looked into."),
    mark("Save it without the protection, and attach it again."),
)
DAMAGED = _rule("damaged", mark("The document is damaged or incomplete."), SAVE_ANEW)
HIDDEN = _rule("hidden", mark("The PDF is packed in a way that cannot be looked into."), PRINT_ANEW)
TOO_COMPLEX = _rule(
    "too_complex", mark("The document unpacks to far more than a document holds."), PRINT_ANEW
)
