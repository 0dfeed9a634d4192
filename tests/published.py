"""The published figure sets, entered as they were printed: tests/data/published/*.json.

A set names where it was read (the keys of its sources), its unit, its figures with their
printed rates, and what the checks must find in it, by rule and label.
"""

import json
from pathlib import Path

from emulation.domain.published import PrintedRate, PublishedFigure, read_printed
from projects.domain.money import Unit

FOLDER = Path(__file__).parent / "data" / "published"


def sets():
    """Return every set by its number."""
    found = [json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))]
    return {one["set"]: one for one in found}


def figures_of(published):
    """Return the figures of a set, digits and all."""
    return [
        PublishedFigure(
            key=row["key"],
            label=row["label"],
            value=read_printed(row["value"]) if "value" in row else None,
            unit=Unit(row.get("unit", published["unit"])),
            part_of=row.get("part_of", ""),
            breakdown=row.get("breakdown", ""),
            rates=tuple(
                PrintedRate(
                    read_printed(rate["percent"]), rate.get("of", ""), rate.get("numerator", "")
                )
                for rate in row.get("rates", ())
            ),
        )
        for row in published["figures"]
    ]


def amounts_of(published):
    """Return the amount of each figure in đồng, by key."""
    return {figure.key: int(figure.amount) for figure in figures_of(published) if figure.amount}
