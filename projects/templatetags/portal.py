"""Parts of a page that need a decision or a drawing: icons, badges, progress lines, fields."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from django import forms, template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects.templatetags.vnd import rate as rate_text

register = template.Library()

SPRITE = "vendor/bootstrap-icons/icons.svg"


class Look(NamedTuple):
    """How a status appears: never by colour alone."""

    tone: str
    icon: str
    label: str | Promise


STATUS_LOOKS: dict[str, Look] = {
    # submissions
    "not_received": Look("mute", "dash-circle", _("Not received")),
    "draft": Look("info", "pencil-square", _("Draft")),
    "submitted": Look("info", "send", _("Submitted")),
    "endorsed": Look("info", "check2-all", _("Endorsed by the governing body")),
    "returned": Look("warn", "arrow-return-left", _("Returned")),
    "accepted": Look("ok", "check2-all", _("Accepted")),
    "on_time": Look("ok", "check-circle", _("On time")),
    "late": Look("bad", "clock-history", _("Late")),
    "overdue": Look("bad", "exclamation-circle", _("Overdue")),
    # milestones
    "met": Look("ok", "check-circle", _("Met")),
    "met_late": Look("warn", "clock-history", _("Met late")),
    "missed": Look("bad", "x-circle", _("Not met")),
    "on_track": Look("info", "graph-up", _("On track")),
    "at_risk": Look("warn", "exclamation-triangle", _("At risk")),
    "not_applicable": Look("mute", "slash-circle", _("Not applicable")),
    # decisions
    "decision_in_force": Look("ok", "check-circle", _("In force")),
    "decision_partly": Look("warn", "exclamation-triangle", _("Withdrawn in part")),
    "decision_withdrawn": Look("mute", "arrow-counterclockwise", _("Withdrawn")),
    "decision_empty": Look("mute", "dash-circle", _("Without lines")),
    # work and money
    "gap_close": Look("ok", "check-circle", _("Close together")),
    "gap_yellow": Look("warn", "exclamation-triangle", _("15 points apart or more")),
    "gap_red": Look("bad", "exclamation-circle", _("30 points apart or more")),
    "gap_unknown": Look("mute", "question-circle", _("Not comparable")),
    # treasury imports, in the order they go through
    "received": Look("info", "inbox", _("Received")),
    "checking": Look("info", "hourglass-split", _("Being checked")),
    "checked": Look("info", "clipboard-check", _("Checked, can be posted")),
    "held": Look("warn", "exclamation-triangle", _("Held: probable unit error")),
    "refused": Look("bad", "x-circle", _("Refused")),
    "posting": Look("info", "hourglass-split", _("Being posted")),
    "posted": Look("ok", "check2-all", _("Posted")),
    "reversed": Look("mute", "arrow-counterclockwise", _("Reversed")),
    "discarded": Look("mute", "trash", _("Discarded")),
    # closings of a year
    "open": Look("info", "pencil-square", _("Being prepared")),
    "confirmed": Look("ok", "lock", _("Confirmed")),
    "undone": Look("mute", "arrow-counterclockwise", _("Undone")),
    # reconciled lines
    "to_do": Look("mute", "clock", _("To do")),
    "agrees": Look("ok", "check-circle", _("Agrees")),
    "differs": Look("bad", "exclamation-circle", _("Differs")),
    "explained": Look("info", "chat-left-text", _("Explained")),
    "signed_off": Look("ok", "check2-all", _("Signed off")),
    # obstacles and directives
    "obstacle_open": Look("info", "hourglass-split", _("Not solved")),
    "obstacle_overdue": Look("bad", "exclamation-circle", _("Overdue")),
    "obstacle_solved": Look("ok", "check-circle", _("Solved")),
    "directive_open": Look("info", "hourglass-split", _("Being carried out")),
    "directive_done": Look("ok", "check2-all", _("Carried out")),
    # advances
    "advance_open": Look("info", "hourglass-split", _("Within its time")),
    "advance_due": Look("warn", "clock-history", _("To be recovered")),
    "advance_overdue": Look("bad", "exclamation-circle", _("Overdue")),
    "advance_negative": Look("warn", "question-circle", _("Contracts exceed the ledger")),
    # reports
    "waiting": Look("mute", "clock", _("Waiting")),
    "making": Look("info", "hourglass-split", _("Being made")),
    "made": Look("ok", "check-circle", _("Made")),
    "failed": Look("bad", "x-circle", _("Failed")),
    # e-mails
    "sent": Look("ok", "check-circle", _("Sent")),
    "unsure": Look("warn", "question-circle", _("Cut off; not known whether it was sent")),
    # findings
    "error": Look("bad", "x-circle", _("Error")),
    "warning": Look("warn", "exclamation-triangle", _("Warning")),
}
MESSAGE_LOOKS: dict[str, Look] = {
    "success": Look("ok", "check-circle", _("Done")),
    "warning": Look("warn", "exclamation-triangle", _("Attention")),
    "error": Look("bad", "x-circle", _("Not done")),
}
PLAIN_MESSAGE = Look("info", "info-circle", _("Information"))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the sprite; one without a label is only decoration."""
    spoken = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else SafeString('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon" width="16" height="16" {}><use href="{}#{}"></use></svg>',
        spoken,
        static(SPRITE),
        name,
    )


