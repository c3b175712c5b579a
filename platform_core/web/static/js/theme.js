// Runs before the first paint, so that a dark page never flashes white.
(() => {
  "use strict";
  const kept = (() => { try { return localStorage.getItem("qorgau-theme"); } catch { return null; } })();
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = (theme) => { document.documentElement.dataset.bsTheme = theme; };
  apply(kept ?? (system.matches ? "dark" : "light"));
  if (!kept) system.addEventListener("change", (event) => apply(event.matches ? "dark" : "light"));
})();
