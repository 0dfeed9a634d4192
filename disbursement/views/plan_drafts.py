"""A decision being typed in: save at any time, paste, check, post; nobody's work is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from disbursement.services.plan_posting import Consent, Unfit, decision_post, draft_judge
from disbursement.views.draft_changes import (
    names_as_codes,
    with_pasted,
    with_section_sources,
)
from disbursement.views.draft_page import DraftPage, differences_between
from projects.domain.draft_rows import DraftRow, row_to_json
from projects.domain.money import Unit
from projects.domain.pasted_rows import read_pasted
from projects.draft_forms import (
    BLANK_ROWS,
    FEW_BLANK_ROWS,
    ROWS_PER_PAGE,
    DecisionHeaderForm,
    DocumentForm,
    rows_merged,
    rows_posted,
)
from projects.issue_texts import render as issue_text
from projects.models import DecisionDraft, User
from projects.permissions import get_for, may
from projects.refusals import Refusal, StaleState
from projects.requests import person_of
from projects.selectors.decision_drafts import (
    draft_header,
    draft_rows,
)
from projects.services.decision_drafts import (
    DraftContent,
    Overtaken,
    draft_discard,
    draft_document_set,
    draft_open,
    draft_save,
)
from projects.services.files import file_keep
from projects.services.plan_decisions import Hand

LARGEST_REVISION = 2**31 - 1
TEMPLATE = "disbursement/decision_draft.html"


@require_POST
def decision_new(request: HttpRequest) -> HttpResponse:
    """Begin an empty decision."""
    person = person_of(request)
    if not may(person, "plan.edit"):
        raise PermissionDenied
    now = timezone.now()
    typed = request.POST.get("plan_year", "")
    year = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) == 4 else 0
    if not 2000 <= year <= 2100:
        year = timezone.localdate(now).year
    draft = draft_open(actor=person, at=now, content=DraftContent(plan_year=year))
    return redirect("disbursement:decision_draft", pk=draft.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def decision_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the draft to be filled in; do what was asked of it."""
    draft = _draft_for(request, pk)
    if draft.decision_id or draft.discarded_at:
        return _gone(request, draft)
    if request.method == "POST":
        return _Click(request, draft).answer()
    rows = draft_rows(draft=draft)
    verdict = None
    if request.GET.get("check"):
        verdict = draft_judge(header=draft_header(draft=draft), rows=rows)
    header = DecisionHeaderForm.of_draft(draft)
    count = BLANK_ROWS if request.GET.get("new") else FEW_BLANK_ROWS
    page = DraftPage(draft, header, rows, request.GET.get("page", "1"), verdict, count)
    return render(request, TEMPLATE, page.context())


