// What makes the desk quick: arrow keys through the list, digits for the large buttons, and plain words
// when the network is gone. Every page works without it.
(() => {
  "use strict";
  const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null;
  const desk = document.querySelector("[data-desk]");
  const field = document.querySelector("[data-words]");
  const rows = () => [...document.querySelectorAll("[data-row]")];

  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement);
    if (at === 0 && by < 0) { field?.focus(); return; }
    all[Math.min(all.length - 1, at < 0 ? 0 : at + by)].focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (desk && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      if (event.target !== field && typing(event.target)) return;
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
      return;
    }
    if (event.key === "Escape" && field && document.activeElement !== field) { field.focus(); field.select(); return; }
    if (typing(event.target)) return;
    const button = /^[1-9]$/.test(event.key) ? document.querySelector(`[data-key="${event.key}"]`) : null;
    if (button) { event.preventDefault(); button.click(); return; }
    // a scanner types wherever the focus is: its first sign goes into the field, and the rest follows
    if (desk && field && event.key.length === 1 && event.key !== " ") field.focus();
  });

  if (!desk) return;
  const offline = document.querySelector("[data-offline]");
  const say = (gone) => { if (offline) offline.hidden = !gone; };
  addEventListener("offline", () => say(true));
  addEventListener("online", () => say(false));
  document.addEventListener("htmx:error", () => say(true));
  document.addEventListener("htmx:after:request", () => say(!navigator.onLine));
  if (!navigator.onLine) say(true);

  // a form that was answered in place can be sent again
  document.addEventListener("htmx:after:request", () => {
    const find = document.querySelector("[data-find]");
    if (find) { delete find.dataset.sent; find.querySelector("[aria-busy]")?.removeAttribute("aria-busy"); }
  });
})();
