// Warns two minutes before the session ends, on whatever page and in whatever tab, and says at its end what is true of
// the text on this page: that this browser keeps a copy (cases/kept.js, cases/autosave.js), or that it does not.
// It asks the server to go on by itself only where somebody typed, clicked or scrolled on this page since the server
// last knew of them: who writes for an hour is not idle, and a page left open ends.
"use strict";

(() => {
  const dialog = document.querySelector("dialog[data-session]");
  if (!dialog) return;

  const WARNING = 120;
  const SHARED = `session-until:${document.documentElement.dataset.user || ""}`;
  const part = (name) => dialog.querySelector(`[data-session-${name}]`);
  const length = Number(dialog.dataset.seconds);
  const notice = Math.min(WARNING, length / 2);
  // The wall clock may jump and a laptop sleep: what counts is the time of day at which the session ends.
  let until = Date.now() + length * 1000;
  // The end that nothing puts off.
  let last = Date.now() + Number(dialog.dataset.atMost) * 1000;
  let isTouched = false;
  let isOver = false;
  let isThere = false;
  let asking = false;

  // A page of another tab that was loaded later knows a later end; after a new sign-in there, a later last one too.
  const share = () => { try { window.localStorage.setItem(SHARED, String(until)); } catch { /* this tab alone then */ } };
  const learn = () => {
    try {
      const other = Number(window.localStorage.getItem(SHARED));
      if (other > until) until = other;
      if (until > last) last = until;
    } catch { /* this tab alone then */ }
  };

  // Only what a person does, not what a script makes up.
  for (const name of ["input", "keydown", "pointerdown", "wheel", "touchmove"]) {
    document.addEventListener(name, (event) => { if (event.isTrusted) isThere = true; }, { capture: true, passive: true });
  }

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

  const canGoOn = () => last - until > 1000;
  const open = async (heading) => {
    dialog.querySelector("h2").textContent = heading;
    part("extend").hidden = isOver || !canGoOn();
    part("out").hidden = isOver;
    part("login").hidden = !isOver;
    part("close").hidden = !isOver && canGoOn();
    await tellOfText();
    if (!dialog.open) dialog.showModal();
  };
  const warn = (left) => {
    const minutes = Math.ceil(left / 60);
    part("text").textContent = canGoOn()
      ? `約${minutes}分鐘後登入到期。要繼續使用請按「延長」；輸入中的內容不受影響。`
      : `約${minutes}分鐘後登入到期。已達一次登入的最長時間，不能再延長，請儘快儲存，到期後重新登入。`;
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

  // Whether the session goes on: true, false, or null where the server could not be reached.
  const extend = async () => {
    const token = document.cookie.match(/(?:^|;\s*)(?:__Host-)?csrftoken=([^;]+)/);
    try {
      const answer = await fetch(dialog.dataset.extend, {
        method: "POST", redirect: "manual", credentials: "same-origin",
        headers: { "X-CSRFToken": token ? decodeURIComponent(token[1]) : "" },
      });
      if (!answer.ok) return false;
      const { seconds, at_most: most } = await answer.json();
      until = Date.now() + seconds * 1000;
      last = Date.now() + most * 1000;
      isThere = false;
      return true;
    } catch {
      return null;
    }
  };
  part("extend").addEventListener("click", async () => {
    const done = await extend();
    if (done) goOn();
    else if (done === false) await end();
    else part("text").textContent = "目前連不上伺服器，還沒有延長；請稍後再按一次「延長」。";
  });
  part("close").addEventListener("click", () => dialog.close());
  let isDismissed = 0;
  dialog.addEventListener("close", () => { isDismissed = until; });

  const look = async () => {
    learn();
    const left = (until - Date.now()) / 1000;
    if (left > notice) { if (dialog.open || isOver) goOn(); return; }
    if (left > 0) {
      if (dialog.open || isDismissed === until || asking) return;
      if (isThere && canGoOn()) {
        asking = true;
        const done = await extend();
        asking = false;
        if (done) { share(); return; }
      }
      if (!dialog.open) warn(left);
      return;
    }
    if (!isOver) end();
  };
  learn();
  share();
  setInterval(look, 1000);
  document.addEventListener("visibilitychange", look);
})();
