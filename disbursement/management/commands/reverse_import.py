"""Take a posted treasury file out of every position."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from disbursement.models import TreasuryImport
from disbursement.services.treasury import import_reverse
from projects.management.json_output import JsonCommand
from projects.refusals import Refusal


class Command(JsonCommand):
    help = _("Take a posted treasury file out of every position; nothing is deleted.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("id", type=int)
        parser.add_argument("--reason", required=True, help=_("Why the file is taken back."))

    def handle(self, *args: Any, **options: Any) -> None:
        found = TreasuryImport.objects.filter(pk=options["id"]).first()
        if found is None:
            raise Refusal(_("There is no import %(number)s.") % {"number": options["id"]})
        facts = import_reverse(
            treasury_import=found, actor=None, reason=options["reason"], at=timezone.now()
        )
        self.finish({"status": "reversed", "import": found.pk, "facts": facts}, ok=True)
