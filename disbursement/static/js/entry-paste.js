// Paste a block copied in Excel. It starts at the cell that has the cursor; a block whose rows
// begin with project codes finds its lines by code and source. What finds no place is shown.
"use strict";

(() => {
  const entry = window.PortalEntry;
  if (!entry) return;
  const { form, say, make, grid } = entry;
  const amounts = window.PortalAmounts;
  const FIRST_CELLS = 6; // how far to the right codes are looked for

  // Rows of cells; Excel puts a cell with a line break, a tab or a quote into quotes.
  const parse = (text) => {
    const rows = [[]];
    let cell = "";
    let isQuoted = false;
    const body = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let at = 0; at < body.length; at += 1) {
      const sign = body[at];
      if (isQuoted && sign === '"' && body[at + 1] === '"') { cell += '"'; at += 1; }
      else if (isQuoted && sign === '"') isQuoted = false;
      else if (!isQuoted && sign === '"' && cell === "" && body.indexOf('"', at + 1) > 0) isQuoted = true;
      else if (!isQuoted && sign === "\t") { rows.at(-1).push(cell); cell = ""; }
      else if (!isQuoted && sign === "\n") { rows.at(-1).push(cell); cell = ""; rows.push([]); }
      else cell += sign;
    }
    rows.at(-1).push(cell);
    return rows.map((row) => row.map((one) => one.trim()));
  };

  // A block in the English style beyond doubt (1,234.5) is turned; a doubtful one is not.
  const inVietnamese = (values) => {
    const written = values.flat().filter((text) => /[.,]/.test(text));
    const isEnglish = written.some((text) => amounts.isEnglish(text) && !amounts.isVietnamese(text));
    const isVietnamese = written.some((text) => amounts.isVietnamese(text) && !amounts.isEnglish(text));
    if (!isEnglish || isVietnamese) return [values, false];
    const turned = (text) => (amounts.isEnglish(text) ? amounts.fromEnglish(text) : text);
    return [values.map((row) => row.map(turned)), true];
  };

  const folded = (text) => text.normalize("NFC").toLocaleLowerCase();

  const codesOf = (row) => {
    const cells = row.slice(0, FIRST_CELLS).map(folded);
    const project = cells.findIndex((cell) => cell && entry.lines.some((line) => folded(line.dataset.code) === cell));
    if (project < 0) return null;
    const source = cells.findIndex((cell, at) => at > project && cell
      && entry.lines.some((line) => folded(line.dataset.source) === cell));
    return { project: cells[project], source: source < 0 ? null : cells[source], end: Math.max(project, source) + 1 };
  };

  // Where each row of the block goes: [line or null, its values].
  const placed = (rows, start) => {
    const codes = rows.map(codesOf);
    if (codes.filter(Boolean).length * 2 <= rows.length) {
      const lines = grid.shownLines();
      const from = lines.indexOf(entry.lineOf(start));
      return rows.map((row, at) => [lines[from + at] ?? null, row]);
    }
    return rows.map((row, at) => {
      if (!codes[at]) return [null, row];
      const { project, source, end } = codes[at];
      const lines = entry.lines.filter((line) => folded(line.dataset.code) === project
        && (source === null || folded(line.dataset.source) === source));
      // A name and other words may stand between the codes and the figures.
      const first = row.findIndex((cell, place) => place >= end && (amounts.isVietnamese(cell) || amounts.isEnglish(cell)));
      return [lines.length === 1 ? lines[0] : null, first < 0 ? [] : row.slice(first), row];
    });
  };

  const paste = (text, start) => {
    const rows = parse(text);
    const column = grid.COLUMNS.indexOf(start.dataset.column);
    const width = grid.COLUMNS.length - column;
    const places = placed(rows, start);
    const [values, isTurned] = inVietnamese(places.map(([, cells]) => cells));
    const pairs = [];
    const rest = [];
    let cut = 0;
    const taken = new Set();
    places.forEach(([line, , whole], at) => {
      const row = whole ?? rows[at];
      if (!line || taken.has(line)) {
        if (row.some(Boolean)) rest.push(row);
        return;
      }
      taken.add(line);
      values[at].slice(0, width).forEach((value, offset) => {
        pairs.push([grid.cellOf(line, grid.COLUMNS[column + offset]), value]);
      });
      const over = values[at].slice(width);
      if (over.some(Boolean)) { cut += over.filter(Boolean).length; rest.push(over); }
    });
    const done = grid.fillIn(pairs);
    const cutRows = rest.length - [...rest].filter((row) => rows.includes(row)).length;
    tell({ done, rows: taken.size, left: rest.length - cutRows, cut, isTurned, rest });
  };

  const tell = ({ done, rows, left, cut, isTurned, rest }) => {
    const sentences = [say("pasted", { rows, cells: done.length })];
    if (isTurned) sentences.push(say("pasted_english"));
    if (left) sentences.push(say("pasted_left", { rows: left }));
    if (cut) sentences.push(say("pasted_cut", { cells: cut }));
    const text = rest.map((row) => row.join("\t")).join("\n");
    const kept = text && make("textarea", {
      class: "form-control entry-rest", readonly: true, rows: 5, "aria-label": say("pasted_rest"),
    });
    if (kept) kept.value = text;
    entry.tell("done", sentences.join(" "), done, kept);
  };

  form.addEventListener("paste", (event) => {
    const field = event.target;
    if (!field.dataset?.column) return;
    const text = event.clipboardData.getData("text/plain");
    if (!/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return; // a single cell is the browser's own matter
    event.preventDefault();
    paste(text, field);
  });
})();
