// Saves a form while somebody types, and keeps a copy on this computer (kept.js) until the server has said it saved.
// What the line of status says is what is known: the answer of the server, or that there was none.
// Without this script the page's buttons do the same by hand.
//
// On the form: data-keep (name of its copies), data-autosave (where it is saved; without it only a button saves and the
// copy goes when the next page says that it was done), data-version (the field
// that holds the version), data-bound (the page was answered with errors), data-hold (another version was stored: only
// a button decides), data-when-stale, data-press (what a button of the form does).
"use strict";

document.querySelectorAll("form[data-keep]").forEach((form) => {
  const PAUSE = 1200;
  const PATIENCE = 20000;
  const AGAIN = 15000;
  const { put, drop, all, press, pressedBefore, state, readable, element, when } = window.keptCopies;
  const url = form.dataset.autosave || "";
  const key = `${form.dataset.keep}:${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
  const part = (name, className, end) => form.querySelector(`[data-${name}]`)
    || form[end ? "appendChild" : "insertBefore"](made(name, className), end ? undefined : form.firstChild);
  const made = (name, className) => {
    const place = element("div", { className, hidden: name !== "saved" });
    place.dataset[name] = "";
    if (name === "kept") {
      place.append(element("p", {}, element("strong", { textContent: "這台電腦上有尚未存入系統的內容" }), "，與這一頁不同："), element("ul", { className: "plain-list" }));
    } else {
      place.setAttribute("role", "status");
    }
    return place;
  };
  const status = part("saved", "save-state", true);
  part("undo", "callout", false);
  part("kept", "callout kept", false);
  const version = form.elements.namedItem(form.dataset.version || "row_version");
  const skipped = ["csrfmiddlewaretoken", "typed_by", "sure", "seen", "shown", "row_version", version ? version.name : ""];
  let timer = 0;
  let busy = null;
  let held = "hold" in form.dataset;
  let isKept = true;
  let isDirty = false;
  let isLeaving = false;
  let isUnloading = false;
  let unanswered = "";
  let answered = "";

  const fields = () => [...form.elements].filter((field) => field.name && !skipped.includes(field.name)
    && field.type !== "submit" && field.type !== "button");
  const values = () => [...new FormData(form)].filter(([name, value]) => !skipped.includes(name) && typeof value === "string");
  const plain = (pairs) => JSON.stringify(pairs.filter(([, value]) => value !== "")
    .map(([name, value]) => [name, value.replace(/\r\n/g, "\n")]).sort());
  const snapshot = () => plain(values());

  const labelOf = (field) => {
    const group = field.type === "radio" || field.type === "checkbox" ? field.closest("fieldset") : null;
    const label = group ? group.querySelector("legend") : field.labels && field.labels[0];
    return (field.dataset.label || (label ? label.textContent : field.name)).trim();
  };
  const labels = () => Object.fromEntries(fields().map((field) => [field.name, labelOf(field)]));

  const say = (text, state) => { status.textContent = text; status.dataset.state = state; };
  const kept = () => (isKept ? "內容已留在這台電腦上。" : "這台電腦無法留存副本，請勿關閉這個分頁。");

  const keep = async (pressed) => {
    const heading = document.querySelector("h1");
    const copy = {
      at: Date.now(), page: window.location.pathname, title: form.dataset.title || (heading ? heading.textContent.trim() : ""),
      labels: labels(), values: values(), pressed: Boolean(pressed),
    };
    isKept = await put(key, copy);
    return isKept;
  };

  // Signing in again, in whatever tab, gives a new token; the form takes it.
  const takeToken = () => {
    const found = document.cookie.match(/(?:^|;\s*)(?:__Host-)?csrftoken=([^;]+)/);
    const field = form.elements.namedItem("csrfmiddlewaretoken");
    if (found && field) field.value = decodeURIComponent(found[1]);
  };

  const showBeside = (name, sentences, suffix) => {
    const place = document.getElementById(`id_${name}_${suffix}`);
    if (place) place.replaceChildren(...sentences.map((text) => element("p", { textContent: text })));
    return Boolean(place);
  };
  const showErrors = (errors, doubts) => {
    form.querySelectorAll(".field-errors, .field-doubts").forEach((place) => place.replaceChildren());
    Object.entries(errors).forEach(([name, sentences]) => showBeside(name, sentences, "error"));
    Object.entries(doubts).forEach(([name, sentence]) => showBeside(name, [sentence], "doubt"));
    fields().forEach((field) => field.toggleAttribute("aria-invalid", field.name in errors));
  };

  const ask = async () => {
    takeToken();
    const stop = new AbortController();
    const patience = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const response = await fetch(url, {
        method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "manual", signal: stop.signal,
      });
      if (response.type === "opaqueredirect") return { kind: "signed-out" };
      if (!(response.headers.get("Content-Type") || "").startsWith("application/json")) {
        return { kind: { 403: "forbidden", 404: "gone" }[response.status] || "broken", status: response.status };
      }
      const answer = await response.json();
      if (response.ok) return { kind: "saved", answer };
      return { kind: answer.stale ? "stale" : "refused", answer };
    } catch {
      return { kind: "away" };
    } finally {
      clearTimeout(patience);
    }
  };

  // Save once; returns whether the server has all of it, "stale" where another version is stored.
  const attempt = async () => {
    const sent = snapshot();
    say("儲存中…", "busy");
    const { kind, answer, status: code } = await ask();
    if (kind === "saved") return saved(answer, sent);
    if (kind === "stale") return stale(answer, sent);
    if (kind === "away" || kind === "broken") unanswered = unanswered || sent;
    const sentences = {
      "signed-out": "登入已逾時或已登出，尚未儲存。請在另一個分頁登入，這一頁會自動接著儲存。",
      forbidden: "登入狀態已改變，尚未儲存。請在另一個分頁重新登入，這一頁會自動接著儲存。",
      gone: "這一頁目前不能儲存：可能已不須填報，或帳號已不屬於這個小組。",
      broken: `伺服器發生錯誤（${code}），尚未儲存，稍後會自動再試。`,
      away: "目前連不上伺服器，尚未確認儲存，稍後會自動再試。",
      refused: answer ? `尚未儲存：${answer.message}` : "",
    };
    say(sentences[kind] + kept(), "failed");
    if (kind !== "gone" && kind !== "refused") schedule(AGAIN);
    return false;
  };

  const saved = async (answer, sent) => {
    unanswered = "";
    if ("version" in answer && version) version.value = answer.version;
    const errors = answer.errors || {};
    showErrors(errors, answer.doubts || {});
    const count = Object.keys(errors).length;
    if (count) {
      answered = sent;
      await keep();
      say(`有${count}欄無法儲存，請看欄位旁的說明；${isKept ? "這幾欄的內容已留在這台電腦上，" : "請勿關閉這個分頁，"}其餘各欄已儲存（${answer.saved}）。`, "partly");
      return true;
    }
    if (snapshot() === sent) {
      isDirty = false;
      await drop(key);
      say(`${form.dataset.savedWord || "草稿已自動儲存"}（${answer.saved}）`, "saved");
    } else {
      schedule(PAUSE);
    }
    return true;
  };

  const stale = async (answer, sent) => {
    const stored = plain(Object.entries(answer.stored || {}).filter(([name]) => !skipped.includes(name)));
    if (unanswered && stored === unanswered && stored !== sent) {
      // The server had saved what this page sent, only its answer was lost: nobody else changed anything.
      version.value = answer.version;
      unanswered = "";
      return attempt();
    }
    if (stored === sent) return saved({ version: answer.version, saved: "與目前資料庫中的內容相同" }, sent);
    held = true;
    say(`尚未儲存：${answer.stale}${form.dataset.whenStale || ""}${kept()}`, "failed");
    return "stale";
  };

  const save = () => {
    clearTimeout(timer);
    if (!url) return Promise.resolve(true);
    const mine = (busy || Promise.resolve()).then(attempt).finally(() => { if (busy === mine) busy = null; });
    busy = mine;
    return mine;
  };
  const schedule = (pause) => {
    clearTimeout(timer);
    if (url) timer = setTimeout(() => { if (isDirty && !held) save(); }, pause);
  };

  const note = async () => {
    isDirty = true;
    isUnloading = false;
    if (held) say(`尚未儲存：資料庫中有較新的內容。${form.dataset.whenStale || ""}`, "failed");
    else say(url ? "尚未儲存…" : "尚未送出。", "dirty");
    schedule(PAUSE);
    const before = status.textContent;
    const stored = await keep();
    if (status.textContent !== before) return;
    if (!stored) say(`${before}這台電腦無法留存副本，請勿關閉這個分頁。`, "dirty");
    else if (!url || held) say(`${before}${kept()}`, status.dataset.state);
  };
  form.addEventListener("input", note);

  // A button: what was typed goes to the server first, so that no error page can take it away.
  form.addEventListener("submit", async (event) => {
    if (isLeaving) return;
    event.preventDefault();
    if (form.dataset.pressed) return;
    form.dataset.pressed = "1";
    await keep(!url);
    if (!url) press(key);
    held = false;
    const outcome = await save();
    delete form.dataset.pressed;
    if (!outcome) return;
    isLeaving = true;
    takeToken();
    // A form does nothing at being submitted from within its own submission, which may not be over yet.
    setTimeout(() => form.requestSubmit(event.submitter));
  });
  form.addEventListener("keydown", (event) => {
    // Enter in a line of text would press a button.
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
  });

  // What the server has answered with errors is not sent to it once more as it stands.
  const isWaiting = () => isDirty && !held && !busy && snapshot() !== answered;
  const again = () => { if (isWaiting() && document.visibilityState === "visible") save(); };
  window.addEventListener("online", again);
  window.addEventListener("focus", again);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") again();
    else if (isWaiting() && !isUnloading) save();
  });
  // On the way to another page nothing is sent any more: that page may be this form again, and would then show a
  // version older than the one stored a moment later. The copy brings the text back there.
  window.addEventListener("beforeunload", (event) => {
    isUnloading = true;
    if (isDirty && !isKept && !isLeaving) event.preventDefault();
  });
  document.addEventListener("leaving", () => { isLeaving = true; isDirty = false; });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    isLeaving = false;
    // Out of the browser's memory: what is stored may be newer than what this page shows.
    if (isDirty) again(); else window.location.reload();
  });

  // -- Filling in: a kept copy, or last quarter's text; either can be undone -------------------------------------------

  const putIn = (field, pairs) => {
    if (field.type === "radio" || field.type === "checkbox") {
      field.checked = pairs.some(([name, value]) => name === field.name && value === field.value);
    } else {
      const pair = pairs.find(([name]) => name === field.name);
      if (pair) field.value = pair[1];
    }
  };
  const undoable = (text, before, names) => {
    const place = form.querySelector("[data-undo]");
    const button = element("button", { type: "button", className: "btn btn-sm btn-outline-primary", textContent: "復原" });
    const after = values();
    button.addEventListener("click", () => {
      // Only what is still as it was filled in: what was typed since stays.
      const of = (pairs, name) => plain(pairs.filter(([other]) => other === name));
      const now = values();
      const same = fields().filter((field) => names.includes(field.name) && of(now, field.name) === of(after, field.name));
      same.forEach((field) => putIn(field, before.some(([name]) => name === field.name) ? before : [...before, [field.name, ""]]));
      place.hidden = true;
      note();
    });
    place.replaceChildren(element("p", {}, text, " ", button));
    place.hidden = false;
  };

  const fillEmpty = (pairs, quarter) => {
    const before = values();
    const empty = (name) => !before.some(([other, value]) => other === name && value.trim());
    const names = [...new Set(pairs.filter(([name, value]) => value && empty(name)).map(([name]) => name))];
    fields().filter((field) => names.includes(field.name)).forEach((field) => putIn(field, pairs));
    const filled = names.filter((name) => !plain(values().filter(([other]) => other === name)).startsWith("[]"));
    undoable(filled.length ? `已帶入${quarter}的內容，共${filled.length}欄；已有內容的欄位沒有更動。` : `各欄都已有內容，沒有帶入${quarter}的內容。`, before, filled);
    if (filled.length) note();
  };
  document.querySelectorAll("[data-fill]").forEach((button) => button.addEventListener("click", (event) => {
    event.preventDefault();
    const pairs = Object.entries(JSON.parse(document.getElementById(button.dataset.fill).textContent));
    fillEmpty(pairs, button.dataset.quarter);
  }));

  const offer = async () => {
    const place = form.querySelector("[data-kept]");
    const own = (await all()).filter(([other]) => other.startsWith(`${form.dataset.keep}:`) && other !== key);
    const now = snapshot();
    const different = [];
    for (const [other, copy] of own) {
      if (plain(copy.values) !== now) different.push([other, copy]);
      // The server has it, or this page's own copy says the same.
      else if (isDirty ? isKept : !("bound" in form.dataset)) await drop(other);
    }
    place.hidden = different.length === 0;
    place.querySelector("ul").replaceChildren(...different.map(([other, copy]) => row(other, copy)));
  };
  const row = (other, copy) => {
    const bring = element("button", { type: "button", className: "btn btn-sm btn-outline-primary", textContent: "還原未存內容" });
    const leave = element("button", { type: "button", className: "btn btn-sm btn-outline-primary", textContent: "移除" });
    bring.addEventListener("click", async () => {
      const before = values();
      const known = Object.keys(copy.labels || {});
      const names = fields().map((field) => field.name);
      fields().filter((field) => known.includes(field.name)).forEach((field) => putIn(field, copy.values));
      const lost = copy.values.filter(([name, value]) => value.trim() && !names.includes(name));
      undoable(`已還原${when(copy)}的內容。`, before, known);
      // The copy goes once this page has one of its own; with text that has no field any more it stays.
      await note();
      if (isKept && !lost.length) await drop(other);
      await offer();
    });
    leave.addEventListener("click", async () => {
      if (!window.confirm("移除後就找不回來了。確定要移除這份尚未存入的內容嗎？")) return;
      await drop(other);
      await offer();
    });
    return element("li", {}, `${state(copy)} `, bring, " ", leave, readable(copy));
  };

  // On a slow line somebody may have typed before this script came; a browser fills in again what it remembers.
  const isTyped = (field) => {
    if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected);
    return field.value !== field.defaultValue;
  };
  (async () => {
    if ("bound" in form.dataset || fields().some(isTyped)) await note();
    // The server answered with this form and what was sent is on it: the copy of this page stands for both.
    const sent = pressedBefore();
    if (sent && sent.startsWith(`${form.dataset.keep}:`) && "bound" in form.dataset && isKept) await drop(sent);
    await offer();
  })();
});
