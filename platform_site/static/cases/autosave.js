// Saves a report's draft while somebody types, and keeps a copy on this computer until the server has it.
// Without this script the page's buttons do the same by hand.
"use strict";

(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;

  const PAUSE = 1500;
  const keep = form.dataset.keep;
  const saved = form.querySelector("[data-saved]");
  const kept = form.querySelector("[data-kept]");
  const skipped = ["csrfmiddlewaretoken", "row_version"];
  let timer = 0;
  let sending = false;
  let changed = false;

  const values = () => [...new FormData(form)].filter(([name]) => !skipped.includes(name));

  const storage = (work) => {
    // A browser may forbid storage; the server's copy is then the only one.
    try { return work(window.localStorage); } catch { return null; }
  };
  const keepCopy = () => storage((s) => s.setItem(keep, JSON.stringify({ at: Date.now(), values: values() })));
  const dropCopy = () => storage((s) => s.removeItem(keep));

  const say = (text) => { saved.textContent = text; };

  const send = async () => {
    if (sending) { schedule(); return; }
    sending = true;
    changed = false;
    try {
      const response = await fetch(form.dataset.autosave, {
        method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "error",
      });
      const answer = await response.json();
      if (response.ok) {
        form.elements.row_version.value = answer.version;
        say(`草稿已自動儲存（${answer.saved}）`);
        if (!changed) dropCopy();
      } else if (answer.stale) {
        say(`${answer.stale}請按「儲存草稿」比對兩個版本。`);
      } else {
        say("尚有欄位無法儲存，按「儲存草稿」可看說明；內容已留在這台電腦上。");
      }
    } catch {
      say("目前無法連線或登入已逾時，內容已留在這台電腦上；請在另一個分頁重新登入後繼續。");
    } finally {
      sending = false;
    }
  };
  const schedule = () => { clearTimeout(timer); timer = setTimeout(send, PAUSE); };

  const note = () => { changed = true; keepCopy(); schedule(); };
  form.addEventListener("input", note);
  form.addEventListener("submit", () => clearTimeout(timer));

  const restore = (copy) => {
    for (const [name, value] of copy.values) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
    changed = true;
    schedule();
  };

  const copy = storage((s) => JSON.parse(s.getItem(keep)));
  if (copy && Array.isArray(copy.values)) {
    const differs = JSON.stringify(copy.values) !== JSON.stringify(values());
    if (differs) {
      form.querySelector("[data-kept-at]").textContent = new Date(copy.at).toLocaleString("zh-TW");
      kept.hidden = false;
      form.querySelector("[data-kept-restore]").addEventListener("click", () => { restore(copy); kept.hidden = true; });
      form.querySelector("[data-kept-drop]").addEventListener("click", () => { dropCopy(); kept.hidden = true; });
    } else {
      dropCopy();
    }
  }

  // On a slow line somebody may have typed before this script came.
  const typed = (field) => (field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);
  if ([...form.querySelectorAll("input, textarea")].some((field) => !skipped.includes(field.name) && typed(field))) note();
})();
