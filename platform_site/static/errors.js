// A form that came back with errors begins at its summary; a link of it leads into the field, not only to its place.
"use strict";

(() => {
  const summary = document.querySelector("[data-error-summary]");
  if (!summary) return;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!field) return;
    event.preventDefault();
    field.closest("details")?.setAttribute("open", "");
    field.focus();
    const place = field.closest(".form-row, fieldset, .form-group") || field;
    place.scrollIntoView({ block: "center" });
  });
})();
