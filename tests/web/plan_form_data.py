"""The fields of a draft's page as a browser posts them."""


def header(**fields):
    values = {
        "number": "15/QĐ-UBND",
        "decided_on": "01/03/2024",
        "issuer": "UBND tỉnh",
        "plan_year": "2024",
        "summary": "Điều chỉnh",
    }
    return {**values, **fields}


def grid(*rows):
    """Return the grid's fields; a row is (id, project, source, kind, amount), id "" for new."""
    data = {"rows": str(len(rows))}
    for index, (number, project, source, kind, amount) in enumerate(rows):
        data |= {
            f"row-{index}-id": str(number),
            f"row-{index}-unit": "MILLION",
            f"row-{index}-project": project,
            f"row-{index}-source": source,
            f"row-{index}-kind": kind,
            f"row-{index}-nature": "đầu tư",
            f"row-{index}-origin_year": "2024",
            f"row-{index}-amount": amount,
            f"row-{index}-effective_on": "",
        }
    return data


def lines_of(draft):
    """Return the rows of a draft as the grid shows them."""
    names = ("id", "project", "source", "kind", "amount")
    return [tuple(line[name] for name in names) for line in draft.lines]
