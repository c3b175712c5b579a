// Passkeys: asks the device and sends what it says. Where a browser knows none, the buttons stay hidden.
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const bytesOf = (text) => {
    const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  };
  const textOf = (buffer) => {
    if (!buffer) return null;
    let binary = "";
    for (const byte of new Uint8Array(buffer)) binary += String.fromCharCode(byte);
    return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const keys = (list) => (list || []).map((key) => ({ ...key, id: bytesOf(key.id) }));

  const create = async (options) => {
    const user = { ...options.user, id: bytesOf(options.user.id) };
    const challenge = bytesOf(options.challenge), excludeCredentials = keys(options.excludeCredentials);
    const publicKey = { ...options, user, challenge, excludeCredentials };
    const made = await navigator.credentials.create({ publicKey });
    return { made, parts: ["clientDataJSON", "attestationObject"] };
  };
  const get = async (options) => {
    const challenge = bytesOf(options.challenge), allowCredentials = keys(options.allowCredentials);
    const made = await navigator.credentials.get({ publicKey: { ...options, challenge, allowCredentials } });
    return { made, parts: ["clientDataJSON", "authenticatorData", "signature", "userHandle"] };
  };
  const written = ({ made, parts }) => {
    const response = Object.fromEntries(parts.map((part) => [part, textOf(made.response[part])]));
    return JSON.stringify({ id: made.id, rawId: textOf(made.rawId), type: made.type, response });
  };

  const question = async (form) => {
    const headers = { "X-CSRFToken": form.elements.csrf_token.value, Accept: "application/json" };
    const answer = await fetch(form.dataset.passkeyAsk, { method: "POST", headers, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error("refused");
    return answer.json();
  };

  const setUp = (form) => {
    const said = form.querySelector("[data-passkey-said]");
    const act = form.dataset.passkey === "create" ? create : get;
    form.addEventListener("submit", async (event) => {
      if (form.elements.answer.value) return;
      event.preventDefault();
      if (form.hasAttribute("aria-busy")) return;
      form.setAttribute("aria-busy", "true");
      said.textContent = "";
      try {
        form.elements.answer.value = written(await act(await question(form)));
        form.requestSubmit();
      } catch (fault) {
        form.removeAttribute("aria-busy");
        const known = fault instanceof DOMException && fault.name === "InvalidStateError";
        const cancelled = fault instanceof DOMException && fault.name === "NotAllowedError";
        said.textContent = known ? form.dataset.known : cancelled ? form.dataset.cancelled : form.dataset.failed;
      }
    });
    addEventListener("pageshow", () => { form.elements.answer.value = ""; });
    form.hidden = false;
    for (const part of document.querySelectorAll("[data-with-passkeys]")) part.hidden = false;
  };
  for (const form of document.querySelectorAll("form[data-passkey]")) setUp(form);
})();
