// What the scripts of the entry page share: its words, its elements, its icons.
"use strict";

window.PortalEntry = (() => {
  const form = document.querySelector("form[data-entry]");
  if (!form) return null;
  const words = JSON.parse(form.dataset.words);

  // A sentence of the page's language with its %(name)s filled.
  const say = (name, values = {}) => (words[name] ?? name)
    .replace(/%\((\w+)\)s/g, (_, key) => values[key] ?? "").replaceAll("%%", "%");

  const make = (tag, options = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(options)) {
      if (name === "text") element.textContent = value;
      else if (name === "onclick") element.addEventListener("click", value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value != null) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child != null));
    return element;
  };

  const icon = (name) => {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    for (const [key, value] of Object.entries({ class: "icon", width: 16, height: 16, "aria-hidden": "true" })) {
      svg.setAttribute(key, value);
    }
    const use = document.createElementNS(space, "use");
    use.setAttribute("href", `${form.dataset.sprite}#${name}`);
    svg.append(use);
    return svg;
  };

  const button = (label, onclick, look = "btn-secondary") => make("button", {
    type: "button", class: `btn btn-sm ${look}`, text: label, onclick,
  });

  const find = (name) => form.querySelector(`[data-${name}]`);

  // Every place something can be entered in, by its line and its field.
  const fields = [...form.querySelectorAll("[data-field]")];
  const lineOf = (field) => field.closest("[data-line]");
  const idOf = (field) => `${lineOf(field).dataset.line}|${field.dataset.field}`;
  const byId = new Map(fields.map((field) => [idOf(field), field]));
  const isAmount = (field) => "column" in field.dataset;
  const amounts = fields.filter(isAmount);
  const lines = [...form.querySelectorAll("[data-line]")];

  // "7808126 NSTW-ODA, Giải ngân theo sổ": how a cell is called in a sentence.
  const nameOf = (field) => {
    const { code, source } = lineOf(field).dataset;
    return `${code} ${source}, ${form.querySelector(`[data-heading="${field.dataset.field}"]`)?.textContent.trim() ?? ""}`;
  };

  const clock = (moment) => [moment.getHours(), moment.getMinutes()]
    .map((part) => String(part).padStart(2, "0")).join(":");

  return {
    form, say, make, icon, button, find, fields, amounts, lines, lineOf, idOf, byId, isAmount, nameOf, clock,
    unit: form.elements.unit.value,
    listeners: {},
    on(name, listener) { (this.listeners[name] ??= []).push(listener); },
    tell(name, ...values) { for (const listener of this.listeners[name] ?? []) listener(...values); },
  };
})();
