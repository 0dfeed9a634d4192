"""Print where every project stands against the milestones of a campaign."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from emulation.documents import milestones_document
from emulation.models import Campaign
from emulation.selectors.milestones import milestone_rows
from projects.management.json_output import JsonCommand
from projects.refusals import Refusal


class Command(JsonCommand):
    help = "Milestones of a campaign, judged for every project as of a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--campaign", required=True)
        parser.add_argument("--as-of", type=date.fromisoformat, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        campaign = Campaign.objects.filter(code=options["campaign"]).first()
        if campaign is None:
            raise Refusal(
                _("There is no campaign “%(code)s”. Load its rule pack with load_pack first.")
                % {"code": options["campaign"]}
            )
        rows = milestone_rows(campaign=campaign, as_of=options["as_of"])
        self.finish(milestones_document(campaign, options["as_of"], rows), ok=True)
