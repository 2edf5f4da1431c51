// The import pages work without this file. With it a file can be dropped on the upload form, and a choice on the review
// page is saved as soon as it is made. It opens no address of its own: it sends the page's forms as they are.
"use strict";

for (const form of document.querySelectorAll("[data-upload]")) {
  const zone = form.querySelector("[data-upload-zone]");
  const field = form.querySelector("input[type=file]");
  const chosen = form.querySelector("[data-upload-chosen]");
  const show = () => { chosen.textContent = field.files.length ? `已選擇：${field.files[0].name}` : ""; };
  field.addEventListener("change", show);
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("is-over"); });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    if (event.dataTransfer.files.length > 1) {
      chosen.textContent = "一次只能上傳一個檔案，請逐一拖曳。";
      return;
    }
    if (event.dataTransfer.files.length === 1) {
      field.files = event.dataTransfer.files;
      show();
    }
  });
}

// What the server says of the whole review after a save, put where the page shows it.
function showReview(form, review) {
  form.elements.row_version.value = review.version;
  for (const field of document.querySelectorAll("[data-fingerprint]")) field.value = review.fingerprint;
  const open = document.querySelector("[data-open]");
  if (open) open.firstChild.textContent = `${review.open} `;
  const ready = document.querySelector("[data-ready-text]");
  if (ready) ready.textContent = review.ready ? "所有問題與案名都已決定，可以確認匯入。" : `尚有 ${review.open} 項待決定，處理完畢才能匯入。`;
  const item = form.closest(".import-item");
  item.classList.toggle("is-open", !review.settled);
  const state = item.querySelector("[data-state] .status");
  state.className = review.settled ? "status status-final" : "status status-draft";
  state.replaceChildren();
  const mark = document.createElement("span");
  mark.className = "status-mark";
  mark.setAttribute("aria-hidden", "true");
  mark.textContent = review.settled ? "✓" : "▲";
  state.append(mark, review.settled ? "已決定" : "待決定");
  const group = form.closest(".import-group");
  const tag = group.querySelector(".tag-open");
  const left = group.querySelectorAll(".import-item.is-open").length;
  if (tag) { tag.textContent = `待決定 ${left}`; tag.hidden = !left; }
}

async function save(form) {
  const said = form.querySelector("[data-saved]");
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, keepalive: true,
    });
    if (!answer.headers.get("Content-Type").startsWith("application/json")) throw new Error("not json");
    const content = await answer.json();
    if (answer.ok) showReview(form, content);
    said.classList.toggle("is-error", !answer.ok);
    said.textContent = answer.ok ? "已儲存" : `${content.error}（重新整理可看到目前的內容）`;
  } catch {
    said.classList.add("is-error");
    said.textContent = "尚未儲存：連線中斷或已登出，請按「儲存」再試一次。";
  }
}

// Saves go one after the other: each carries the version that the one before it made.
const waiting = new Map();
let running = Promise.resolve();
let busy = 0;

function start(form) {
  window.clearTimeout(waiting.get(form));
  waiting.delete(form);
  busy += 1;
  running = running.then(() => save(form)).finally(() => { busy -= 1; });
}

for (const form of document.querySelectorAll("[data-autosave]")) {
  form.addEventListener("change", () => {
    window.clearTimeout(waiting.get(form));
    // Arrow keys pass by options on their way: only the one they stop at is sent.
    waiting.set(form, window.setTimeout(start, 400, form));
  });
}

// A form that is sent while a save is under way would carry what the page showed before it.
document.addEventListener("submit", (event) => {
  window.clearTimeout(waiting.get(event.target));
  waiting.delete(event.target);
  if (!busy && !waiting.size) return;
  event.preventDefault();
  for (const form of [...waiting.keys()]) start(form);
  running.then(() => event.target.requestSubmit(event.submitter));
});
window.addEventListener("pagehide", () => { for (const form of [...waiting.keys()]) start(form); });
