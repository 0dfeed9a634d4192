// Moving about in the table as in Excel, live totals, the unit of the amounts, the last period.
"use strict";

(() => {
  const entry = window.PortalEntry;
  if (!entry) return;
  const { form, say, saver } = entry;
  const amounts = window.PortalAmounts;
  const COLUMNS = [...new Set(entry.amounts.map((field) => field.dataset.column))];
  let before = null; // the cell being edited, and what stood in it

  const isShown = (line) => line.offsetParent !== null || line.getClientRects().length > 0;
  const shownLines = () => entry.lines.filter(isShown);
  const cellOf = (line, column) => line?.querySelector(`[data-column="${column}"]`);

  const go = (field) => {
    if (!field) return false;
    field.focus();
    field.select?.();
    return true;
  };

  const beside = (field, rows, columns) => {
    const lines = shownLines();
    const line = lines[lines.indexOf(entry.lineOf(field)) + rows];
    return cellOf(line, COLUMNS[COLUMNS.indexOf(field.dataset.column) + columns]);
  };

  // To the next cell of the table, in reading order; past words that are not asked for.
  const along = (field, step) => {
    const next = beside(field, 0, step);
    if (next) return go(next);
    const lines = shownLines();
    const line = lines[lines.indexOf(entry.lineOf(field)) + (step > 0 ? 0 : -1)];
    const asked = line?.querySelector("[data-explain]:not([hidden]) [data-field]");
    if (asked) return go(asked);
    return go(cellOf(lines[lines.indexOf(entry.lineOf(field)) + step], step > 0 ? COLUMNS[0] : COLUMNS.at(-1)));
  };

  const atEdge = (field, isRight) => {
    const { selectionStart: start, selectionEnd: end, value } = field;
    if (start === 0 && end === value.length) return true;
    return start === end && start === (isRight ? value.length : 0);
  };

  const words = (field) => {
    const fold = entry.lineOf(field).querySelector("details");
    fold.open = true;
    fold.querySelector("select").focus();
    return true;
  };

  const moves = {
    Enter: (field, event) => (event.ctrlKey ? words(field) : go(beside(field, event.shiftKey ? -1 : 1, 0))),
    ArrowDown: (field) => go(beside(field, 1, 0)),
    ArrowUp: (field) => go(beside(field, -1, 0)),
    ArrowLeft: (field, event) => !event.shiftKey && atEdge(field, false) && go(beside(field, 0, -1)),
    ArrowRight: (field, event) => !event.shiftKey && atEdge(field, true) && go(beside(field, 0, 1)),
    Tab: (field, event) => along(field, event.shiftKey ? -1 : 1),
    Escape: (field) => {
      if (before?.field !== field || field.value === before.text) return false;
      field.value = before.text;
      typed(field);
      saver.edit(field);
      return true;
    },
  };

  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.isComposing || event.altKey || event.metaKey) return;
    if (!field.dataset?.column) {
      if (event.key === "Enter" && field.matches("input")) event.preventDefault();
      return;
    }
    const isKept = event.key === "Enter" || event.key.startsWith("Arrow");
    const hasMoved = moves[event.key]?.(field, event);
    if (hasMoved || (isKept && ["Enter", "ArrowUp", "ArrowDown"].includes(event.key))) event.preventDefault();
  });

  // Totals, and how many lines have a figure

  const total = (column) => {
    const target = form.querySelector(`[data-total="${column}"]`);
    let sum = 0n;
    for (const field of entry.amounts) {
      if (field.dataset.column === column) sum += amounts.read(field.value, entry.unit) ?? 0n;
    }
    target.textContent = amounts.write(sum, entry.unit);
  };

  const countFilled = () => {
    const own = entry.amounts.filter((field) => field.dataset.column === "own_disbursed");
    const filled = own.filter((field) => typeof amounts.read(field.value, entry.unit) === "bigint");
    for (const target of form.querySelectorAll("[data-filled]")) {
      target.textContent = say("filled", { filled: filled.length, all: own.length });
    }
  };

  const refresh = () => {
    for (const column of COLUMNS) total(column);
    countFilled();
  };

  const typed = (field) => {
    if (!entry.isAmount(field)) return;
    total(field.dataset.column);
    if (field.dataset.column === "own_disbursed") countFilled();
  };

  // Write an amount with its separators; what cannot be read stays as it is.
  const tidy = (field) => {
    const value = amounts.read(field.value, entry.unit);
    if (typeof value === "bigint") field.value = amounts.write(value, entry.unit);
    else if (value === null) field.value = "";
  };

  form.addEventListener("focusin", ({ target }) => {
    if (target.dataset?.field) before = { field: target, text: target.value };
  });
  form.addEventListener("input", ({ target }) => {
    if (!target.dataset?.field) return;
    typed(target);
    saver.edit(target);
  });
  form.addEventListener("focusout", ({ target }) => {
    if (!target.dataset?.field) return;
    if (entry.isAmount(target)) tidy(target);
    saver.edit(target, { isLeft: true });
  });
  form.addEventListener("change", ({ target }) => {
    if (target.matches("select[data-field]")) saver.edit(target, { isLeft: true });
  });
  entry.on("typed", typed);

  // The unit: every figure of the page is written anew, none is rounded

  const switchUnit = (to) => {
    const from = entry.unit;
    if (to === from || !(to in { DONG: 1, MILLION: 1, BILLION: 1 })) return;
    for (const field of entry.amounts) field.value = amounts.convert(field.value, from, to);
    entry.unit = to;
    form.elements.unit.value = to;
    entry.tell("unit", from, to);
    if (before && entry.isAmount(before.field)) before = { field: before.field, text: amounts.convert(before.text, from, to) };
    for (const figure of form.querySelectorAll("[data-dong]")) {
      figure.textContent = amounts.write(amounts.ofDong(figure.dataset.dong), to);
    }
    for (const name of document.querySelectorAll("[data-unit-name]")) name.textContent = say(`unit_${to}`);
    for (const button of document.querySelectorAll(".unit-switch button, [data-unit-choice]")) {
      button.setAttribute("aria-pressed", String(button.value === to));
    }
    refresh();
    told = told.then(tellUnit, tellUnit);
  };

  // Only so that other pages follow, one after the other; this one does not depend on it.
  let told = Promise.resolve();
  const tellUnit = () => {
    const data = new FormData();
    data.set("unit", entry.unit);
    data.set("csrfmiddlewaretoken", saver.token());
    return fetch(form.dataset.unitUrl, {
      method: "POST", body: data, credentials: "same-origin", redirect: "manual", keepalive: true,
    });
  };

  for (const button of form.querySelectorAll("[data-unit-choice]")) {
    button.addEventListener("click", () => switchUnit(button.value));
  }
  for (const other of document.querySelectorAll(".unit-switch")) {
    other.addEventListener("submit", (event) => {
      event.preventDefault();
      switchUnit(event.submitter.value);
    });
  }

  // Several cells at once, with a way back

  const fillIn = (pairs) => {
    const done = pairs.filter(([field, text]) => field.value !== text)
      .map(([field, text]) => ({ field, was: field.value, text, unit: entry.unit }));
    for (const { field, text } of done) {
      field.value = text;
      tidy(field);
    }
    const after = done.map((one) => ({ ...one, text: one.field.value }));
    saver.editAll(after.map((one) => one.field));
    refresh();
    return after;
  };

  const undo = (done) => {
    const inUnit = (text, unit) => amounts.convert(text, unit, entry.unit);
    // What was typed into a cell since then is kept.
    return fillIn(done.filter((one) => one.field.value === inUnit(one.text, one.unit))
      .map((one) => [one.field, inUnit(one.was, one.unit)]));
  };

  entry.grid = { COLUMNS, shownLines, cellOf, go, fillIn, undo, refresh };

  entry.find("copy-last")?.addEventListener("click", () => {
    const empty = entry.amounts.filter((field) => "last" in field.dataset && amounts.isEmpty(field.value));
    const done = fillIn(empty.map((field) => [field, amounts.write(amounts.ofDong(field.dataset.last), entry.unit)]));
    entry.tell("done", say(done.length ? "copied_last" : "nothing_to_copy", { cells: done.length }), done);
  });

  // What the browser kept or what was typed while the page was loading counts, too.
  refresh();
})();
