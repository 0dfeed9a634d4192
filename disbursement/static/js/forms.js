// What forms gain from JavaScript; each of them works without it.
//
// - A form is sent once: its buttons rest after the first submit (not with data-repeatable,
//   for what answers with a file and leaves the page standing).
// - data-unsaved-guard: leaving with changes that were not sent asks first.
// - data-file-drop: the box shows that a file is being held over it.
// - data-submit-on-change: the form is sent when a choice in it changes.
"use strict";

(() => {
  const buttonsOf = (form) => form.querySelectorAll('button[type="submit"], button:not([type])');

  const rest = (form, submitter) => {
    form.dataset.sent = "true";
    for (const button of buttonsOf(form)) button.disabled = true;
    if (submitter) submitter.setAttribute("aria-busy", "true");
  };

  const wake = (form) => {
    delete form.dataset.sent;
    for (const button of buttonsOf(form)) {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented || "repeatable" in form.dataset) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    // Later, so that the name and value of the pressed button are still sent.
    setTimeout(() => rest(form, event.submitter), 0);
  });

  // A page brought back from the history has its buttons asleep.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) wake(form);
  });

  const snapshot = (form) => JSON.stringify(
    [...new FormData(form)].filter(([, value]) => typeof value === "string"),
  );
  const guarded = new Map();
  for (const form of document.querySelectorAll("form[data-unsaved-guard]")) {
    guarded.set(form, snapshot(form));
  }
  window.addEventListener("beforeunload", (event) => {
    for (const [form, before] of guarded) {
      if (!form.dataset.sent && snapshot(form) !== before) event.preventDefault();
    }
  });

  for (const box of document.querySelectorAll("[data-file-drop]")) {
    for (const kind of ["dragenter", "dragover"]) {
      box.addEventListener(kind, () => box.classList.add("is-over"));
    }
    for (const kind of ["dragleave", "drop"]) {
      box.addEventListener(kind, () => box.classList.remove("is-over"));
    }
  }

  for (const form of document.querySelectorAll("form[data-submit-on-change]")) {
    form.addEventListener("change", () => form.requestSubmit());
  }
})();
