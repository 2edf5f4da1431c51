// Copies of what was typed and not yet saved, kept on this computer; and what pages show of them.
// A copy is dropped when the server has said that it saved the text, or when the user says so; never otherwise.
"use strict";

window.keptCopies = (() => {
  const user = document.documentElement.dataset.user || "";
  const PREFIX = `kept:${user}:`;
  const STORE = "copies";

  const local = (work) => {
    // A browser may forbid storage, and it may be full.
    try { return { value: work(window.localStorage) }; } catch { return null; }
  };

  const open = () => new Promise((done, fail) => {
    const request = window.indexedDB.open("kept-copies", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  // The second place, with far more room: for when the first is full or forbidden.
  const database = async (mode, work) => {
    try {
      const base = await open();
      return await new Promise((done) => {
        const transaction = base.transaction(STORE, mode);
        const request = work(transaction.objectStore(STORE));
        transaction.oncomplete = () => { base.close(); done({ value: request.result }); };
        transaction.onabort = transaction.onerror = () => { base.close(); done(null); };
      });
    } catch { return null; }
  };

  // Whether the copy is stored. The first place is written before anything is waited for: a tab may be killed.
  const put = async (key, copy) => {
    if (local((s) => s.setItem(PREFIX + key, JSON.stringify(copy)))) return true;
    return Boolean(await database("readwrite", (store) => store.put(copy, PREFIX + key)));
  };

  const drop = async (key) => {
    local((s) => s.removeItem(PREFIX + key));
    await database("readwrite", (store) => store.delete(PREFIX + key));
  };

  // All copies of this user as [key, copy], the newest first.
  const all = async () => {
    const found = new Map();
    const keys = await database("readonly", (store) => store.getAllKeys());
    const copies = await database("readonly", (store) => store.getAll());
    if (keys && copies) keys.value.forEach((key, index) => found.set(key, copies.value[index]));
    const own = local((s) => Object.keys(s).filter((key) => key.startsWith(PREFIX)).map((key) => [key, s.getItem(key)]));
    for (const [key, text] of own ? own.value : []) {
      try {
        const copy = JSON.parse(text);
        const other = found.get(key);
        if (!other || other.at < copy.at) found.set(key, copy);
      } catch { /* not one of ours */ }
    }
    return [...found].filter(([key, copy]) => key.startsWith(PREFIX) && copy && Array.isArray(copy.values))
      .map(([key, copy]) => [key.slice(PREFIX.length), copy]).sort((one, other) => other[1].at - one[1].at);
  };

  const when = (copy) => {
    const at = new Date(copy.at);
    const two = (number) => String(number).padStart(2, "0");
    return `${at.getFullYear() - 1911}年${at.getMonth() + 1}月${at.getDate()}日 ${two(at.getHours())}:${two(at.getMinutes())}`;
  };

  // When it was kept, and whether a button was pressed that nothing came back from.
  const state = (copy) => when(copy) + (copy.pressed ? "（已按過按鈕但未收到系統回覆，請先確認是否已經存入）" : "");

  // A button that saves was pressed in this tab: its copy goes once a page says that it was done.
  const PRESSED = `${PREFIX}pressed`;
  const session = (work) => {
    try { return work(window.sessionStorage); } catch { return null; }
  };
  const press = (key) => session((s) => s.setItem(PRESSED, key));
  const sent = session((s) => s.getItem(PRESSED));
  session((s) => s.removeItem(PRESSED));
  const pressedBefore = () => sent;

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  // What a copy says, to be read and copied by hand.
  const readable = (copy) => {
    const list = element("dl", { className: "kept-text" });
    for (const [name, value] of copy.values) {
      if (!String(value).trim()) continue;
      list.append(element("dt", { textContent: (copy.labels || {})[name] || name }), element("dd", { textContent: value }));
    }
    return element("details", {}, element("summary", { textContent: "看內容" }), list);
  };

  const showList = async (place) => {
    const copies = (await all()).filter(([key]) => !place.dataset.keptOnly || key.startsWith(place.dataset.keptOnly));
    place.hidden = copies.length === 0;
    const list = place.querySelector("ul");
    list.replaceChildren(...copies.map(([key, copy]) => {
      const remove = element("button", { type: "button", className: "btn btn-sm btn-outline-primary", textContent: "移除" });
      remove.addEventListener("click", async () => {
        if (!window.confirm("移除後就找不回來了。確定要移除這份尚未存入的內容嗎？")) return;
        await drop(key);
        await showList(place);
      });
      const link = element("a", { href: copy.page, textContent: copy.title || "開啟" });
      return element("li", {}, link, `　${state(copy)} `, remove, readable(copy));
    }));
  };

  const start = async () => {
    if (sent && document.querySelector(".message-success")) await drop(sent);
    document.querySelectorAll("[data-kept-list]").forEach(showList);
    // Signing out: copies of what was typed do not stay on a computer that others may use, and nothing goes unasked.
    document.querySelectorAll("form[data-sign-out]").forEach((form) => {
      let asked = false;
      form.addEventListener("submit", async (event) => {
        if (asked || !user) return;
        event.preventDefault();
        const copies = await all();
        const question = `這台電腦上還有${copies.length}份尚未存入系統的內容。登出會一併移除，之後找不回來。\n`
          + "按「確定」移除並登出；按「取消」留在這一頁，可由首頁開啟後存入。";
        if (copies.length && !window.confirm(question)) return;
        for (const [key] of copies) await drop(key);
        asked = true;
        form.dispatchEvent(new CustomEvent("leaving", { bubbles: true }));
        form.requestSubmit();
      });
    });
  };
  start();

  return { put, drop, all, press, pressedBefore, state, readable, element, when };
})();
