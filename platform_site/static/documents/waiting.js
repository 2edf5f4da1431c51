// Asks every two seconds how far the document is, says so, and opens it. Without this script the page refreshes itself.
"use strict";

(() => {
  const section = document.querySelector("[data-waiting]");
  if (!section) return;

  const EVERY = 2000;
  const words = section.querySelector("[data-waiting-words]");

  const ask = async () => {
    let answer = null;
    try {
      const response = await fetch(section.dataset.waiting, { credentials: "same-origin" });
      // Signed out, or kept no longer: the page itself says so.
      if (!response.ok || response.redirected) return window.location.reload();
      answer = await response.json();
    } catch { /* no connection for the moment */ }
    if (answer?.state === "drawn") return window.location.replace(section.dataset.file);
    if (answer?.state === "failed") return window.location.reload();
    // A status that is written again is read aloud again.
    if (answer && words.textContent !== answer.words) words.textContent = answer.words;
    setTimeout(ask, EVERY);
  };

  setTimeout(ask, EVERY);
})();
