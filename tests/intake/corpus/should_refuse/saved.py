"""Tables saved by LibreOffice 7.4 with what its formulas made of them."""

from tests.intake.corpus.cases import Expected, kept

for ending in ("xls", "ods", "xlsx"):
    kept(
        "should_refuse",
        f"saved-with-an-error.{ending}",
        Expected(2, 5_000_000, 2_000_000, ("cell.error I7", "cell.error J7")),
    )
# The program's SUM passes over figures that are texts: the printed totals lack a row.
kept(
    "should_refuse",
    "saved-sum-over-texts.xls",
    Expected(
        2,
        25_000_000,
        12_000_000,
        (
            *(f"treasury.printed_total_differs {column}8" for column in "IJK"),
            "treasury.row_hidden 9",
        ),
    ),
)
