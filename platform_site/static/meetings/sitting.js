/* The sitting by keyboard. A key presses a button, link or summary that names it in `data-keys`, and nothing else:
   without this script the same buttons are there. Keys are read by their place on the keyboard (`code`), so that an
   input method for Chinese that is switched on does not swallow them. */
"use strict";
(() => {
  const PATIENCE = 10_000;
  let sent = false;

  const fields = "input:not([type=radio], [type=checkbox], [type=hidden], [type=submit]), textarea, select";
  const isTyping = (element) => element instanceof Element && (element.matches(fields) || element.isContentEditable);
  const proposals = () => [...document.querySelectorAll("[data-proposal]")];
  const current = () => {
    const focused = document.activeElement?.closest("[data-proposal]");
    return focused ?? document.querySelector("[data-proposal].is-current") ?? proposals()[0] ?? null;
  };

  const mark = (proposal) => {
    for (const other of proposals()) other.classList.toggle("is-current", other === proposal);
  };

  const step = (by) => {
    const all = proposals();
    const next = all[all.indexOf(current()) + by];
    if (!next) return;
    next.querySelector("button[data-keys]").focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const holder = (key) => {
    const named = `[data-keys~="${CSS.escape(key)}"]`;
    const inProposal = current()?.querySelector(named);
    if (inProposal) return inProposal;
    return [...document.querySelectorAll(named)].find((element) => !element.closest("[data-proposal]"));
  };

  const press = (element) => {
    if (element.tagName !== "SUMMARY") {
      element.click();
      return;
    }
    element.parentElement.open = true;
    const field = element.parentElement.querySelector("input[type=text], textarea");
    field.focus();
    field.select();
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isTyping(event.target)) {
      event.target.blur();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.matches("[data-paste]")) {
      event.preventDefault();
      event.target.form.requestSubmit(event.target.form.querySelector("[name=examine]"));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.code === "KeyJ" || event.code === "KeyK") {
      step(event.code === "KeyJ" ? 1 : -1);
      return;
    }
    const element = holder(event.shiftKey ? `Shift+${event.code}` : event.code);
    if (!element) return;
    event.preventDefault();
    // A key held down, or struck again before the page has answered, is one decision.
    if (event.repeat || sent) return;
    press(element);
  });

  document.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    // Whoever stops a page that does not come can go on.
    setTimeout(() => { sent = false; }, PATIENCE);
  });
  window.addEventListener("pageshow", () => { sent = false; });

  document.addEventListener("focusin", (event) => {
    const proposal = event.target.closest("[data-proposal]");
    if (proposal) mark(proposal);
  });

  // A long list of cases to tick is narrowed by typing; what is ticked stays in sight.
  for (const list of document.querySelectorAll(".choose-cases")) {
    const label = document.createElement("label");
    const filter = document.createElement("input");
    filter.type = "search";
    filter.className = "form-control";
    filter.addEventListener("input", () => {
      for (const item of list.children) {
        const wanted = item.textContent.includes(filter.value.trim()) || item.querySelector("input").checked;
        item.hidden = !wanted;
      }
    });
    filter.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    label.className = "choose-filter";
    label.append("篩選案名 ", filter);
    list.before(label);
  }

  // Titles pasted anywhere on the page, not into a field, are examined at once.
  document.addEventListener("paste", (event) => {
    const area = document.querySelector("[data-paste]");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!area || isTyping(event.target) || !text.trim() || sent) return;
    event.preventDefault();
    area.value = text;
    area.form.requestSubmit(area.form.querySelector("[name=examine]"));
  });
})();
