// What makes the frame quicker to use; every page works without it.
(() => {
  "use strict";
  const root = document.documentElement;

  const themeButton = document.querySelector("[data-theme-toggle]");
  const showTheme = () => themeButton?.setAttribute("aria-pressed", String(root.dataset.bsTheme === "dark"));
  themeButton?.addEventListener("click", () => {
    const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    root.dataset.bsTheme = theme;
    try { localStorage.setItem("qorgau-theme", theme); } catch { /* the choice lasts for this page */ }
    showTheme();
    document.dispatchEvent(new CustomEvent("qorgau:theme"));
  });
  showTheme();

  const side = document.getElementById("side");
  const menu = document.querySelector("[data-menu]");
  const setMenu = (open) => {
    side?.classList.toggle("is-open", open);
    menu?.setAttribute("aria-expanded", String(open));
    if (open) side?.querySelector("a")?.focus();
  };
  menu?.addEventListener("click", (event) => {
    event.preventDefault();
    setMenu(!side.classList.contains("is-open"));
  });
  document.addEventListener("click", (event) => {
    if (side?.classList.contains("is-open") && !side.contains(event.target) && !menu.contains(event.target)) setMenu(false);
    for (const open of document.querySelectorAll("details.q-user[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });

  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (side?.classList.contains("is-open")) { setMenu(false); menu.focus(); }
      for (const open of document.querySelectorAll("details.q-user[open]")) {
        open.open = false;
        open.querySelector("summary").focus();
      }
    }
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) {
      const box = document.querySelector("[data-search]");
      if (box) { event.preventDefault(); box.focus(); }
    }
  });

  const takeFocus = (part) => part.querySelector("[data-focus]")?.focus();
  takeFocus(document);

  // A form is sent once, however impatiently its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const busy of document.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
  });
  document.addEventListener("htmx:after:swap", (event) => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    if (event.target instanceof Element) takeFocus(event.target);
  });

  if (document.body.classList.contains("q-confidential")) {
    const hide = () => document.body.classList.add("q-hidden-content");
    const show = () => document.body.classList.remove("q-hidden-content");
    addEventListener("blur", hide);
    addEventListener("focus", show);
    document.addEventListener("visibilitychange", () => (document.hidden ? hide() : show()));
  }
})();
