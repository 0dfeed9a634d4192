"""How the kinds of moments on a project's timeline are called and drawn."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.domain.story import StoryKind


class KindLook(NamedTuple):
    label: str | Promise
    icon: str


KIND_LOOKS: dict[str, KindLook] = {
    StoryKind.DECISION: KindLook(_("Plan decisions"), "file-earmark-text"),
    StoryKind.MOVEMENT: KindLook(_("Movements of the money"), "cash-coin"),
    StoryKind.REGISTERED: KindLook(_("Registered plans"), "calendar-check"),
    StoryKind.SUBMISSION: KindLook(_("Reports handed in"), "send"),
    StoryKind.OBSTACLE: KindLook(_("Difficulties"), "exclamation-triangle"),
    StoryKind.MILESTONE: KindLook(_("Milestones"), "flag"),
    StoryKind.EVENT: KindLook(_("Events"), "signpost-split"),
    StoryKind.PROGRESS: KindLook(_("Physical progress"), "graph-up"),
    StoryKind.CONTRACT: KindLook(_("Contracts"), "journal-text"),
    StoryKind.INVESTMENT: KindLook(_("Total investment"), "layers"),
    StoryKind.HANDOVER: KindLook(_("Handovers"), "arrow-left-right"),
    StoryKind.NAME: KindLook(_("Names"), "pencil-square"),
}
