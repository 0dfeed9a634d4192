// Draw every <canvas data-chart="id"> from the JSON of the script element with that id.
//
// {
//   "kind": "line" | "ranking",
//   "unit": "%" | "tỷ đồng",            written after each value
//   "labels": ["31/01", …],             a ranking: names, best first
//   "series": [{"name": …, "role": "actual" | "target" | "plan" | "last_year" | "forecast",
//               "values": [12.5, null, …]}],
//   "target": {"value": 95, "label": "Mục tiêu"},     ranking: a line across the bars
//   "urls": ["/…", …]                   ranking: where a bar leads; may be left out
// }
//
// Without JavaScript the table beside the chart stands open in its place.
"use strict";

(() => {
  const LOOKS = {
    actual: { borderColor: "#1f3f73", backgroundColor: "rgba(42, 82, 152, .10)", borderWidth: 3, fill: true, pointRadius: 2.5 },
    target: { borderColor: "#a1161b", borderWidth: 2, borderDash: [7, 4], stepped: "before", pointRadius: 0 },
    plan: { borderColor: "#8a5a00", borderWidth: 2, borderDash: [2, 3], pointRadius: 0 },
    last_year: { borderColor: "#7b8796", borderWidth: 2, pointRadius: 0 },
    forecast: { borderColor: "#1f3f73", borderWidth: 2, borderDash: [4, 4], pointRadius: 0 },
  };
  const MET = "#237a4a";
  const BELOW = "#5b7fb8";
  const TARGET = "#a1161b";

  const numbers = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 2 });
  const written = (value, unit) => `${numbers.format(value)} ${unit}`;

  const targetLine = (target, unit) => ({
    id: "target-line",
    afterDatasetsDraw(chart) {
      const { ctx, chartArea, scales } = chart;
      const x = scales.x.getPixelForValue(target.value);
      ctx.save();
      ctx.strokeStyle = TARGET;
      ctx.lineWidth = 2;
      ctx.setLineDash([6, 4]);
      ctx.beginPath();
      ctx.moveTo(x, chartArea.top);
      ctx.lineTo(x, chartArea.bottom);
      ctx.stroke();
      ctx.fillStyle = TARGET;
      ctx.font = `600 12px ${Chart.defaults.font.family}`;
      ctx.textAlign = x > (chartArea.left + chartArea.right) / 2 ? "right" : "left";
      ctx.fillText(`${target.label} ${written(target.value, unit)}`, x, chartArea.top - 8);
      ctx.restore();
    },
  });

  const valueTicks = (unit) => ({ callback: (value) => written(value, unit) });

  const line = (data) => ({
    type: "line",
    data: {
      labels: data.labels,
      datasets: data.series.map((series) => ({
        label: series.name,
        data: series.values,
        spanGaps: true,
        tension: 0,
        ...LOOKS[series.role],
      })),
    },
    options: {
      interaction: { mode: "index", intersect: false },
      scales: {
        x: { grid: { display: false } },
        y: { beginAtZero: true, ticks: valueTicks(data.unit) },
      },
      plugins: {
        legend: { position: "bottom", labels: { boxWidth: 28, boxHeight: 0, padding: 16 } },
        tooltip: {
          callbacks: {
            label: (item) => `${item.dataset.label}: ${written(item.parsed.y, data.unit)}`,
          },
        },
      },
    },
  });

  const ranking = (data) => {
    const values = data.series[0].values;
    const isMet = (value) => data.target && value >= data.target.value;
    return {
      type: "bar",
      data: {
        labels: data.labels,
        datasets: [{
          label: data.series[0].name,
          data: values,
          backgroundColor: values.map((value) => (isMet(value) ? MET : BELOW)),
          borderRadius: 3,
          maxBarThickness: 22,
        }],
      },
      options: {
        indexAxis: "y",
        layout: { padding: { top: data.target ? 22 : 0 } },
        onClick: (event, items) => {
          if (data.urls && items.length) window.location.assign(data.urls[items[0].index]);
        },
        onHover: (event, items) => {
          event.native.target.classList.toggle("is-link", Boolean(data.urls && items.length));
        },
        scales: {
          x: { beginAtZero: true, ticks: valueTicks(data.unit) },
          y: { grid: { display: false }, ticks: { autoSkip: false } },
        },
        plugins: {
          legend: { display: false },
          tooltip: { callbacks: { label: (item) => written(item.parsed.x, data.unit) } },
        },
      },
      plugins: data.target ? [targetLine(data.target, data.unit)] : [],
    };
  };

  const KINDS = { line, ranking };

  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 12.5;
  Chart.defaults.color = "#4c5866";
  Chart.defaults.borderColor = "#e8ecf1";
  Chart.defaults.maintainAspectRatio = false;
  Chart.defaults.locale = "vi-VN";
  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) Chart.defaults.animation = false;

  const draw = (canvas) => {
    const data = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
    const figure = canvas.closest(".chart");
    figure.classList.add("is-drawn");
    figure.querySelector("[data-chart-table]").open = false;
    new Chart(canvas, KINDS[data.kind](data));
  };

  document.fonts.ready.then(() => {
    for (const canvas of document.querySelectorAll("canvas[data-chart]")) draw(canvas);
  });
})();
