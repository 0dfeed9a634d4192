// What the portal says of cells: findings with how to mend them, the state of each cell, and two
// values of one cell to choose from.
"use strict";

(() => {
  const entry = window.PortalEntry;
  if (!entry) return;
  const { form, say, make, icon, button, saver } = entry;
  const lineNamed = new Map(entry.lines.map((line) => [line.dataset.line, line]));
  let next = 0;

  const note = (finding) => {
    const isError = finding.severity === "error";
    const heading = form.querySelector(`[data-heading="${finding.field}"]`)?.textContent.trim();
    const link = make("a", {
      class: "rule-link", href: `${form.dataset.helpUrl}#${finding.code}`, target: "_blank", text: say("rule"),
    });
    const text = make("span", {}, heading ? `${heading}: ` : "", make("strong", { text: finding.message }), ` ${finding.fix} `, link);
    return make("p", {
      class: `cell-note is-${isError ? "bad" : "warn"}`, "data-severity": finding.severity, "data-of": finding.field,
    }, icon(isError ? "x-circle" : "exclamation-triangle"), text);
  };

  const show = (line, findings) => {
    const ordered = [...findings].sort((one, other) => (one.severity === "error" ? 0 : 1) - (other.severity === "error" ? 0 : 1));
    line.querySelector("[data-notes]").replaceChildren(...ordered.map(note));
    const hasErrors = findings.some((one) => one.severity === "error");
    const row = line.querySelector("tr");
    row.classList.toggle("row-bad", hasErrors);
    row.classList.toggle("row-warn", !hasErrors && findings.length > 0);
    for (const field of line.querySelectorAll("[data-field]")) {
      const said = findings.filter((one) => one.field === field.dataset.field);
      const isWrong = said.some((one) => one.severity === "error");
      field.classList.toggle("is-invalid", isWrong);
      field.classList.toggle("is-doubtful", said.length > 0 && !isWrong);
      if (isWrong) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
      if (said.length) field.setAttribute("aria-describedby", `${line.dataset.line}-notes`);
      else field.removeAttribute("aria-describedby");
    }
    const explain = line.querySelector("[data-explain]");
    const asks = findings.some((one) => one.severity === "warning");
    explain.hidden = !asks && !explain.querySelector("textarea").value && !explain.contains(document.activeElement);
    if (findings.some((one) => ["difficulty", "obstacle_category"].includes(one.field))) {
      line.querySelector("details").open = true;
    }
  };

  const notesOf = (severity) => [...form.querySelectorAll(`[data-severity="${severity}"]`)];

  const count = () => {
    for (const severity of ["error", "warning"]) {
      const jump = entry.find(`next-${severity}`);
      const found = notesOf(severity).length;
      jump.hidden = !found;
      jump.querySelector("span").textContent = say(`${severity}s`, { count: found });
    }
  };

  for (const severity of ["error", "warning"]) {
    entry.find(`next-${severity}`).addEventListener("click", () => {
      const found = notesOf(severity);
      if (!found.length) return;
      const chosen = found[next % found.length];
      next += 1;
      const line = chosen.closest("[data-line]");
      entry.tell("reveal", line);
      const field = line.querySelector(`[data-field="${chosen.dataset.of}"]`) ?? line.querySelector("[data-field]");
      field.closest("details")?.setAttribute("open", "");
      line.scrollIntoView({ block: "center" });
      field.focus({ preventScroll: true });
      field.select?.();
    });
  }

  entry.on("answer", (answer, ids) => {
    const named = new Set([...ids.map((id) => id.split("|")[0]), ...Object.keys(answer.findings)]);
    for (const name of named) {
      if (lineNamed.has(name)) show(lineNamed.get(name), answer.findings[name] ?? []);
    }
    count();
  });

  // The state of a cell: seen at the cell, said with its name

  entry.on("cell", (id, look) => {
    const field = entry.byId.get(id);
    const place = field?.closest("[data-cell]");
    if (!place) return;
    if (look) place.dataset.state = look;
    else delete place.dataset.state;
    const state = place.querySelector("[data-cell-state]");
    state.textContent = look ? say(`cell_${look}`) : "";
    place.title = state.textContent;
  });

  const conflicts = new Map();
  const showBoth = (id, answer) => {
    conflicts.get(id)?.box.remove();
    conflicts.delete(id);
    const field = entry.byId.get(id);
    if (!answer || !field) return;
    const shown = (text) => text || say("empty");
    const box = make("div", { class: "cell-conflict", role: "alert" },
      make("p", { text: say("conflict", { cell: entry.nameOf(field) }) }),
      make("dl", {},
        make("div", {}, make("dt", { text: say("conflict_theirs", { person: answer.by ?? "–", time: answer.at ?? "" }) }),
          make("dd", { class: "num", text: shown(answer.text) })),
        make("div", {}, make("dt", { text: say("conflict_mine") }), make("dd", { class: "num", text: shown(field.value) }))),
      make("div", { class: "cluster" },
        button(say("keep_mine"), () => saver.decide(id, answer.text, true), "btn-primary"),
        button(say("take_theirs"), () => saver.decide(id, answer.text, false))));
    entry.lineOf(field).querySelector("[data-notes]").after(box);
    conflicts.set(id, { box, answer });
    entry.tell("reveal", entry.lineOf(field));
  };
  entry.on("conflict", showBoth);
  entry.on("unit", (from, to) => {
    for (const [id, { answer }] of [...conflicts]) {
      if (!entry.isAmount(entry.byId.get(id))) continue;
      showBoth(id, { ...answer, text: window.PortalAmounts.convert(answer.text, from, to) });
    }
  });

  count();
})();
