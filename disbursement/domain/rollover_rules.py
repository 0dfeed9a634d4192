"""What can be wrong with the closing of a year, each with its sentence and way to mend."""

from projects.domain.issues import Rule, Severity, mark

CARRIED_TOO_MUCH = Rule(
    "rollover.carried_too_much",
    Severity.ERROR,
    mark(
        "%(carried)s đồng of project %(project)s from source %(source)s, money of %(origin)s, "
        "cannot be carried over: %(most)s đồng are unspent and can be."
    ),
    mark("Enter at most what is unspent."),
)
CARRIED_NEGATIVE = Rule(
    "rollover.carried_negative",
    Severity.ERROR,
    mark("The amount carried over of project %(project)s from source %(source)s is negative."),
    mark("Enter the amount without a minus sign, or leave it empty."),
)
WINDOW_STILL_OPEN = Rule(
    "rollover.window_still_open",
    Severity.ERROR,
    mark(
        "Of project %(project)s from source %(source)s %(kept)s đồng were added after 30/9: they "
        "may be disbursed until 31/12/%(until)s without being carried over. At most %(most)s "
        "đồng can be carried over."
    ),
    mark("Enter at most what was not added after 30/9."),
)
CARRY_OVER_NEEDS_DECISION = Rule(
    "rollover.carry_over_needs_decision",
    Severity.ERROR,
    mark("Amounts are carried over, but the decision's %(missing)s is not entered."),
    mark("Enter number, day and issuer of the carry-over decision."),
)
CANCELLATION_NEEDS_DECISION = Rule(
    "rollover.cancellation_needs_decision",
    Severity.ERROR,
    mark("The rest is cancelled, but the %(missing)s of the paper that does it is not entered."),
    mark("Enter number, day and issuer of the paper by which the rest is cancelled."),
)
DECISION_OUT_OF_TIME = Rule(
    "rollover.decision_out_of_time",
    Severity.ERROR,
    mark("The decision %(number)s of %(day)s does not belong to the closing of %(year)s."),
    mark("Correct the day of the decision."),
)
CARRIED_AGAIN = Rule(
    "rollover.carried_again",
    Severity.WARNING,
    mark(
        "The money of %(origin)s of project %(project)s from source %(source)s was carried over "
        "before and would be carried over once more."
    ),
    mark("Make sure that the decision allows it."),
)
NATURE_NEEDED = Rule(
    "rollover.nature_needed",
    Severity.ERROR,
    mark(
        "Project %(project)s was planned under both natures from source %(source)s: what is "
        "carried over or cancelled must be of one."
    ),
    mark("Choose the nature in the row of the project."),
)
NATURE_TOO_SMALL = Rule(
    "rollover.nature_too_small",
    Severity.ERROR,
    mark(
        "Project %(project)s has only %(plan)s đồng of the chosen nature from source %(source)s, "
        "but %(amount)s đồng are carried over or cancelled."
    ),
    mark("Choose the other nature, or move the plan between the natures by a decision first."),
)
OVERSPENT = Rule(
    "rollover.overspent",
    Severity.WARNING,
    mark(
        "Project %(project)s from source %(source)s has %(over)s đồng more disbursed than planned."
    ),
    mark("Look into the plan lines and the payments before the year is closed."),
)
