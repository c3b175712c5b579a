// Says how much room is left in a text, for those who see it: assistive tools read maxlength.
"use strict";
for (const area of document.querySelectorAll("textarea[maxlength]")) {
  const left = document.createElement("p");
  left.className = "q-hint";
  left.setAttribute("aria-hidden", "true");
  area.after(left);
  const tell = () => { left.textContent = `${area.value.length} / ${area.maxLength}`; };
  area.addEventListener("input", tell);
  tell();
}
