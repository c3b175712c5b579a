// Count at a door without losing a tap: each has a key of its own, waits in the browser's store until the
// server has it, and is sent again when the network comes back. The server counts a key once.
(() => {
  "use strict";
  const counter = document.querySelector("[data-counter]");
  if (!counter) return;
  const shown = counter.querySelector("[data-people]");
  const state = counter.querySelector("[data-fullness]");
  const waiting = counter.querySelector("[data-waiting]");
  const store = `qorgau-taps-${counter.dataset.store}`;
  const RETRY_MS = 4000;
  const POLL_MS = 5000;
  let confirmed = Number(shown.textContent);
  let sending = false;

  const read = () => {
    try { return JSON.parse(localStorage.getItem(store) || "[]"); } catch { return []; }
  };
  let queue = read();
  const keep = () => {
    try { localStorage.setItem(store, JSON.stringify(queue)); } catch { /* a full store loses nothing yet */ }
  };
  const newKey = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const draw = () => {
    const mine = queue.reduce((sum, tap) => sum + Number(tap.step), 0);
    shown.textContent = String(Math.max(confirmed + mine, 0));
    waiting.hidden = queue.length === 0;
    waiting.textContent = `${waiting.dataset.words}: ${queue.length}`;
  };
  const take = (answer) => {
    confirmed = answer.people;
    state.textContent = answer.fullness;
    state.dataset.tone = answer.fullness_tone;
  };

  const send = async () => {
    if (sending) return;
    sending = true;
    while (queue.length > 0) {
      const tap = queue[0];
      let answer;
      try {
        answer = await fetch(tap.action, {
          method: "POST",
          headers: { Accept: "application/json", "X-CSRFToken": tap.token },
          body: new URLSearchParams({ tap: tap.tap, step: tap.step, door: tap.door }),
        });
      } catch {
        break; // no network: it waits
      }
      if (answer.status >= 500 || answer.status === 429) break;
      if (answer.status === 401 || answer.redirected) { location.reload(); break; }
      queue.shift(); // taken, or refused for good: nothing below nobody, nothing after the end
      keep();
      if (answer.ok) take(await answer.json());
      else if (answer.status === 422 || answer.status === 409) await refresh();
      draw();
    }
    sending = false;
    draw();
    if (queue.length > 0) setTimeout(send, RETRY_MS);
  };

  const refresh = async () => {
    try {
      const answer = await fetch(counter.dataset.totalUrl, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return;
      const total = await answer.json();
      take(total);
      draw();
      if (!total.running && queue.length === 0) location.reload();
    } catch { /* no network: what is shown stays */ }
  };

  for (const form of counter.querySelectorAll("[data-tap-form]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const field = (name) => form.elements.namedItem(name).value;
      queue.push({
        action: form.action, tap: newKey(), step: field("step"), door: field("door"), token: field("csrf_token"),
      });
      keep();
      draw();
      send();
    });
  }
  const token = counter.querySelector("[name=csrf_token]").value;
  for (const tap of queue) tap.token = token; // those of an earlier visit to the page
  addEventListener("online", send);
  setInterval(refresh, POLL_MS);
  draw();
  send();
})();
