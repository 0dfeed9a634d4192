"""Print disbursement rates by a group as of a day."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.utils import timezone

from emulation.documents import rates_document
from emulation.selectors.rate_figures import RateQuestion
from emulation.selectors.rates import DENOMINATORS, RATE_GROUPS, rates_of
from projects.domain.natures import ALL, NATURES, find_nature
from projects.management.json_output import JsonCommand
from projects.selectors.groups import POOLS
from projects.selectors.holders import AS_WAS, HOLDERS, Holders


class Command(JsonCommand):
    help = "Rates of disbursement: disbursed over plan, by a group, as of a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--as-of", type=date.fromisoformat, required=True)
        parser.add_argument("--by", choices=RATE_GROUPS, required=True)
        parser.add_argument("--pool", choices=POOLS, default="all")
        parser.add_argument("--denominator", choices=sorted(DENOMINATORS), default="D3")
        parser.add_argument("--nature", type=find_nature, choices=NATURES, default=ALL)
        parser.add_argument("--rolled-up", action="store_true")
        parser.add_argument("--holders", choices=HOLDERS, default=AS_WAS.name)

    def handle(self, *args: Any, **options: Any) -> None:
        question = RateQuestion(
            plan_year=options["year"],
            as_of=options["as_of"],
            group=options["by"],
            pool=options["pool"],
            denominator=options["denominator"],
            nature=options["nature"],
            is_rolled_up=options["rolled_up"],
            holders=Holders.named(options["holders"], today=timezone.localdate()),
        )
        self.finish(rates_document(rates_of(question)), ok=True)