@require_POST
def draft_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach the scanned decision to the draft, or take it off."""
    draft = _draft_for(request, pk)
    person, now = person_of(request), timezone.now()
    back = redirect("disbursement:decision_draft", pk=pk)
    seen = _revision(request.POST)
    form = DocumentForm(request.POST, request.FILES)
    try:
        if request.POST.get("action") == "remove":
            draft_document_set(draft=draft, actor=person, at=now, seen=seen, document=None)
            messages.success(request, _("The scanned decision was taken off."))
            return back
        if not form.is_valid():
            for error in form.errors.get("document", []):
                messages.error(request, str(error))
            return back
        name = form.cleaned_data["document"].name
        kept = file_keep(content=form.content, name=name, by=person, at=now)
        draft_document_set(draft=draft, actor=person, at=now, seen=seen, document=kept)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return back
    messages.success(request, _("The scanned decision is attached."))
    return back


@dataclass(slots=True)
class _Click:
    """One press of a button on the draft's page, and the page that answers it."""

    request: HttpRequest
    draft: DecisionDraft

    def answer(self) -> HttpResponse:
        action = self.request.POST.get("action", "save")
        try:
            if action == "discard":
                return self._discard()
            header = DecisionHeaderForm(self.request.POST)
            rows = self._changed_rows(action)
            if rows is None:
                return self._unpasted(header)
            is_changed = self._save(header, rows)
            return self._after(action, is_changed=is_changed)
        except Overtaken as overtaken:
            return self._overtaken(overtaken)
        except StaleState as refusal:
            messages.error(self.request, str(refusal.message))
            return self._to()
        except Refusal as refusal:
            messages.error(self.request, str(refusal.message))
            header = DecisionHeaderForm(self.request.POST)
            return self._show(header, self._posted_over(self.draft), status=422)

    def _posted_over(self, draft: DecisionDraft) -> list[DraftRow]:
        return rows_merged(draft_rows(draft=draft), rows_posted(self.request.POST))

    def _changed_rows(self, action: str) -> list[DraftRow] | None:
        """Return the rows as posted and as the button changes them; None if a paste failed."""
        rows = names_as_codes(self._posted_over(self.draft))
        pasted, problems = read_pasted(self.request.POST.get("pasted", ""))
        if problems:
            for found in problems:
                texts = issue_text(found)
                messages.error(self.request, f"{texts['message']} {texts['fix']}")
            return None
        rows = with_pasted(rows, pasted, self.draft.plan_year)
        if action == "suggestions":
            rows = names_as_codes(rows, of_forms=True)
        if action == "sections":
            rows = with_section_sources(rows, self.request.POST)
        return rows

    def _save(self, header: DecisionHeaderForm, rows: Sequence[DraftRow]) -> bool:
        """Save what differs from the draft as stored; tell whether anything did."""
        fitting = header.fitting
        content = DraftContent(
            plan_year=fitting.get("plan_year", self.draft.plan_year),
            number=fitting.get("number", ""),
            decided_on=fitting.get("decided_on"),
            issuer=fitting.get("issuer", ""),
            summary=fitting.get("summary", ""),
            unread=header.unread,
            rows=rows,
        )
        seen = _revision(self.request.POST)
        if seen == self.draft.revision and _says_the_same(self.draft, content):
            return False
        self.draft = draft_save(
            draft=self.draft,
            actor=self._person,
            at=timezone.now(),
            seen=seen,
            content=content,
        )
        return True

    def _after(self, action: str, *, is_changed: bool) -> HttpResponse:
        if action == "post":
            return self._post(is_changed=is_changed)
        if action == "check":
            return self._to(check="1", anchor="findings")
        if self.draft.header:
            messages.warning(
                self.request, _("Saved. Some fields of the header cannot be read yet: see below.")
            )
        else:
            messages.success(self.request, _("The draft is saved."))
        if action in ("add_rows", "paste"):
            last = 1 + max(len(self.draft.lines) - 1, 0) // ROWS_PER_PAGE
            return self._to(page=str(last), anchor="new-lines", new=action == "add_rows")
        return self._to(page=self.request.POST.get("page", ""))

    def _post(self, *, is_changed: bool) -> HttpResponse:
        if is_changed:
            messages.warning(
                self.request,
                _("You changed the draft after it was checked. It is saved; look at it once more."),
            )
            return self._to(check="1")
        consent = Consent(
            to_warnings="to_warnings" in self.request.POST,
            to_adding="to_adding" in self.request.POST,
        )
        try:
            decision = decision_post(
                draft=self.draft,
                seen=self.draft.revision,
                consent=consent,
                hand=Hand(self._person, timezone.now()),
            )
        except Unfit as unfit:
            messages.error(self.request, str(unfit.message))
            return self._to(check="1", anchor="findings")
        messages.success(self.request, _("The decision is posted; its lines are in force."))
        return redirect("projects:decision_detail", pk=decision.pk)

    def _discard(self) -> HttpResponse:
        seen = _revision(self.request.POST)
        draft_discard(draft=self.draft, actor=self._person, at=timezone.now(), seen=seen)
        messages.success(self.request, _("The draft was put aside."))
        return redirect("projects:decision_list")

    def _unpasted(self, header: DecisionHeaderForm) -> HttpResponse:
        pasted = self.request.POST.get("pasted", "").replace("\x00", "")
        return self._show(header, self._posted_over(self.draft), status=422, pasted=pasted)

    def _overtaken(self, overtaken: Overtaken) -> HttpResponse:
        """Show both versions; what was typed here stands in the grid and may be saved over it."""
        header = DecisionHeaderForm(self.request.POST)
        posted = rows_posted(self.request.POST)
        rows = self._posted_over(overtaken.draft)
        page = DraftPage(
            overtaken.draft,
            header,
            rows,
            self.request.POST.get("page", "1"),
            differences=differences_between(overtaken.draft, header, posted),
            extra={
                "overtaken": overtaken.message,
                "pasted": self.request.POST.get("pasted", "").replace("\x00", ""),
            },
        )
        return render(self.request, TEMPLATE, page.context(), status=409)

    def _show(
        self, header: DecisionHeaderForm, rows: Sequence[DraftRow], *, status: int, pasted: str = ""
    ) -> HttpResponse:
        page = DraftPage(
            self.draft,
            header,
            rows,
            self.request.POST.get("page", "1"),
            extra={
                "pasted": pasted,
                "is_unsaved": True,
                "seen": _revision(self.request.POST),
            },
        )
        return render(self.request, TEMPLATE, page.context(), status=status)

    def _to(
        self, *, page: str = "", check: str = "", anchor: str = "", new: bool = False
    ) -> HttpResponse:
        address = reverse("disbursement:decision_draft", kwargs={"pk": self.draft.pk})
        is_page = page.isascii() and page.isdecimal() and len(page) < 7 and page != "1"
        wanted = {
            "page": page if is_page else "",
            "check": "1" if check else "",
            "new": "1" if new else "",
        }
        query = urlencode({name: value for name, value in wanted.items() if value})
        return redirect(f"{address}{'?' if query else ''}{query}{'#' if anchor else ''}{anchor}")

    @property
    def _person(self) -> User:
        return person_of(self.request)


def _draft_for(request: HttpRequest, pk: int) -> DecisionDraft:
    drafts = DecisionDraft.objects.select_related("edited_by", "form_file", "document")
    return get_for(person_of(request), drafts, "plan.edit", pk=pk)


def _gone(request: HttpRequest, draft: DecisionDraft) -> HttpResponse:
    if draft.decision_id:
        messages.info(request, _("This draft is posted."))
        return redirect("projects:decision_detail", pk=draft.decision_id)
    messages.info(request, _("This draft was put aside."))
    return redirect("projects:decision_list")


def _revision(data: Mapping[str, str]) -> int:
    typed = data.get("seen", "")
    is_number = typed.isascii() and typed.isdecimal() and len(typed) < 10
    return min(int(typed), LARGEST_REVISION) if is_number else 0


def _says_the_same(draft: DecisionDraft, content: DraftContent) -> bool:
    stored = (draft.number, draft.decided_on, draft.issuer, draft.summary, draft.plan_year)
    typed = (
        content.number,
        content.decided_on,
        content.issuer,
        content.summary,
        content.plan_year,
    )
    known = [row_to_json(row.in_unit(Unit.DONG)) for row in draft_rows(draft=draft)]
    rows = [row_to_json(row.in_unit(Unit.DONG)) for row in content.rows]
    return stored == typed and draft.header == dict(content.unread) and known == rows
