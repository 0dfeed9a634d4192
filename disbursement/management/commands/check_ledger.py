"""Prove that the ledger of movements equals the facts it is derived from."""

from typing import Any

from disbursement.selectors.ledger import ledger_check
from projects.management.json_output import JsonCommand


class Command(JsonCommand):
    help = "Compare the ledger of movements with the treasury's facts, key by key and day by day."

    def handle(self, *args: Any, **options: Any) -> None:
        document = ledger_check()
        self.finish(document, ok=document["status"] == "ok")
