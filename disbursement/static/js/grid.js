// What the table of a report gains from JavaScript; it can be filled in without it.
//
// - The totals below the columns, and behind the rows that have one, follow what is typed.
// - Enter and the arrow keys up and down move within a column.
// - An amount is written with its separators once the cell is left.
"use strict";

(() => {
  const PLACES = 6;
  const NUMBER = /^(-?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,6}))?$/;

  // Amounts are whole numbers of millionths of the unit: no floating point near money.
  const read = (text) => {
    const found = NUMBER.exec(text.replace(/[\s\u00a0]/g, ""));
    if (!found) return null;
    const [, sign, whole, decimals = ""] = found;
    const value = BigInt(whole.replaceAll(".", "") + decimals.padEnd(PLACES, "0"));
    return sign ? -value : value;
  };

  const write = (value) => {
    const digits = (value < 0n ? -value : value).toString().padStart(PLACES + 1, "0");
    const whole = digits.slice(0, -PLACES).replace(/\B(?=(\d{3})+$)/g, ".");
    const decimals = digits.slice(-PLACES).replace(/0+$/, "");
    return (value < 0n ? "-" : "") + whole + (decimals && "," + decimals);
  };

  const inputsOf = (form, column) => [...form.querySelectorAll(`input[data-column="${column}"]`)];

  const total = (form, column) => {
    const target = form.querySelector(`[data-total="${column}"]`);
    if (!target) return;
    const values = inputsOf(form, column).map((input) => read(input.value));
    target.textContent = write(values.reduce((sum, value) => sum + (value ?? 0n), 0n));
  };

  // The sum at the end of a row, and of all rows, where the table has one.
  const sums = (form, row) => {
    const target = row.querySelector("[data-row-total]");
    if (!target) return;
    const add = (inputs) => write([...inputs].reduce((sum, input) => sum + (read(input.value) ?? 0n), 0n));
    target.textContent = add(row.querySelectorAll("input[data-column]"));
    form.querySelector("[data-grand-total]").textContent = add(form.querySelectorAll("input[data-column]"));
  };

  const move = (form, input, step) => {
    const column = inputsOf(form, input.dataset.column);
    const next = column[column.indexOf(input) + step];
    if (next) {
      next.focus();
      next.select();
    }
  };

  for (const form of document.querySelectorAll("form[data-grid]")) {
    form.addEventListener("input", ({ target }) => {
      if (!target.dataset.column) return;
      total(form, target.dataset.column);
      sums(form, target.closest("tr"));
    });
    form.addEventListener("focusout", ({ target }) => {
      const value = target.dataset.column ? read(target.value) : null;
      if (value !== null) target.value = write(value);
    });
    form.addEventListener("keydown", (event) => {
      if (!event.target.dataset.column || event.isComposing) return;
      const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      move(form, event.target, step);
    });
    // What was typed while the page was still loading, or the browser kept, counts too.
    for (const column of form.querySelectorAll("[data-total]")) total(form, column.dataset.total);
    for (const row of form.querySelectorAll("tr:has([data-row-total])")) sums(form, row);
  }
})();
