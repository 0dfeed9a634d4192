"""What the portal knows when a workbook of the corpus comes in."""

from datetime import date

from disbursement.domain.ledger import Key, Statement
from disbursement.domain.treasury_known import Known, KnownFacts, KnownProject, PlanStep

MILLION = 1_000_000
BRIDGE, ROAD, SCHOOL, STATION = 1, 2, 3, 4
NSTW, NSDP, FORTY_NINE = 7, 8, 9
PLAN = PlanStep(date(2023, 12, 15), 100 * MILLION)
PLANS = {
    Key(project, source, 2024, origin): (PLAN,)
    for project in (BRIDGE, ROAD, SCHOOL, STATION)
    for source in (NSTW, NSDP, FORTY_NINE)
    for origin in (2023, 2024)
}
PROJECTS = {
    "7100001": KnownProject(BRIDGE, None),
    "7100002": KnownProject(ROAD, None),
    "7100003": KnownProject(SCHOOL, None),
    "0710004": KnownProject(STATION, None),
}


def known(**facts_at_end_of_august: tuple[int, int]) -> Known:
    """Return what is known, with volume and open advance in đồng as at 31 August by project."""
    ids = {"bridge": BRIDGE, "road": ROAD, "school": SCHOOL}
    facts = {
        Key(ids[name], NSTW, 2024, 2024): KnownFacts([Statement(1, date(2024, 8, 31), *figures)])
        for name, figures in facts_at_end_of_august.items()
    }
    return Known(
        today=date(2026, 1, 1),
        projects=PROJECTS,
        sources={"nstw": NSTW, "nsdp": NSDP, "49": FORTY_NINE},
        plans=PLANS,
        facts=facts,
    )


EMPTY = known()
