// The state of work in the background: when it cannot be fetched, the page says so.
"use strict";

(() => {
  const tell = (isLost) => {
    for (const notice of document.querySelectorAll("[data-job-lost]")) notice.hidden = !isLost;
  };

  // A page to sign in on is no state of the work; it must not be drawn in its place.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, xhr } = event.detail;
    if (target.matches("[data-job]") && !xhr.responseText.includes("data-job")) {
      event.detail.shouldSwap = false;
      tell(true);
    }
  });
  for (const trouble of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(trouble, () => tell(true));
  }
})();
