"""The spans of campaigns, for pages that look at a span of time."""

from __future__ import annotations

from disbursement.selectors.punctuality import NamedSpan
from emulation.models import Campaign


def campaign_spans() -> list[NamedSpan]:
    """Return every campaign with its first and last day, the newest first."""
    return [
        NamedSpan(campaign.code, campaign.name, campaign.starts_on, campaign.ends_on)
        for campaign in Campaign.objects.order_by("-starts_on", "code")
    ]
