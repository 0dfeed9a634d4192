"""What can be wrong with changes of organisations and handovers, and how to mend it."""

from projects.domain.issues import Rule, Severity, mark

UNKNOWN_ORGANISATION = Rule(
    "change.unknown_organisation",
    Severity.ERROR,
    mark("There is no organisation with the code “%(value)s”."),
    mark("Correct the code, or enter the organisation first: in the register, or as founded."),
)
UNKNOWN_PROJECT = Rule(
    "change.unknown_project",
    Severity.ERROR,
    mark("There is no project with the code “%(value)s”."),
    mark("Correct the code, or take the project into the register first."),
)
TWICE = Rule(
    "change.twice",
    Severity.ERROR,
    mark("The same change of “%(value)s” on %(day)s stands more than once: rows %(rows)s."),
    mark("Keep one row and delete the others."),
)
FUTURE_DAY = Rule(
    "change.future_day",
    Severity.ERROR,
    mark("The day %(day)s has not come yet."),
    mark("Enter the change on its day or afterwards, or correct the day."),
)
ALREADY_THERE = Rule(
    "change.already_there",
    Severity.ERROR,
    mark("“%(organisation)s” cannot be founded: the portal has it already."),
    mark("Delete the row, or correct the code."),
)
NAME_MISSING = Rule(
    "change.name_missing",
    Severity.ERROR,
    mark("A founding or a renaming needs the new name."),
    mark("Enter the name that holds from the day on."),
)
NAME_NEEDLESS = Rule(
    "change.name_needless",
    Severity.ERROR,
    mark("An organisation that ends takes no new name."),
    mark("Clear the new name, or enter a renaming in a row of its own."),
)
SAME_NAME = Rule(
    "change.same_name",
    Severity.ERROR,
    mark("“%(organisation)s” has this name already on %(day)s."),
    mark("Delete the row, or correct the name or the day."),
)
NAMED_THAT_DAY = Rule(
    "change.named_that_day",
    Severity.ERROR,
    mark("“%(organisation)s” already took another name on %(day)s: “%(name)s”."),
    mark("Correct the day. A wrongly written name is corrected in the register."),
)
SUCCESSOR_MISSING = Rule(
    "change.successor_missing",
    Severity.ERROR,
    mark("A merger names exactly one successor, this one names %(count)s."),
    mark("Enter the organisation merged into. If there are several, the organisation ends."),
)
SUCCESSOR_NEEDLESS = Rule(
    "change.successor_needless",
    Severity.ERROR,
    mark("Only an organisation that ends has a successor."),
    mark("Clear the successor, or correct the event."),
)
OWN_SUCCESSOR = Rule(
    "change.own_successor",
    Severity.ERROR,
    mark("“%(organisation)s” cannot be its own successor."),
    mark("Enter the organisation that takes over."),
)
SUCCESSOR_CYCLE = Rule(
    "change.successor_cycle",
    Severity.ERROR,
    mark("“%(organisation)s” would come after itself: %(path)s."),
    mark("Correct the successors so that they do not come round in a circle."),
)
NOT_YET = Rule(
    "change.not_yet",
    Severity.ERROR,
    mark("“%(organisation)s” exists only from %(since)s, not yet on %(day)s."),
    mark("Correct the day or the organisation."),
)
NO_LONGER = Rule(
    "change.no_longer",
    Severity.ERROR,
    mark("“%(organisation)s” existed until %(until)s, no longer on %(day)s."),
    mark("Correct the day, or name the organisation that came after it."),
)
ALREADY_ENDED = Rule(
    "change.already_ended",
    Severity.ERROR,
    mark("“%(organisation)s” already ended, its last day is %(until)s."),
    mark("Delete the row, or correct the day."),
)
STILL_HOLDS = Rule(
    "change.still_holds",
    Severity.ERROR,
    mark(
        "After its last day %(day)s %(count)s running projects would still be with "
        "“%(organisation)s”: %(projects)s."
    ),
    mark("Hand them over from %(next)s on, or name a single successor that takes them all."),
)
TAKES_AFTER_END = Rule(
    "change.takes_after_end",
    Severity.ERROR,
    mark("“%(organisation)s” was handed projects after its last day %(day)s: %(projects)s."),
    mark("Correct the last day, or hand these projects over to an organisation that exists."),
)
PASSED_THAT_DAY = Rule(
    "change.passed_that_day",
    Severity.ERROR,
    mark("Project %(project)s already passes to “%(organisation)s” on %(day)s."),
    mark("A project passes once a day: correct the day."),
)
SAME_INVESTOR = Rule(
    "change.same_investor",
    Severity.ERROR,
    mark("Project %(project)s is with “%(organisation)s” already on %(day)s."),
    mark("Delete the row, or correct the new investor or the day."),
)