@register.inclusion_tag("components/status.html")
def status_badge(value: str, label: str | Promise = "") -> dict[str, object]:
    """Show a status by colour, icon and word; an unknown one stays neutral."""
    look = STATUS_LOOKS.get(str(value), Look("mute", "info-circle", str(value)))
    return {"tone": look.tone, "icon_name": look.icon, "label": label or look.label}


@register.filter
def message_look(tags: str | None) -> Look:
    """Return how a message of Django's messages framework appears."""
    found = (MESSAGE_LOOKS[tag] for tag in (tags or "").split() if tag in MESSAGE_LOOKS)
    return next(found, PLAIN_MESSAGE)


# Attributes only, as the content security policy asks. Pages draw a hundred of them.
LINE = (
    '<svg class="progress-line{}" viewBox="0 0 10000 120" preserveAspectRatio="none" role="img" '
    'aria-label="{}"><rect class="progress-track" x="0" y="25" width="10000" height="70"></rect>'
    '<rect class="progress-fill" x="0" y="25" width="{}" height="70"></rect>{}</svg>'
)
TICK = (
    '<rect class="progress-target" x="{}" y="0" width="60" height="120" '
    'transform="translate(-30)"></rect>'
)


@register.simple_tag
def progress_line(
    rate: Fraction | None, target: Fraction | int | None = None, tone: str = ""
) -> SafeString:
    """Draw a rate (in %) as a line with a tick at its target; both are drawn within 0 to 100."""
    spoken, tick = rate_text(rate), SafeString("")
    if target is not None:
        spoken += f" – {_spoken_target(target)}"
        tick = format_html(TICK, _hundredths(target))
    return format_html(LINE, f" is-{tone}" if tone else "", spoken, _hundredths(rate), tick)


def _spoken_target(target: Fraction | int) -> str:
    return f"{gettext('target')} {rate_text(Fraction(target))}"


def _hundredths(rate: Fraction | int | None) -> str:
    return str(min(max(int((rate or 0) * 100), 0), 10_000))


@register.filter
def direction(delta: Fraction | int | None) -> str:
    """Return "up", "down" or "flat" for a difference."""
    if not delta:
        return "flat"
    return "up" if delta > 0 else "down"


@register.simple_tag
def field_input(field: BoundField) -> SafeString:
    """Render the widget of a form field with the classes of the portal."""
    widget = field.field.widget
    classes = [str(widget.attrs.get("class", "")), _class_of(widget)]
    if field.errors:
        classes.append("is-invalid")
    return field.as_widget(attrs={"class": " ".join(filter(None, classes))})


@register.filter
def field_kind(field: BoundField) -> str:
    """Return how a field is laid out: "check", "choices", "file" or "line"."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect):  # the ancestor of several checkboxes, too
        return "choices"
    return "file" if isinstance(widget, forms.FileInput) else "line"


def _class_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"
