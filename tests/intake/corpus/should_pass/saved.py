"""Tables saved by LibreOffice 7.4: formulas with values, merges, a hidden row, days as cells."""

from tests.intake.corpus.cases import Expected, kept

HIDDEN = "treasury.row_hidden 9"
for ending in ("xls", "ods", "xlsx"):
    kept("should_pass", f"saved-summary.{ending}", Expected(2, 25_000_000, 12_000_000, (HIDDEN,)))
    # 20 million of volume; 10 million advanced, of which 4 are recovered.
    kept("should_pass", f"saved-vouchers.{ending}", Expected(3, 24_000_000, 6_000_000))
