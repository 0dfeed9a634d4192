"""Load a rule pack; loading it again changes nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from emulation.packs import pack_codes, read_pack
from emulation.services.packs import pack_load
from projects.management.json_output import JsonCommand
from projects.refusals import Refusal


class Command(JsonCommand):
    help = "Load a rule pack: campaign, milestones, deadlines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("code", help=", ".join(pack_codes()))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pack = read_pack(options["code"])
        except KeyError:
            raise Refusal(
                _("There is no rule pack “%(code)s”. Known packs: %(known)s.")
                % {"code": options["code"], "known": ", ".join(pack_codes())}
            ) from None
        counts = pack_load(pack=pack, actor=None)
        status = "loaded" if any(counts.values()) else "unchanged"
        self.finish(
            {"status": status, "campaign": pack["campaign"]["code"], "counts": counts}, ok=True
        )
