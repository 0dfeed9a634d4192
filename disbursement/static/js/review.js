// What reviewing gains from JavaScript; everything works without it.
//
// - data-inbox: a count of ticked reports; "tick all without warnings" without loading the page
//   anew; j and k (or the arrow keys) walk the rows, x or space ticks, Enter opens.
// - data-remark: a click on a cell's flag takes it into the list of cells to be mended.
// - data-remark-add: one more row in that list.
"use strict";

(() => {
  const inbox = document.querySelector("form[data-inbox]");
  if (inbox) walkInbox(inbox);

  function walkInbox(form) {
    const boxes = [...form.querySelectorAll('input[name="report"]')];
    const shown = form.querySelector("[data-ticked]");
    const count = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      if (shown) shown.textContent = ticked ? ` (${ticked})` : "";
      for (const box of boxes) box.closest("tr").classList.toggle("is-ticked", box.checked);
    };
    form.addEventListener("change", count);
    const clean = form.querySelector("[data-tick-clean]");
    if (clean) {
      clean.addEventListener("click", (event) => {
        event.preventDefault();
        for (const box of boxes) box.checked = "clean" in box.dataset;
        count();
      });
    }
    const rows = [...form.querySelectorAll("tbody > tr")];
    const linkOf = (row) => row.querySelector("a.row-link");
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const active = document.activeElement;
      if (active && active.matches('input:not([type="checkbox"]), select, textarea')) return;
      const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
      const here = rows.findIndex((row) => row.contains(active));
      if (step) {
        if (event.key.startsWith("Arrow") && here < 0) return;
        const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
        linkOf(next).focus();
        event.preventDefault();
      } else if (event.key === "x" && here >= 0) {
        const box = rows[here].querySelector('input[name="report"]');
        if (box) {
          box.checked = !box.checked;
          count();
        }
      }
    });
    count();
  }

  const list = document.querySelector("[data-remarks]");
  if (!list) return;
  const total = list.querySelector('input[name$="-TOTAL_FORMS"]');
  const most = Number(list.querySelector('input[name$="-MAX_NUM_FORMS"]').value);
  const add = list.querySelector("[data-remark-add]");
  const rowsOf = () => [...list.querySelectorAll("[data-remark-row]")];
  const cellOf = (row) => row.querySelector('select[name$="-cell"]');

  const renumber = (row, number) => {
    for (const part of row.querySelectorAll("[name], [id], [for]")) {
      for (const name of ["name", "id", "for", "aria-describedby"]) {
        const value = part.getAttribute(name);
        if (value) part.setAttribute(name, value.replace(/remarks-\d+/, `remarks-${number}`));
      }
    }
  };
  // Empty rows are there for those without JavaScript; one is enough to begin with.
  for (const row of rowsOf().slice(1)) {
    row.hidden = !cellOf(row).value && !row.querySelector(".field-error");
  }
  const oneMore = () => {
    const rows = rowsOf();
    const asleep = rows.find((row) => row.hidden);
    if (asleep) {
      asleep.hidden = false;
      return asleep;
    }
    if (rows.length >= most) return null;
    const row = rows[rows.length - 1].cloneNode(true);
    renumber(row, rows.length);
    for (const field of row.querySelectorAll("select, input")) field.value = "";
    for (const error of row.querySelectorAll(".field-error")) error.remove();
    rows[rows.length - 1].after(row);
    total.value = String(rows.length + 1);
    return row;
  };
  if (add) {
    add.hidden = false;
    add.addEventListener("click", () => {
      const row = oneMore();
      if (row) cellOf(row).focus();
    });
  }
  for (const button of document.querySelectorAll("button[data-remark]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const name = button.dataset.remark;
      const rows = rowsOf();
      const known = rows.find((row) => cellOf(row).value === name);
      const row = known || rows.find((each) => !each.hidden && !cellOf(each).value) || oneMore();
      if (!row) return;
      cellOf(row).value = name;
      button.closest("td").classList.add("is-remarked");
      row.scrollIntoView({ block: "center" });
      row.querySelector('select[name$="-reason"]').focus();
    });
  }
})();
