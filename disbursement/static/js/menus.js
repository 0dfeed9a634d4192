// Folds marked data-close-outside close on Escape and on a click elsewhere.
"use strict";

(() => {
  const opened = () => document.querySelectorAll("details[data-close-outside][open]");

  document.addEventListener("click", (event) => {
    for (const fold of opened()) {
      if (!fold.contains(event.target)) fold.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const fold of opened()) {
      fold.open = false;
      fold.querySelector("summary").focus();
    }
  });
})();
