"""What the checks of published figures can find, each with its sentence and way to mend."""

from projects.domain.issues import Rule, Severity, mark

PARTS_DIFFER = Rule(
    "published.parts_differ",
    Severity.ERROR,
    mark(
        "The parts of “%(whole)s” add up to %(sum)s, but %(printed)s is printed: the difference "
        "is %(difference)s %(unit)s."
    ),
    mark("Look for the part that is missing, counted twice or mistyped."),
)
PARTS_EXCEED = Rule(
    "published.parts_exceed",
    Severity.ERROR,
    mark(
        "Some parts of “%(whole)s” alone add up to %(sum)s, more than the %(printed)s %(unit)s "
        "of the whole."
    ),
    mark("Look for the part that is counted twice or mistyped."),
)
PARTS_ROUNDED = Rule(
    "published.parts_rounded",
    Severity.WARNING,
    mark(
        "The parts of “%(whole)s” add up to %(sum)s, but %(printed)s %(unit)s is printed. The "
        "difference of %(difference)s can come from rounding the parts."
    ),
    mark("Nothing to mend, unless the figures were not rounded."),
)
RATE_DIFFERS = Rule(
    "published.rate_differs",
    Severity.ERROR,
    mark("“%(label)s” over “%(base)s” is %(computed)s, but %(printed)s %% is printed."),
    mark("Correct the rate, or the figures that it is made of."),
)
RATE_TRUNCATED = Rule(
    "published.rate_truncated",
    Severity.WARNING,
    mark(
        "“%(label)s” over “%(base)s” is %(computed)s; the printed %(printed)s %% was cut off, "
        "not rounded."
    ),
    mark("Round half up: print %(rounded)s %%."),
)
RATE_OF_ROUNDED = Rule(
    "published.rate_of_rounded",
    Severity.WARNING,
    mark(
        "“%(label)s” over “%(base)s” is %(computed)s by the printed figures, but %(printed)s %% "
        "is printed. That is possible, since the figures themselves were rounded."
    ),
    mark("Print the figures with more decimals, so that the rate can be followed."),
)
RATE_OF_ANOTHER = Rule(
    "published.rate_of_another",
    Severity.ERROR,
    mark(
        "“%(label)s” over “%(base)s” is %(computed)s, but %(printed)s %% is printed: that is the "
        "rate over “%(others)s”."
    ),
    mark("Name the denominator that was used, or print the rate over the one that is named."),
)
RATE_WITHOUT_BASE = Rule(
    "published.rate_without_base",
    Severity.WARNING,
    mark(
        "The %(printed)s %% of “%(label)s” stands without the amount of its denominator. It "
        "would lie between %(lowest)s and %(highest)s %(unit)s."
    ),
    mark("Publish the denominator with its amount beside the rate."),
)
RATE_WITHOUT_PLAN = Rule(
    "published.rate_without_plan",
    Severity.ERROR,
    mark("A rate is printed over “%(base)s”, which is not above zero."),
    mark("Without a plan there is no rate. Leave it out, or correct the denominator."),
)
TWO_RATES = Rule(
    "published.two_rates",
    Severity.ERROR,
    mark(
        "“%(label)s” has the rates %(rates)s, both said to be over “%(base)s”: two plans go by "
        "one name."
    ),
    mark("Say what tells the two denominators apart, for example money added later."),
)
SWAPPED = Rule(
    "published.swapped",
    Severity.ERROR,
    mark(
        "Two digits of “%(label)s” may be swapped: with %(likely)s instead of %(printed)s the "
        "parts of “%(whole)s” add up."
    ),
    mark("Compare the figure with its source."),
)
SWAPPED_AND_RATE = Rule(
    "published.swapped_and_rate",
    Severity.ERROR,
    mark(
        "Two digits of “%(label)s” are probably swapped: with %(likely)s instead of %(printed)s "
        "the parts of “%(whole)s” add up and the printed rate follows as well."
    ),
    mark("Compare the figure with its source."),
)
