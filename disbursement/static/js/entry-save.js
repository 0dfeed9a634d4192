// Saving by cell: what was typed is sent in batches, tried again when it could not be sent, and
// kept on this machine until the portal has confirmed it.
//
// A cell sends along what the server last said of it (`was`). When somebody else has changed it
// in between, the server keeps their value and answers "conflict"; the person chooses.
"use strict";

(() => {
  const entry = window.PortalEntry;
  if (!entry) return;
  const { form, store } = entry;
  const amounts = window.PortalAmounts;
  const TYPING = 1000; // milliseconds after the last key
  const LEFT = 120; // after leaving a cell
  const WAITS = [2, 5, 10, 20, 40, 60]; // seconds between attempts
  const AGAIN = 15; // seconds between looks whether the person has signed in again
  const TIMEOUT = 25_000;

  const bases = new Map(entry.fields.map((field) => [entry.idOf(field), field.value]));
  const dirty = new Map(); // id → { text, was, unit, revision, at }
  const held = new Map(); // id → "unreadable" | "conflict" | "refused": not sent until it changes
  let revision = 0;
  let atOnce = 400;
  let failures = 0;
  let timer = null;
  let sending = null;
  let state = "idle"; // idle | saving | waiting | signed_out | other_user | locked | failed
  let retryAt = 0;
  let savedAt = "";
  let message = "";
  let seen = form.elements.seen.value;

  const isStopped = () => ["locked", "other_user"].includes(state);
  const ready = () => [...dirty.keys()].filter((id) => !held.has(id));
  const tell = () => entry.tell("state", {
    state, savedAt, message, retryAt, unsent: dirty.size, ready: ready().length,
    conflicts: count("conflict"), unreadable: count("unreadable"),
  });
  const count = (kind) => [...held.values()].filter((one) => one === kind).length;
  const mark = (id, look) => entry.tell("cell", id, look);

  const schedule = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(() => { timer = null; send(); }, delay);
  };

  // What stands in a field differs from what the server has, or no longer does.
  const edit = (field, { isLeft = false } = {}) => {
    const id = entry.idOf(field);
    const before = dirty.get(id);
    if (before?.text === field.value || (!before && bases.get(id) === field.value)) {
      if (before && isLeft && !held.has(id) && state === "idle") schedule(LEFT);
      return;
    }
    const was = held.get(id);
    if (was === "conflict") entry.tell("conflict", id, null);
    held.delete(id);
    // What could not be read is sent again even when it is as before: its finding has to go.
    if (bases.get(id) === field.value && !sending?.has(id) && was !== "unreadable") {
      dirty.delete(id);
      store.drop([id]);
      mark(id, "");
    } else {
      revision += 1;
      const cell = { text: field.value, was: bases.get(id), unit: entry.unit, revision, at: Date.now() };
      dirty.set(id, cell);
      store.put([[id, cell]]);
      mark(id, "waiting");
    }
    if (state === "failed") state = "idle";
    tell();
    if (state === "idle" || state === "saving") schedule(isLeft ? LEFT : TYPING);
  };

  // Several fields changed by one act (a paste): one write to the store, one batch.
  const editAll = (fields) => {
    const changes = [];
    for (const field of fields) {
      const id = entry.idOf(field);
      if ((dirty.get(id)?.text ?? bases.get(id)) === field.value) continue;
      held.delete(id);
      revision += 1;
      const cell = { text: field.value, was: bases.get(id), unit: entry.unit, revision, at: Date.now() };
      dirty.set(id, cell);
      changes.push([id, cell]);
      mark(id, "waiting");
    }
    if (!changes.length) return;
    store.put(changes);
    if (state === "failed") state = "idle";
    tell();
    if (state === "idle" || state === "saving") schedule(LEFT);
  };

  const token = () => /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1]
    ?? form.elements.csrfmiddlewaretoken.value;

  const request = (url, options = {}) => fetch(url, {
    ...options,
    credentials: "same-origin",
    redirect: "error",
    signal: AbortSignal.timeout?.(TIMEOUT),
    headers: { Accept: "application/json", "X-Portal-User": form.dataset.user, ...options.headers },
  });

  const post = (cells, unit, keepalive = false) => request(form.dataset.saveUrl, {
    method: "POST",
    keepalive,
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: JSON.stringify({ unit, cells, seen }),
  });

  const packed = (ids) => ids.map((id) => {
    const [line, field] = id.split("|");
    const { text, was } = dirty.get(id);
    return { line, field, text, was };
  });

  const send = async () => {
    if (sending || isStopped()) return;
    const ids = ready().slice(0, atOnce);
    if (!ids.length) {
      if (state !== "signed_out") state = "idle";
      tell();
      return;
    }
    const unit = entry.unit; // what is dirty is always in the unit of the page
    sending = new Map(ids.map((id) => [id, dirty.get(id).revision]));
    if (state !== "signed_out") state = "saving";
    for (const id of ids) mark(id, "saving");
    tell();
    let response = null;
    let answer = null;
    try {
      response = await post(packed(ids), unit);
      answer = await response.json().catch(() => null);
    } catch { /* no connection, no server, or no answer in time */ }
    const sent = sending;
    sending = null;
    if (response?.ok && answer) taken(answer, sent, unit);
    else refused(response, answer, [...sent.keys()]);
    tell();
  };

  const taken = (answer, sent, unit) => {
    failures = 0;
    state = "idle";
    message = "";
    savedAt = answer.saved_at;
    seen = answer.seen ?? seen;
    form.elements.seen.value = seen;
    for (const cell of answer.cells) settle(cell, sent, unit);
    entry.tell("answer", answer, [...sent.keys()]);
    if (ready().length) schedule(LEFT);
  };

  const settle = (cell, sent, unit) => {
    const id = `${cell.line}|${cell.field}`;
    const field = entry.byId.get(id);
    const current = dirty.get(id);
    if (!field || !current) return;
    const inUnit = (text) => (entry.isAmount(field) ? amounts.convert(text, unit, entry.unit) : text);
    const text = inUnit(cell.text ?? "");
    const isNewer = current.revision !== sent.get(id);
    if (cell.state === "saved" || cell.state === "same") {
      bases.set(id, text);
      if (isNewer) {
        current.was = text;
        store.put([[id, current]]);
        mark(id, "waiting");
        return;
      }
      dirty.delete(id);
      store.drop([id]);
      if (document.activeElement !== field && field.value === current.text) field.value = text;
      mark(id, "saved");
    } else if (!isNewer) {
      held.set(id, ["conflict", "unreadable"].includes(cell.state) ? cell.state : "refused");
      mark(id, held.get(id));
      if (cell.state === "conflict") entry.tell("conflict", id, { ...cell, text });
    }
  };

  const refused = (response, answer, ids) => {
    for (const id of ids) mark(id, "waiting");
    message = answer?.message ?? "";
    const status = response?.status ?? 0;
    if (status === 401 || (status === 403 && !answer)) {
      state = answer?.other_user ? "other_user" : "signed_out";
      if (state === "signed_out") schedule(AGAIN * 1000);
    } else if ([403, 404].includes(status) || (status === 409 && answer?.lock)) {
      state = "locked";
      entry.tell("locked");
    } else if (status === 413 && atOnce > 1) {
      atOnce = Math.ceil(atOnce / 4);
      schedule(0);
    } else if (status >= 400 && status < 500 && ![408, 409, 429].includes(status)) {
      state = "failed";
      for (const id of ids) mark(id, "refused");
    } else {
      state = "waiting";
      const wait = WAITS[Math.min(failures, WAITS.length - 1)];
      failures += 1;
      retryAt = Date.now() + wait * 1000;
      schedule(wait * 1000);
    }
  };

  const now = () => {
    if (sending || isStopped()) return;
    if (state === "failed") state = "idle";
    schedule(0);
  };

  // Wait until everything is with the portal; false as soon as that is not to be had now.
  const flush = () => new Promise((resolve) => {
    const look = ({ state: known, ready: waiting }) => {
      if (["waiting", "signed_out", "other_user", "locked", "failed"].includes(known)) done(false);
      else if (!waiting && !sending) done(dirty.size === 0);
    };
    const done = (isSaved) => {
      entry.listeners.state = entry.listeners.state.filter((one) => one !== look);
      resolve(isSaved);
    };
    entry.on("state", look);
    if (state === "waiting") state = "idle";
    now();
  });

  // Take the server's value of a cell, or send one's own over it.
  const decide = (id, theirs, isMine) => {
    const field = entry.byId.get(id);
    held.delete(id);
    bases.set(id, theirs);
    entry.tell("conflict", id, null);
    if (isMine) {
      dirty.delete(id);
      edit(field, { isLeft: true });
      if (!dirty.has(id)) store.drop([id]);
    } else {
      dirty.delete(id);
      store.drop([id]);
      field.value = theirs;
      mark(id, "");
      entry.tell("typed", field);
    }
    tell();
  };

  // The unit of the page changes: what waits changes with it.
  entry.on("unit", (from, to) => {
    for (const [id, text] of bases) {
      if (entry.isAmount(entry.byId.get(id))) bases.set(id, amounts.convert(text, from, to));
    }
    const changes = [];
    for (const [id, cell] of dirty) {
      if (!entry.isAmount(entry.byId.get(id))) continue;
      cell.text = amounts.convert(cell.text, from, to);
      cell.was = amounts.convert(cell.was, from, to);
      cell.unit = to;
      changes.push([id, cell]);
    }
    if (changes.length) store.put(changes);
  });

  // What was left over from an earlier visit goes its way like anything typed: with its `was`.
  const restore = (cells) => {
    for (const [id, cell] of Object.entries(cells)) {
      const field = entry.byId.get(id);
      if (!field) continue;
      const inUnit = (text) => (entry.isAmount(field) ? amounts.convert(text, cell.unit, entry.unit) : text);
      field.value = inUnit(cell.text);
      revision += 1;
      dirty.set(id, { text: field.value, was: inUnit(cell.was), unit: entry.unit, revision, at: cell.at });
      held.delete(id);
      mark(id, "waiting");
      entry.tell("typed", field);
    }
    store.put([...dirty]);
    tell();
    schedule(0);
  };

  const stop = (reason, sentence = "") => {
    state = reason;
    message = sentence;
    clearTimeout(timer);
    if (reason === "locked") entry.tell("locked");
    tell();
  };

  // Signed in again, the connection back: go on where it stopped.
  const resume = () => {
    if (state === "signed_out") state = "idle";
    now();
  };

  window.addEventListener("online", now);
  window.addEventListener("focus", () => { if (["signed_out", "waiting"].includes(state)) now(); });
  window.addEventListener("pagehide", () => {
    const ids = ready();
    if (ids.length && !isStopped()) post(packed(ids.slice(0, 100)), entry.unit, true).catch(() => {});
  });

  entry.saver = {
    edit, editAll, flush, now, resume, decide, restore, stop, request, token, tell,
    get seen() { return seen; },
    get unsent() { return dirty.size; },
    baseOf: (id) => bases.get(id),
    isDirty: (id) => dirty.has(id),
  };
})();
