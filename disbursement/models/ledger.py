"""The ledger of movements: derived from the treasury's facts, rebuildable at any time."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Movement(models.Model):
    """A dated change of a key's completed volume and open advance, in đồng.

    Comes from one voucher, or from a statement as the difference between what it states and
    what was known up to its day. The sum up to a day is the position of that day.
    """

    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, related_name="movements"
    )
    source = models.ForeignKey("projects.CapitalSource", on_delete=models.PROTECT, related_name="+")
    plan_year = models.PositiveSmallIntegerField(_("plan year"))
    origin_year = models.PositiveSmallIntegerField(_("origin year"))
    day = models.DateField(_("day"))
    volume = models.BigIntegerField(_("change of completed volume"))
    advance = models.BigIntegerField(_("change of open advance"))
    voucher = models.ForeignKey(
        "disbursement.Voucher", on_delete=models.PROTECT, null=True, related_name="movements"
    )
    statement = models.ForeignKey(
        "disbursement.StatementLine", on_delete=models.PROTECT, null=True, related_name="movements"
    )

    class Meta:
        verbose_name = _("movement")
        verbose_name_plural = _("movements")
        indexes = [
            models.Index(
                fields=[
                    "plan_year",
                    "project",
                    "source",
                    "origin_year",
                    "day",
                    "volume",
                    "advance",
                ],
                name="movement_position",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(voucher=None) ^ models.Q(statement=None),
                name="movement_has_one_origin",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.volume} / {self.advance}"
