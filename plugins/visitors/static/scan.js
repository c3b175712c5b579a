// Read a code with the device's own camera, where the browser itself can (BarcodeDetector): what it reads goes
// into the field a scanner would type into, and its form is sent. No picture is kept, drawn or sent anywhere.
(() => {
  "use strict";
  const LOOK_MS = 150;
  const PATIENCE_MS = 60000;
  const WANTED = { audio: false, video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 } } };

  const canRead = async () => {
    if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return false;
    try { return (await window.BarcodeDetector.getSupportedFormats()).includes("qr_code"); } catch { return false; }
  };

  class Scanner {
    constructor(part) {
      this.part = part;
      this.field = document.querySelector(part.dataset.scan);
      this.view = part.querySelector("[data-scan-view]");
      this.video = part.querySelector("video");
      this.words = part.querySelector("[data-scan-words]");
      this.opener = part.querySelector("[data-scan-open]");
      this.stream = null;
      this.turn = 0; // counts openings, so that an answer that comes late finds its camera closed
    }

    listen() {
      this.opener.addEventListener("click", () => (this.isOpen() ? this.stop("stopped") : this.start()));
      this.part.querySelector("[data-scan-stop]").addEventListener("click", () => this.stop("stopped"));
      this.part.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || !this.isOpen()) return;
        event.stopPropagation();
        this.stop("stopped");
      });
      document.addEventListener("visibilitychange", () => { if (document.hidden) this.stop("stopped"); });
      addEventListener("pagehide", () => this.stop("stopped"));
    }

    isOpen() { return !this.view.hidden; }

    say(code) { this.words.textContent = code ? this.words.dataset[code] : ""; }

    show(open) {
      this.view.hidden = !open;
      this.opener.setAttribute("aria-expanded", String(open));
    }

    async start() {
      const turn = ++this.turn;
      this.show(true);
      this.say("starting");
      try {
        const stream = await navigator.mediaDevices.getUserMedia(WANTED);
        if (turn !== this.turn) { end(stream); return; }
        this.stream = stream;
        this.video.srcObject = stream;
        await this.video.play();
      } catch (fault) {
        if (turn === this.turn) this.stop(fault?.name === "NotAllowedError" ? "denied" : "missing");
        return;
      }
      this.say("looking");
      this.look(turn, new window.BarcodeDetector({ formats: ["qr_code"] }), performance.now() + PATIENCE_MS);
    }

    async look(turn, reader, until) {
      let codes = [];
      try { codes = await reader.detect(this.video); } catch { /* no picture yet: look again */ }
      if (turn !== this.turn) return;
      const text = codes.map((code) => code.rawValue.trim()).find(Boolean);
      if (text) { this.found(text); return; }
      if (performance.now() > until) { this.stop("tired"); return; }
      setTimeout(() => this.look(turn, reader, until), LOOK_MS);
    }

    found(text) {
      this.stop("found");
      this.field.value = text;
      this.field.form.requestSubmit();
    }

    stop(code) {
      this.turn += 1;
      const wasOpen = this.isOpen();
      const hadFocus = this.view.contains(document.activeElement);
      if (this.stream) end(this.stream);
      this.stream = null;
      this.video.srcObject = null;
      this.show(false);
      if (!wasOpen) return;
      this.say(code);
      if (hadFocus) this.opener.focus();
    }
  }

  const end = (stream) => { for (const track of stream.getTracks()) track.stop(); };

  const begin = async () => {
    const parts = document.querySelectorAll("[data-scan]");
    if (!parts.length || !(await canRead())) return;
    for (const part of parts) {
      new Scanner(part).listen();
      part.hidden = false;
    }
  };
  begin();
})();
