// Warns two minutes before the session ends, on whatever page and in whatever tab, and says at its end what is true of
// the text on this page: that this browser keeps a copy (cases/kept.js, cases/autosave.js), or that it does not.
// It never asks the server by itself: that would keep a forgotten session open.
"use strict";

(() => {
  const dialog = document.querySelector("dialog[data-session]");
  if (!dialog) return;

  const WARNING = 120;
  const SHARED = `session-until:${document.documentElement.dataset.user || ""}`;
  const part = (name) => dialog.querySelector(`[data-session-${name}]`);
  const length = Number(dialog.dataset.seconds);
  // The wall clock may jump and a laptop sleep: what counts is the time of day at which the session ends.
  let until = Date.now() + length * 1000;
  let isTouched = false;
  let isOver = false;

  // A page of another tab that was loaded later knows a later end.
  const share = () => { try { window.localStorage.setItem(SHARED, String(until)); } catch { /* this tab alone then */ } };
  const learn = () => {
    try {
      const other = Number(window.localStorage.getItem(SHARED));
      if (other > until) until = other;
    } catch { /* this tab alone then */ }
  };

  // Text in a form that keeps no copies would be lost with the page.
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form");
    if (form && !form.matches("[data-keep], [method=get], [role=search]") && form.method === "post") isTouched = true;
  });
  const tellOfText = async () => {
    const copies = window.keptCopies ? await window.keptCopies.all() : [];
    const sentences = [];
    if (copies.length) sentences.push(`這個瀏覽器留有${copies.length}份尚未存入系統的內容，登入後可由首頁開啟。`);
    if (isTouched) sentences.push("這一頁輸入的內容沒有留存，離開前請先複製，或在新分頁登入後回到這一頁送出。");
    part("kept").textContent = sentences.join("");
  };

  const open = async (heading) => {
    dialog.querySelector("h2").textContent = heading;
    for (const name of ["extend", "out"]) part(name).hidden = isOver;
    for (const name of ["login", "close"]) part(name).hidden = !isOver;
    await tellOfText();
    if (!dialog.open) dialog.showModal();
  };
  const warn = (left) => {
    const minutes = Math.ceil(left / 60);
    part("text").textContent = `約${minutes}分鐘後登入到期。要繼續使用請按「延長」；輸入中的內容不受影響。`;
    return open("登入即將到期");
  };
  const end = () => {
    isOver = true;
    part("text").textContent = "請重新登入；這一頁先不要關閉。";
    return open("登入已到期");
  };
  const goOn = () => {
    isOver = false;
    share();
    if (dialog.open) dialog.close();
  };

  part("extend").addEventListener("click", async () => {
    const token = document.cookie.match(/(?:^|;\s*)(?:__Host-)?csrftoken=([^;]+)/);
    try {
      const answer = await fetch(dialog.dataset.extend, {
        method: "POST", redirect: "manual", credentials: "same-origin",
        headers: { "X-CSRFToken": token ? decodeURIComponent(token[1]) : "" },
      });
      if (answer.ok) {
        until = Date.now() + (await answer.json()).seconds * 1000;
        goOn();
      } else {
        await end();
      }
    } catch {
      part("text").textContent = "目前連不上伺服器，還沒有延長；請稍後再按一次「延長」。";
    }
  });
  part("close").addEventListener("click", () => dialog.close());
  let isDismissed = 0;
  dialog.addEventListener("close", () => { isDismissed = until; });

  const look = () => {
    learn();
    const left = (until - Date.now()) / 1000;
    if (left > Math.min(WARNING, length / 2)) { if (dialog.open || isOver) goOn(); return; }
    if (left > 0) { if (isDismissed !== until && !dialog.open) warn(left); return; }
    if (!isOver) end();
  };
  learn();
  share();
  setInterval(look, 1000);
  document.addEventListener("visibilitychange", look);
})();
