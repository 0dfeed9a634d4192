// What could not be sent yet, kept on this machine: by person and report, so that nobody who
// signs in here later is shown it, and it is still there when its owner comes back.
"use strict";

(() => {
  const entry = window.PortalEntry;
  if (!entry) return;
  const PREFIX = "entry:";
  const KEPT_DAYS = 60;
  const key = `${PREFIX}${entry.form.dataset.user}:${entry.form.dataset.submission}`;
  let memory = {};

  const parsed = (text) => {
    try {
      const cells = JSON.parse(text ?? "{}");
      return cells && typeof cells === "object" ? cells : {};
    } catch {
      return {};
    }
  };

  // Read anew each time: another tab of the same report writes here, too.
  const all = () => {
    try {
      return parsed(localStorage.getItem(key));
    } catch {
      return memory;
    }
  };

  const keep = (cells) => {
    memory = cells;
    try {
      if (Object.keys(cells).length) localStorage.setItem(key, JSON.stringify(cells));
      else localStorage.removeItem(key);
      entry.store.isKept = true;
    } catch {
      entry.store.isKept = false;
    }
  };

  const put = (changes) => {
    const cells = all();
    for (const [id, cell] of changes) cells[id] = { ...cell, at: cell.at ?? Date.now() };
    keep(cells);
  };

  const drop = (ids) => {
    const cells = all();
    for (const id of ids) delete cells[id];
    keep(cells);
  };

  const forgetOld = () => {
    const oldest = Date.now() - KEPT_DAYS * 24 * 60 * 60 * 1000;
    try {
      for (const name of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
        const cells = Object.values(parsed(localStorage.getItem(name)));
        if (cells.every((cell) => !(cell.at > oldest))) localStorage.removeItem(name);
      }
    } catch { /* without storage there is nothing to forget */ }
  };

  entry.store = { all, put, drop, isKept: true };
  forgetOld();
})();
