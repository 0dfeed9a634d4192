"""Of which nature money is, told by the plan lines of its key.

The treasury counts under (project, source, plan year, origin year), and its movements name no
nature. A key whose plan lines have one nature lends it to its money; the money of a key that
was planned under both, or under none, cannot be told apart.
"""

from collections.abc import Mapping

from projects.domain.search import fold

ALL, INVESTMENT, RECURRENT, UNSPLIT = "all", "investment", "recurrent", "unsplit"
NATURES = (ALL, INVESTMENT, RECURRENT, UNSPLIT)
PARTS = (INVESTMENT, RECURRENT, UNSPLIT)

# The labels of the registers.
LABELS = {INVESTMENT: "đầu tư", RECURRENT: "sự nghiệp"}
CODES = {label: code for code, label in LABELS.items()}


def nature_of(planned: Mapping[str, int]) -> str:
    """Return the nature of a key from its plan by label; what was taken back entirely is none."""
    standing = {label for label, amount in planned.items() if amount} or set(planned)
    return CODES[standing.pop()] if len(standing) == 1 else UNSPLIT


def find_nature(text: str) -> str:
    """Return the nature a text names, by its code or its label; the text itself where none."""
    named = {fold(label): code for label, code in CODES.items()}
    return named.get(fold(text), text)
