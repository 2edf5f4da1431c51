// Names and links that the admin's own scripts and pages leave out: the search fields of select2 are named by their
// label, hints of the two-column chooser are pictures with a text, and the note about errors links to the fields.
"use strict";

(() => {
  let made = 0;
  const labelOf = (field) => {
    const label = field && field.labels && field.labels[0];
    if (!label) return "";
    if (!label.id) { made += 1; label.id = `label-${made}`; }
    return label.id;
  };
  const nameSearchField = (container) => {
    const label = labelOf(container.previousElementSibling);
    const shown = container.querySelector(".select2-selection__rendered");
    if (!label) return;
    container.querySelectorAll("[role=combobox]").forEach((box) => box.setAttribute("aria-labelledby", `${label} ${shown ? shown.id : ""}`.trim()));
    container.querySelectorAll("[role=textbox], [role=searchbox], [role=listbox]").forEach((box) => box.setAttribute("aria-labelledby", label));
  };
  const name = (root) => {
    root.querySelectorAll("tbody th:not([scope])").forEach((cell) => cell.setAttribute("scope", "row"));
    root.querySelectorAll(".select2-container").forEach(nameSearchField);
    root.querySelectorAll(".help-tooltip[aria-label]:not([role])").forEach((hint) => hint.setAttribute("role", "img"));
    root.querySelectorAll(".select2-dropdown [role=searchbox]:not([aria-label])").forEach((box) => box.setAttribute("aria-label", "搜尋"));
  };
  new MutationObserver(() => name(document)).observe(document.body, { childList: true, subtree: true });
  name(document);

  const note = document.querySelector(".errornote");
  if (!note) return;
  const list = document.createElement("ul");
  list.className = "error-links";
  document.querySelectorAll(".errorlist").forEach((errors) => {
    const place = errors.closest("td, .form-row") || errors.parentElement;
    const field = place && place.querySelector("input:not([type=hidden]), select, textarea");
    if (!field) return;
    if (!errors.id) errors.id = `${field.id}_error`;
    field.setAttribute("aria-invalid", "true");
    const known = (field.getAttribute("aria-describedby") || "").split(" ").filter(Boolean);
    field.setAttribute("aria-describedby", [...new Set([...known, errors.id])].join(" "));
    const label = field.labels && field.labels[0] ? `${field.labels[0].textContent.trim().replace(/[:：]$/, "")}：` : "";
    const link = Object.assign(document.createElement("a"), { href: `#${field.id}`, textContent: label + errors.textContent.trim() });
    link.addEventListener("click", (event) => { event.preventDefault(); field.focus(); });
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  });
  if (list.children.length) note.append(list);
  note.tabIndex = -1;
  note.focus();
})();
