"""The sentences that the scripts of the entry page put together; placeholders are theirs."""

from __future__ import annotations

import json

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "filled": _("%(filled)s of %(all)s lines filled in"),
    "errors": _("%(count)s errors"),
    "warnings": _("%(count)s warnings"),
    "rule": _("The rule"),
    "empty": _("(empty)"),
    "undo": _("Undo"),
    "undone": _("Undone. What was typed since then is kept."),
    "close": _("Close"),
    "reload": _("Load the page anew"),
    "send_now": _("Send now"),
    "sign_in": _("Sign in, in another tab"),
    "place": _("Project %(number)s/%(all)s"),
    "unit_DONG": _("đồng"),
    "unit_MILLION": _("million đồng"),
    "unit_BILLION": _("billion đồng"),
    # the state of the page
    "state_idle": _("Each cell is saved by itself as you enter it."),
    "state_saving": _("Saving…"),
    "state_saved": _("Saved at %(time)s"),
    "state_waiting": _(
        "%(cells)s cells could not be sent. They are kept on this machine and sent again in "
        "%(seconds)s seconds."
    ),
    "state_signed_out": _(
        "Your session has ended. %(cells)s cells are kept on this machine; they are sent once you "
        "have signed in in another tab."
    ),
    "state_other_user": _(
        "Somebody else is signed in in this browser now. Nothing is sent in their name; "
        "%(cells)s cells are kept on this machine for you."
    ),
    "state_locked": _(
        "The report can no longer be written in. %(cells)s cells were not sent and stay on this "
        "page to be copied."
    ),
    "state_failed": _("%(cells)s cells were not taken and are kept on this machine."),
    "state_conflicts": _(
        "In %(cells)s cells somebody else entered another value: choose beside the line which "
        "one stays."
    ),
    "state_unreadable": _("%(cells)s cells cannot be read and are not saved yet."),
    "not_kept": _("This browser does not let the portal keep them: do not close the page."),
    "not_handed_in": _(
        "Not handed in: some cells are not with the portal yet. See above the table why; nothing "
        "you typed is lost."
    ),
    # the state of a cell
    "cell_waiting": _("not sent yet"),
    "cell_saving": _("being saved"),
    "cell_saved": _("saved"),
    "cell_unreadable": _("not saved: cannot be read"),
    "cell_conflict": _("not saved: somebody else entered another value"),
    "cell_refused": _("not saved"),
    # several cells at once
    "copied_last": _("%(cells)s empty cells were filled with the figures of last period."),
    "nothing_to_copy": _("There is no empty cell for which last period had a figure."),
    "pasted": _("Pasted: %(rows)s lines, %(cells)s cells changed."),
    "pasted_english": _(
        "The block was written in the English style (1,234.5) and was read as 1.234,5."
    ),
    "pasted_left": _(
        "%(rows)s rows of the block found no line in the table; they are kept below to be copied."
    ),
    "pasted_cut": _("%(cells)s cells lay to the right of the last column; they are kept below."),
    "pasted_rest": _("What found no place"),
    # two values of one cell
    "conflict": _("%(cell)s: somebody else has changed this cell in the meantime."),
    "conflict_theirs": _("In the portal (%(person)s, %(time)s)"),
    "conflict_mine": _("Typed by you"),
    "keep_mine": _("Keep mine"),
    "take_theirs": _("Take the portal's"),
    # left over from an earlier visit
    "left_over": _("%(cells)s cells have not been sent since %(time)s"),
    "line_gone": _("A line that is no longer in the report"),
    "now_stored": _("in the portal:"),
    "restore": _("Enter them again and send"),
    "discard": _("Discard them"),
}


def page_words() -> str:
    """Return the sentences in the reader's language, as the page carries them."""
    return json.dumps({name: str(text) for name, text in WORDS.items()}, ensure_ascii=False)
