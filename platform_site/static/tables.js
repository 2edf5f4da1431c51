// On a narrow page a table of more than four columns, or of long texts (data-cards), becomes a card per row (platform.css,
// .as-cards). This script gives each cell the words of its column's heading and keeps the roles of a table, which a browser
// forgets with its display. Without it such a table scrolls sideways in its frame. A frame that has nothing to scroll is no
// stop of the keyboard.
"use strict";

(() => {
  const MOST_COLUMNS = 4;
  const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TFOOT: "rowgroup", TR: "row", TD: "cell" };

  const words = (cell) => {
    const shown = cell.cloneNode(true);
    shown.querySelectorAll("[aria-hidden='true'], .sort-mark").forEach((mark) => mark.remove());
    return [...shown.childNodes].map((node) => node.textContent.trim()).filter(Boolean).join(" ");
  };
  // The words above each column; below two rows of headings both belong to it.
  const headings = (table) => {
    const columns = [];
    const rows = table.tHead ? [...table.tHead.rows] : [];
    rows.forEach((row, level) => {
      let column = 0;
      for (const cell of row.cells) {
        while (columns[column] && columns[column].until > level) column += 1;
        for (let n = 0; n < cell.colSpan; n += 1, column += 1) {
          const above = columns[column] ? `${columns[column].text} ` : "";
          columns[column] = { text: above + words(cell), until: level + cell.rowSpan };
        }
      }
    });
    return columns.map((column) => column.text);
  };
  const roleOf = (element) => {
    if (element.tagName !== "TH") return ROLES[element.tagName];
    return element.scope === "row" ? "rowheader" : "columnheader";
  };
  const intoCards = (table) => {
    const labels = headings(table);
    if (labels.length <= MOST_COLUMNS && !("cards" in table.dataset)) return;
    const parts = table.querySelectorAll(":scope > :is(thead, tbody, tfoot), :scope > * > tr, :scope > * > tr > :is(th, td)");
    for (const part of [table, ...parts]) part.setAttribute("role", roleOf(part));
    for (const body of [...table.tBodies, ...(table.tFoot ? [table.tFoot] : [])]) {
      for (const row of body.rows) {
        let column = 0;
        for (const cell of row.cells) {
          if (cell.colSpan === 1 && cell.tagName === "TD") cell.dataset.label = labels[column] || "";
          column += cell.colSpan;
        }
      }
    }
    table.classList.add("as-cards");
  };

  const SUFFIX = "，可左右捲動";
  const frame = (place) => {
    const name = place.getAttribute("aria-label");
    const settle = () => {
      const scrolls = place.scrollWidth > place.clientWidth;
      place.toggleAttribute("tabindex", scrolls);
      if (scrolls) place.tabIndex = 0;
      place.setAttribute("aria-label", scrolls ? name : name.replace(SUFFIX, ""));
    };
    new ResizeObserver(settle).observe(place);
    settle();
  };

  document.querySelectorAll("table.data-table").forEach(intoCards);
  document.querySelectorAll(".table-scroll[tabindex][aria-label], .chart-scroll[tabindex][aria-label]").forEach(frame);
})();
