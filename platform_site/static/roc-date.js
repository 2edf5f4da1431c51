// A calendar with ROC years beside every date field. Without this script the field is a plain text field.
// Keys: arrows move by day, Page Up and Page Down by month, Home and End within the week, Enter takes, Escape closes.
"use strict";

(() => {
  const OFFSET = 1911;
  const WEEKDAYS = ["日", "一", "二", "三", "四", "五", "六"];
  let count = 0;
  let open = null;

  const write = (day) => `${day.getFullYear() - OFFSET}年${day.getMonth() + 1}月${day.getDate()}日`;
  const spoken = (day) => `${write(day)}星期${WEEKDAYS[day.getDay()]}`;
  const same = (one, other) => one && other && one.toDateString() === other.toDateString();
  const moved = (day, days) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + days);

  // The last day of a shorter month stands for its missing days.
  const movedByMonths = (day, months) => {
    const first = new Date(day.getFullYear(), day.getMonth() + months, 1);
    const last = new Date(first.getFullYear(), first.getMonth() + 1, 0).getDate();
    return new Date(first.getFullYear(), first.getMonth(), Math.min(day.getDate(), last));
  };

  // What the server understands better is left to it: here only where the calendar opens depends on it.
  const read = (text) => {
    const parts = /(\d{2,4})\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})/.exec(text.normalize("NFKC"));
    if (!parts) return null;
    const year = parts[1].length === 4 ? Number(parts[1]) : Number(parts[1]) + OFFSET;
    const day = new Date(year, Number(parts[2]) - 1, Number(parts[3]));
    return day.getMonth() === Number(parts[2]) - 1 ? day : null;
  };

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    if (tag === "button") element.type = "button";
    return element;
  };

  class Calendar {
    constructor(input) {
      this.input = input;
      this.wrap = make("span", "roc-date");
      input.replaceWith(this.wrap);
      this.button = make("button", "roc-date-button", "曆");
      const label = input.id && document.querySelector(`label[for="${CSS.escape(input.id)}"]`);
      this.button.setAttribute("aria-label", `選日期${label ? `：${label.textContent.trim().replace(/[:：]$/, "")}` : ""}`);
      this.button.setAttribute("aria-expanded", "false");
      this.button.disabled = input.disabled || input.readOnly;
      this.wrap.append(input, this.button);
      this.button.addEventListener("click", () => (this.panel ? this.close(true) : this.show()));
    }

    show() {
      if (open) open.close(false);
      open = this;
      this.chosen = read(this.input.value);
      this.day = this.chosen || new Date();
      count += 1;
      this.panel = make("div", "roc-date-panel");
      this.panel.id = `roc-date-${count}`;
      this.panel.setAttribute("role", "dialog");
      this.panel.setAttribute("aria-label", "選日期");
      this.button.setAttribute("aria-expanded", "true");
      this.button.setAttribute("aria-controls", this.panel.id);
      this.wrap.append(this.panel);
      this.panel.addEventListener("keydown", (event) => this.key(event));
      this.draw(true);
      this.place();
    }

    // In the window and not in the page: what the field lies in may cut off what sticks out of it.
    place() {
      const field = this.wrap.getBoundingClientRect();
      const height = this.panel.offsetHeight;
    // Below the field, else above it; in a window too low for both, as at 400 %, where the most of it is seen.
    let top = field.bottom;
    if (top + height > window.innerHeight) top = field.top >= height ? field.top - height : Math.max(window.innerHeight - height, 0);
      const left = Math.min(field.left, document.documentElement.clientWidth - this.panel.offsetWidth - 8);
      this.panel.style.left = `${Math.max(left, 8)}px`;
      this.panel.style.top = `${top}px`;
    }

    close(focus) {
      if (!this.panel) return;
      this.panel.remove();
      this.panel = null;
      open = null;
      this.button.setAttribute("aria-expanded", "false");
      this.button.removeAttribute("aria-controls");
      if (focus) this.button.focus();
    }

    step(name, text, months) {
      const button = make("button", "roc-date-step", text);
      button.setAttribute("aria-label", name);
      button.addEventListener("click", () => {
        this.day = movedByMonths(this.day, months);
        this.draw(false);
        this.panel.querySelector(`[aria-label="${name}"]`).focus();
      });
      return button;
    }

    draw(focus) {
      const head = make("div", "roc-date-head");
      const title = make("strong", "", `${this.day.getFullYear() - OFFSET}年${this.day.getMonth() + 1}月`);
      title.setAttribute("aria-live", "polite");
      head.append(this.step("前一年", "«", -12), this.step("前一月", "‹", -1), title, this.step("後一月", "›", 1), this.step("後一年", "»", 12));
      const table = make("table", "roc-date-days");
      const names = table.createTHead().insertRow();
      for (const name of WEEKDAYS) {
        const cell = make("th", "", name);
        cell.scope = "col";
        names.append(cell);
      }
      const body = table.createTBody();
      const first = new Date(this.day.getFullYear(), this.day.getMonth(), 1);
      for (let day = moved(first, -first.getDay()); day <= first || day.getMonth() === first.getMonth();) {
        const row = body.insertRow();
        for (let column = 0; column < 7; column += 1, day = moved(day, 1)) this.cell(row.insertCell(), day, day.getMonth() === first.getMonth());
      }
      const close = make("button", "roc-date-close", "關閉");
      close.addEventListener("click", () => this.close(true));
      this.panel.replaceChildren(head, table, close);
      if (focus) this.panel.querySelector('[tabindex="0"]').focus();
    }

    cell(cell, day, inMonth) {
      if (!inMonth) return;
      const button = make("button", "roc-date-day", String(day.getDate()));
      button.setAttribute("aria-label", spoken(day));
      button.tabIndex = same(day, this.day) ? 0 : -1;
      if (same(day, this.chosen)) button.setAttribute("aria-pressed", "true");
      if (same(day, new Date())) button.classList.add("roc-date-today");
      button.addEventListener("click", () => this.take(day));
      cell.append(button);
    }

    take(day) {
      this.input.value = write(day);
      this.input.dispatchEvent(new Event("input", { bubbles: true }));
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
      this.close(false);
      this.input.focus();
    }

    key(event) {
      if (event.key === "Escape") {
        event.preventDefault();
        this.close(true);
        return;
      }
      if (!event.target.classList.contains("roc-date-day")) return;
      const weekday = this.day.getDay();
      const days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, Home: -weekday, End: 6 - weekday };
      const months = { PageUp: -1, PageDown: 1 };
      if (event.key in days) this.day = moved(this.day, days[event.key]);
      else if (event.key in months) this.day = movedByMonths(this.day, months[event.key] * (event.shiftKey ? 12 : 1));
      else return;
      event.preventDefault();
      this.draw(true);
    }
  }

  // A form that is copied later, as the admin's inlines are, gets its calendars when its copy is made.
  const equip = (root) => {
    for (const input of root.querySelectorAll("input[data-roc-date]")) {
      if (!input.closest(".roc-date, .empty-form")) new Calendar(input);
    }
  };
  document.addEventListener("formset:added", (event) => equip(event.target));
  document.addEventListener("click", (event) => {
    if (open && !open.wrap.contains(event.target) && event.target.isConnected) open.close(false);
  });
  document.addEventListener("focusin", (event) => {
    if (open && !open.wrap.contains(event.target)) open.close(false);
  });
  for (const event of ["scroll", "resize"]) window.addEventListener(event, () => open?.place(), true);
  equip(document);
})();
