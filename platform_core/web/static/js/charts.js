// Draw every [data-chart]; colours come from the tokens, so light and dark both hold.
(() => {
  "use strict";
  const drawn = new Map();
  const token = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();
  const colour = (series, index) => token(series.tone ? `--q-level-${series.tone}` : `--q-chart-${(index % 8) + 1}`);

  const datasets = (content) => content.series.map((series, index) => {
    const ink = colour(series, index);
    return {
      label: series.name,
      data: series.values,
      backgroundColor: content.kind === "share" ? series.values.map((_, i) => token(`--q-chart-${(i % 8) + 1}`)) : ink,
      borderColor: content.kind === "line" ? ink : token("--q-surface"),
      borderWidth: content.kind === "line" ? 2 : 1,
      borderRadius: content.kind === "line" ? 0 : 3,
      pointRadius: 3,
      tension: 0,
      spanGaps: false,
      maxBarThickness: 44,
    };
  });

  const options = (content) => {
    const text = token("--q-ink-soft");
    const line = token("--q-line");
    const format = new Intl.NumberFormat(content.locale);
    const axis = { stacked: content.kind === "stacked", ticks: { color: text }, grid: { color: line }, border: { color: line } };
    const round = content.kind === "share";
    return {
      responsive: true,
      maintainAspectRatio: false,
      animation: false,
      locale: content.locale,
      font: { family: token("--q-font") },
      plugins: {
        legend: { display: round || content.series.length > 1, position: "bottom", labels: { color: text, boxWidth: 12, boxHeight: 12 } },
        tooltip: { callbacks: { label: (item) => `${round ? item.label : item.dataset.label}: ${format.format(item.raw)}` } },
      },
      scales: round ? {} : {
        x: { ...axis, grid: { display: false } },
        y: { ...axis, beginAtZero: true, ticks: { ...axis.ticks, precision: 0 } },
      },
    };
  };

  const kinds = { bar: "bar", stacked: "bar", line: "line", share: "doughnut" };
  const draw = (canvas) => {
    const content = JSON.parse(canvas.dataset.chart);
    drawn.get(canvas)?.destroy();
    Chart.defaults.font.family = token("--q-font");
    drawn.set(canvas, new Chart(canvas, {
      type: kinds[content.kind] ?? "bar",
      data: { labels: content.labels, datasets: datasets(content) },
      options: options(content),
    }));
  };
  const drawAll = () => document.querySelectorAll("[data-chart]").forEach(draw);

  document.fonts.ready.then(drawAll);
  document.addEventListener("qorgau:theme", drawAll);
  document.addEventListener("htmx:after:swap", drawAll);
})();
