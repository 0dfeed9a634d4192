"""Print the investors below the province's average three month-ends running."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from emulation.documents import watch_list_document
from emulation.selectors.watchlist import watch_list
from projects.management.json_output import JsonCommand


class Command(JsonCommand):
    help = "Investors below the province's average at each of the last three month-ends."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--as-of", type=date.fromisoformat, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        found = watch_list(plan_year=options["year"], as_of=options["as_of"])
        self.finish(watch_list_document(found), ok=True)
