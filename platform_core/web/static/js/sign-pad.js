// A pad to sign on with a finger, a pen or a mouse. Without it a typed name signs just as well.
(() => {
  "use strict";
  const WIDTH = 3000, HEIGHT = 1000;
  const MOST_STROKES = 200, MOST_POINTS = 6000, NEAR = 12, LINE = 22;

  const isPoint = (point) => Array.isArray(point) && point.length === 2 && point.every(Number.isInteger);
  const isStroke = (stroke) => Array.isArray(stroke) && stroke.length > 0 && stroke.every(isPoint);
  const kept = (text) => {
    try {
      const strokes = JSON.parse(text || "[]");
      return Array.isArray(strokes) && strokes.every(isStroke) ? strokes : [];
    } catch { return []; }
  };

  const setUp = (pad) => {
    const canvas = pad.querySelector("canvas");
    const field = pad.querySelector("[data-sign-value]");
    const said = pad.querySelector("[data-sign-said]");
    const ink = canvas.getContext("2d");
    let strokes = kept(field.value), count = strokes.reduce((sum, stroke) => sum + stroke.length, 0);
    let stroke = null;

    const draw = () => {
      const box = canvas.getBoundingClientRect();
      const scale = window.devicePixelRatio || 1;
      canvas.width = Math.max(1, Math.round(box.width * scale));
      canvas.height = Math.max(1, Math.round(box.height * scale));
      ink.setTransform(canvas.width / WIDTH, 0, 0, canvas.height / HEIGHT, 0, 0);
      ink.strokeStyle = ink.fillStyle = getComputedStyle(canvas).color;
      ink.lineWidth = LINE;
      ink.lineCap = ink.lineJoin = "round";
      for (const line of strokes) {
        ink.beginPath();
        ink.moveTo(line[0][0], line[0][1]);
        for (const [x, y] of line.length > 1 ? line.slice(1) : line) ink.lineTo(x, y);
        ink.stroke();
      }
    };

    const point = (event) => {
      const box = canvas.getBoundingClientRect();
      const place = (at, from, size, most) => Math.min(most, Math.max(0, Math.round(((at - from) / size) * most)));
      return [place(event.clientX, box.left, box.width, WIDTH), place(event.clientY, box.top, box.height, HEIGHT)];
    };

    const keep = () => {
      field.value = strokes.length ? JSON.stringify(strokes) : "";
      said.textContent = strokes.length ? pad.dataset.signed : pad.dataset.empty;
    };

    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || stroke || strokes.length >= MOST_STROKES || count >= MOST_POINTS) return;
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      stroke = [point(event)];
      strokes.push(stroke);
      count += 1;
      draw();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!stroke || count >= MOST_POINTS) return;
      const [x, y] = point(event), [lastX, lastY] = stroke[stroke.length - 1];
      if (Math.abs(x - lastX) + Math.abs(y - lastY) < NEAR) return;
      stroke.push([x, y]);
      count += 1;
      ink.beginPath();
      ink.moveTo(lastX, lastY);
      ink.lineTo(x, y);
      ink.stroke();
    });
    const lift = () => {
      if (!stroke) return;
      stroke = null;
      keep();
    };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    pad.querySelector("[data-sign-clear]").addEventListener("click", () => {
      strokes = [];
      count = 0;
      keep();
      draw();
    });
    pad.hidden = false;
    addEventListener("resize", draw);
    document.addEventListener("qorgau:theme", draw);
    keep();
    draw();
  };

  const setUpAll = (part) => {
    for (const pad of part.querySelectorAll("[data-sign-pad][hidden]")) setUp(pad);
  };
  setUpAll(document);
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.target instanceof Element) setUpAll(event.target);
  });
})();
