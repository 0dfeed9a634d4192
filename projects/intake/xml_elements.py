"""The small XML parts of a workbook, read flat."""

from xml.parsers import expat


def elements(data: bytes) -> list[tuple[str, dict[str, str]]]:
    """Return the local name and the attributes of every element, in document order."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append(
        (name.rpartition(":")[2], attributes)
    )
    parser.Parse(data, True)  # noqa: FBT003
    return found
