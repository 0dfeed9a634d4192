"""Read a handed-in report beside the treasury's figures and the investor's last ones."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from disbursement.domain.entry_rules import check_line
from disbursement.domain.submissions import AMOUNT_FIELDS, LineFigures
from disbursement.models import SubmissionLine, SubmissionVersion
from disbursement.selectors.entry_rules import measures_of
from disbursement.selectors.submissions import entry_of, last_own_figures, lines_of
from projects.domain.issues import Issue


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One line as it was handed in, with what was known of its key at that moment."""

    line: SubmissionLine
    figures: LineFigures
    issues: list[Issue]

    @property
    def difference(self) -> int | None:
        """Own count less the treasury's figure."""
        own = self.line.own_disbursed
        return None if own is None else own - self.figures.treasury

    @property
    def difference_rate(self) -> Fraction | None:
        """The difference in per cent of the treasury's figure."""
        if self.difference is None or not self.figures.treasury:
            return None
        return Fraction(self.difference * 100, self.figures.treasury)

    @property
    def since_last(self) -> int | None:
        """Own count less the one reported before."""
        own, last = self.line.own_disbursed, self.figures.last_own
        return None if own is None or last is None else own - last


@dataclass(frozen=True, slots=True)
class Review:
    """A version of a report, line by line, with its sums in đồng."""

    version: SubmissionVersion
    lines: list[ReviewLine]
    totals: dict[str, int]

    @property
    def rate(self) -> Fraction | None:
        return LineFigures(self.totals["plan"], self.totals["treasury"]).rate

    @property
    def warning_count(self) -> int:
        return sum(len(line.issues) for line in self.lines)

    @property
    def filled_count(self) -> int:
        return sum(line.line.own_disbursed is not None for line in self.lines)


def review_of(*, version: SubmissionVersion) -> Review:
    """Return the lines of a version with their differences and findings."""
    last = last_own_figures(submission=version.submission)
    tolerated = measures_of(period=version.submission.period).tolerated_percent
    lines = []
    for line in lines_of(version=version):
        entry = entry_of(line)
        figures = LineFigures(line.plan, line.treasury_disbursed, last.get(entry.key), tolerated)
        lines.append(ReviewLine(line, figures, check_line(figures, entry)))
    totals = {name: sum(getattr(line.line, name) or 0 for line in lines) for name in AMOUNT_FIELDS}
    totals["plan"] = sum(line.figures.plan for line in lines)
    totals["treasury"] = sum(line.figures.treasury for line in lines)
    return Review(version, lines, totals)
