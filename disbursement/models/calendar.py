"""Days off, make-up days, and the rules by which deadlines fall, all editable data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayKind(models.TextChoices):
    OFF = "off", _("Day off")
    MAKE_UP = "make_up", _("Make-up working day")


class CalendarDay(models.Model):
    day = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=DayKind.choices)
    name = models.CharField(_("name"), max_length=120)
    decision = models.CharField(_("decided by"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"


class CalendarYear(models.Model):
    """Whether a year's days off have been confirmed by a person."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    is_confirmed = models.BooleanField(_("confirmed"), default=False)

    class Meta:
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class DeadlineKind(models.TextChoices):
    DAY_OF_MONTH = "day_of_month", _("Day of the month")
    NTH_WORKING_DAY = "nth_working_day", _("N-th working day of the month")
    WEEKDAY = "weekday", _("Day of the week")
    FIXED_DAY = "fixed_day", _("Fixed day of the year")


class DeadlineShift(models.TextChoices):
    NONE = "none", _("Stays on the day")
    PREVIOUS = "previous", _("Moves to the previous working day")
    NEXT = "next", _("Moves to the next working day")


class DeadlineRuleRow(models.Model):
    """A deadline rule as of a day; a change is a new row, so past deadlines stay as they were."""

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=16, choices=DeadlineKind.choices)
    day = models.PositiveSmallIntegerField(
        _("day"),
        help_text=_("Day of the month, number of the working day, or weekday (Monday = 1)."),
    )
    month = models.PositiveSmallIntegerField(_("month of a fixed day"), null=True, blank=True)
    months = models.CharField(
        _("months"),
        max_length=40,
        blank=True,
        help_text=_("Empty: every month. Else e.g. 1,4,7,10."),
    )
    time = models.TimeField(_("time"), null=True, blank=True)
    is_strict = models.BooleanField(
        _("strict"), default=False, help_text=_("“Before the day”: the day before is the last one.")
    )
    shift = models.CharField(
        _("on a day off"), max_length=8, choices=DeadlineShift.choices, default=DeadlineShift.NONE
    )
    legal_basis = models.CharField(_("legal basis"), max_length=250, blank=True)
    effective_from = models.DateField(_("effective from"))

    class Meta:
        verbose_name = _("deadline rule")
        verbose_name_plural = _("deadline rules")
        ordering = ["code", "effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "effective_from"], name="deadline_rule_version_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
