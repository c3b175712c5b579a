// Leave at once: by the button, or by Shift three times within two seconds. The page is replaced, so
// that "back" does not return to it, and what it showed is gone before the other site answers.
(() => {
  "use strict";
  const button = document.querySelector("[data-quick-exit]");
  if (!button) return;

  const leave = () => {
    document.title = " ";
    document.body.replaceChildren();
    try { sessionStorage.clear(); } catch { /* nothing was kept */ }
    location.replace(button.href);
  };
  button.addEventListener("click", (event) => { event.preventDefault(); leave(); });

  let pressed = [];
  let alone = false;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Shift") { alone = !event.repeat; return; }
    alone = false;
    pressed = [];
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    const now = event.timeStamp;
    pressed = [...pressed.filter((at) => now - at < 2000), now];
    if (pressed.length >= 3) leave();
  });
  // A page kept in memory for "back" must not come back after leaving.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
