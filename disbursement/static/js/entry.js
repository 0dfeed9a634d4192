// The page of a report being written: its state in words, handing in, what was left over from an
// earlier visit, one project at a time on a phone.
"use strict";

(() => {
  const entry = window.PortalEntry;
  if (!entry) return;
  const { form, say, make, icon, button, saver, store } = entry;
  const bar = entry.find("entry-bar");
  const line = entry.find("entry-state");
  const told = entry.find("told");
  let known = null;

  // The state of the page

  const LOOKS = {
    saving: "arrow-repeat", saved: "check-circle", idle: "info-circle", waiting: "hourglass-split",
    signed_out: "key", other_user: "people", locked: "lock", failed: "exclamation-circle", undecided: "exclamation-triangle",
  };

  const look = ({ state, savedAt, ready, conflicts, unreadable }) => {
    if (state !== "idle") return state;
    if (ready) return "saving";
    if (conflicts || unreadable) return "undecided";
    return savedAt ? "saved" : "idle";
  };

  const sentence = (now) => {
    const { savedAt, message, retryAt, unsent, ready, conflicts, unreadable } = now;
    const state = now.state === "idle" && ready ? "saving" : now.state;
    const values = {
      cells: unsent, time: savedAt, seconds: Math.max(0, Math.ceil((retryAt - Date.now()) / 1000)), message,
    };
    const parts = [];
    if (state !== "idle") parts.push(say(`state_${state}`, values));
    else if (conflicts || unreadable) {
      if (conflicts) parts.push(say("state_conflicts", { cells: conflicts }));
      if (unreadable) parts.push(say("state_unreadable", { cells: unreadable }));
    } else parts.push(say(savedAt ? "state_saved" : "state_idle", values));
    if (message && ["locked", "failed"].includes(state)) parts.unshift(message);
    if (!store.isKept && unsent) parts.push(say("not_kept"));
    return parts.join(" ");
  };

  const action = ({ state }) => {
    if (state === "waiting" || state === "failed") return button(say("send_now"), () => saver.now());
    if (state === "signed_out") {
      return make("a", { class: "btn btn-sm btn-primary", href: form.dataset.loginUrl, target: "_blank", text: say("sign_in") });
    }
    if (state === "other_user" || state === "locked") return make("a", { class: "btn btn-sm btn-secondary", href: location.href, text: say("reload") });
    return null;
  };

  let drawn = "";
  const draw = (now) => {
    known = now;
    const kind = look(now);
    const text = sentence(now);
    if (drawn === kind + text) return;
    const isSame = drawn.startsWith(kind);
    drawn = kind + text;
    bar.dataset.state = kind;
    if (isSame && line.lastElementChild?.matches(".btn") && line.querySelector("span")) {
      line.querySelector("span").textContent = text; // a countdown leaves the button alone
      return;
    }
    line.replaceChildren(icon(LOOKS[kind]), make("span", { text }), ...[action(now)].filter(Boolean));
  };
  entry.on("state", draw);
  setInterval(() => { if (known?.state === "waiting") draw(known); }, 1000);

  // What was just done to several cells, and its undoing

  entry.on("done", (text, done, kept) => {
    const undo = done.length
      ? button(say("undo"), () => { entry.grid.undo(done); entry.tell("done", say("undone"), []); })
      : null;
    const close = button(say("close"), () => told.replaceChildren(), "btn-link");
    told.replaceChildren(make("div", { class: `notice is-${kept ? "warn" : "info"}` },
      icon(kept ? "exclamation-triangle" : "info-circle"),
      make("div", {}, make("p", { text }), kept, make("div", { class: "cluster mt-2" }, undo, close))));
  });

  // Only the marked lines, or all of them

  const table = entry.find("only-marked");
  const toggle = entry.find("show-all");
  const showAll = () => {
    if (!table) return;
    delete table.dataset.onlyMarked;
    if (toggle) toggle.hidden = true;
  };
  toggle?.addEventListener("click", (event) => { event.preventDefault(); showAll(); });

  // On a phone one project at a time

  const narrow = window.matchMedia("(max-width: 47.99rem)");
  const pager = entry.find("pager");
  const isMarked = (one) => !table || !("onlyMarked" in table.dataset) || one.classList.contains("is-marked");
  const projects = () => [...new Set(entry.lines.filter(isMarked).map((one) => one.dataset.project))];
  let current = null;

  const turn = (project) => {
    const all = projects();
    current = all.includes(project) ? project : all[0];
    const isNarrow = narrow.matches && all.length > 1;
    pager.hidden = !isNarrow;
    for (const one of entry.lines) one.classList.toggle("is-elsewhere", isNarrow && one.dataset.project !== current);
    const at = all.indexOf(current);
    entry.find("pager-place").textContent = say("place", { number: at + 1, all: all.length });
    entry.find("pager-back").disabled = at <= 0;
    entry.find("pager-on").disabled = at >= all.length - 1;
  };
  const step = (by) => {
    const all = projects();
    turn(all[all.indexOf(current) + by] ?? current);
    entry.lines.find((one) => one.dataset.project === current).scrollIntoView({ block: "start" });
  };
  entry.find("pager-back").addEventListener("click", () => step(-1));
  entry.find("pager-on").addEventListener("click", () => step(1));
  narrow.addEventListener("change", () => turn(current));
  entry.on("reveal", (one) => {
    if (!isMarked(one)) showAll();
    turn(one.dataset.project);
  });
  toggle?.addEventListener("click", () => turn(current));

  // Locked while the page was open: what is typed stays to be read and copied

  entry.on("locked", () => {
    for (const field of entry.fields) {
      if (field.matches("select")) field.disabled = true;
      else field.readOnly = true;
    }
    for (const one of form.querySelectorAll(".form-actions button, [data-copy-last]")) one.disabled = true;
  });

  // Saving and handing in by hand

  const wake = () => {
    for (const one of form.querySelectorAll("button[type=submit]")) {
      one.disabled = false;
      one.removeAttribute("aria-busy");
    }
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const pressed = event.submitter;
    if (!pressed || pressed.disabled) return;
    pressed.disabled = true;
    pressed.setAttribute("aria-busy", "true");
    const isSaved = await saver.flush();
    if (isSaved && pressed.value === "submit") {
      location.assign(form.dataset.handInUrl);
      return;
    }
    wake();
    if (!isSaved && pressed.value === "submit") {
      entry.tell("done", say("not_handed_in"), []);
      told.scrollIntoView({ block: "center" });
    }
  });
  entry.find("nil")?.addEventListener("click", async (event) => {
    event.preventDefault();
    if (await saver.flush()) location.assign(event.target.closest("a").href);
  });
  window.addEventListener("pageshow", wake);
  window.addEventListener("beforeunload", (event) => { if (saver.unsent) event.preventDefault(); });

  // What an earlier visit could not send

  const offer = () => {
    const left = Object.entries(store.all()).filter(([id]) => !saver.isDirty(id));
    const shown = (id, cell) => {
      const field = entry.byId.get(id);
      return field && entry.isAmount(field)
        ? window.PortalAmounts.convert(cell.text, cell.unit, entry.unit) : cell.text;
    };
    const here = left.filter(([id, cell]) => shown(id, cell) !== saver.baseOf(id));
    store.drop(left.filter((one) => !here.includes(one)).map(([id]) => id));
    if (!here.length) return;
    const since = new Date(Math.min(...here.map(([, cell]) => cell.at)));
    const day = since.toDateString() === new Date().toDateString() ? "" : ` ${since.getDate()}/${since.getMonth() + 1}`;
    const items = here.map(([id, cell]) => {
      const field = entry.byId.get(id);
      const name = field ? entry.nameOf(field) : say("line_gone");
      return make("li", {}, `${name}: `, make("strong", { text: shown(id, cell) || say("empty") }),
        field ? ` (${say("now_stored")} ${saver.baseOf(id) || say("empty")})` : "");
    });
    const box = make("div", { class: "notice is-warn", role: "alert", "data-left-over": true }, icon("clock-history"), make("div", {},
      make("p", { class: "notice-title", text: say("left_over", { cells: here.length, time: entry.clock(since) + day }) }),
      make("ul", { class: "problems" }, ...items),
      make("div", { class: "cluster mt-2" },
        button(say("restore"), () => { box.remove(); saver.restore(Object.fromEntries(here)); }, "btn-primary"),
        button(say("discard"), () => { box.remove(); store.drop(here.map(([id]) => id)); }))));
    entry.find("left-over-place").append(box);
  };

  // Another tab, another person, a lock: looked for whenever the page is looked at again

  let asked = 0;
  const ask = async () => {
    if (document.hidden || Date.now() - asked < 5000) return;
    asked = Date.now();
    let answer = null;
    let status = 0;
    try {
      const response = await saver.request(form.dataset.stateUrl);
      status = response.status;
      answer = await response.json();
    } catch { return; }
    if (status === 401) saver.stop(answer.other_user ? "other_user" : "signed_out", answer.message);
    if (status === 200 && known?.state === "signed_out") saver.resume();
    if (status === 200 && answer.lock) saver.stop("locked", answer.message);
    else if (status === 200 && !saver.unsent && answer.seen !== saver.seen && !told.querySelector("[data-stale]")) {
      told.replaceChildren(make("div", { class: "notice is-info", "data-stale": true }, icon("people"),
        make("div", {}, make("p", { text: answer.message }),
          make("a", { class: "btn btn-sm btn-secondary mt-2", href: location.href, text: say("reload") }))));
    }
  };
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("focus", ask);

  form.classList.add("is-live");
  for (const hidden of form.querySelectorAll("[data-scripted]")) hidden.hidden = false;
  for (const plain of form.querySelectorAll("[data-plain]")) plain.hidden = true;
  turn(entry.lines[0]?.dataset.project);
  saver.tell();
  offer();
})();
