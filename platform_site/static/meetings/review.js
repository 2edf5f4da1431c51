// Keeps on this computer what is typed into the boxes at a draft's paragraphs, until the server has it, and puts a
// paragraph's own text into its suggestion. Without this script the page works the same, by hand.
"use strict";

(() => {
  const form = document.querySelector("form[data-keep]");
  if (!form) return;

  const keep = form.dataset.keep;
  const kept = form.querySelector("[data-kept]");
  const boxes = [...form.querySelectorAll("textarea")];

  const storage = (work) => {
    // A browser may forbid storage; what is typed is then only on the page.
    try { return work(window.localStorage); } catch { return null; }
  };
  const typed = () => boxes.filter((box) => box.value.trim()).map((box) => [box.name, box.value]);
  const keepCopy = () => storage((s) => {
    const values = typed();
    if (values.length) s.setItem(keep, JSON.stringify({ at: Date.now(), values }));
    else s.removeItem(keep);
  });
  const dropCopy = () => storage((s) => s.removeItem(keep));

  // A name is paragraph.mark-field; when the paragraph changed meanwhile, its mark did too.
  const boxOf = (name) => boxes.find((box) => box.name === name)
    || boxes.find((box) => box.name.split(".")[0] === name.split(".")[0] && box.name.split("-").pop() === name.split("-").pop());

  const restore = (values) => {
    const homeless = [];
    for (const [name, value] of values) {
      const box = boxOf(name);
      if (!box) { homeless.push(value); continue; }
      box.value = value;
      box.closest("details").open = true;
    }
    // Its paragraph is gone: the first box holds the text rather than nobody.
    if (homeless.length && boxes.length) {
      boxes[0].value = [boxes[0].value, ...homeless].filter(Boolean).join("\n");
      boxes[0].closest("details").open = true;
    }
    keepCopy();
  };

  const copy = storage((s) => JSON.parse(s.getItem(keep)));
  if ("saved" in form.dataset) {
    dropCopy();
    // Said once: what is typed from now on is not saved yet, and a reload must not drop it.
    history.replaceState(null, "", location.pathname + location.hash);
  } else if (copy && Array.isArray(copy.values) && JSON.stringify(copy.values) !== JSON.stringify(typed())) {
    form.querySelector("[data-kept-at]").textContent = new Date(copy.at).toLocaleString("zh-TW-u-ca-roc");
    kept.hidden = false;
    form.querySelector("[data-kept-restore]").addEventListener("click", () => { restore(copy.values); kept.hidden = true; });
    form.querySelector("[data-kept-drop]").addEventListener("click", () => { dropCopy(); kept.hidden = true; });
  }

  form.addEventListener("input", keepCopy);

  for (const details of form.querySelectorAll("details.review-box")) {
    const button = details.querySelector("[data-copy]");
    const suggested = details.querySelectorAll("textarea")[1];
    button.hidden = false;
    button.addEventListener("click", () => {
      if (!suggested.value.trim()) suggested.value = button.dataset.copy;
      suggested.focus();
      keepCopy();
    });
  }
})();
