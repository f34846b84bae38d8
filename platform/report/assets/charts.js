// What the three kinds of pictures share. Each Vega specification is a data file; here its signals
// and its data get their values.

const specOf = (name) => JSON.parse(document.getElementById(`spec-${name}`).textContent);

/// Colours are CSS variables, so that the pictures follow the page into the dark and onto paper.
const font = getComputedStyle(document.documentElement).getPropertyValue("--sans");
const theme = {
  background: null,
  text: {font},
  title: {color: "var(--ink)", font, fontSize: 13.5, fontWeight: 600},
  axis: {
    labelFont: font, titleFont: font, gridWidth: 1,
    labelColor: "var(--muted)", titleColor: "var(--ink)", gridColor: "var(--grid)",
    domainColor: "var(--rule)", tickColor: "var(--rule)", labelFontSize: 11, titleFontSize: 12,
    titleFontWeight: 500, titlePadding: 8, labelPadding: 5,
  },
  legend: {
    labelFont: font, titleFont: font,
    labelColor: "var(--ink)", titleColor: "var(--muted)", labelFontSize: 12, titleFontSize: 12,
    titleFontWeight: 500, labelLimit: 360, titleLimit: 360,
  },
};

const markShapes = ["circle", "square", "diamond", "triangle-up", "cross", "triangle-down",
  "triangle-right", "triangle-left"];
const ramp = (count) => [...Array(count).keys()].map((i) =>
  `var(--ramp-${count < 2 ? 5 : Math.round((i * 11) / (count - 1))})`);
const namedColours = (count) => [...Array(count).keys()].map((i) => `var(--name-${i % 8})`);

// ---- tooltips

const tip = document.getElementById("tip");

function moveTip(event) {
  const {width, height} = tip.getBoundingClientRect();
  const x = Math.min(event.clientX + 14, window.innerWidth - width - 8);
  const below = event.clientY + 14;
  tip.style.left = `${Math.max(8, x)}px`;
  tip.style.top = `${below + height > window.innerHeight ? event.clientY - height - 10 : below}px`;
}

function showTip(handler, event, item, value) {
  tip.hidden = !value;
  if (!value) return;
  tip.replaceChildren(element("b", {}, value.title),
    element("table", {}, ...value.rows.map(([name, text]) =>
      element("tr", {}, element("td", {}, name), element("td", {}, text)))));
  moveTip(event);
}

function tipOf(point, shown) {
  return {
    title: panelName(point),
    rows: placeRows(point).concat(shown.map((q) =>
      [quantityTitle(quantities[q]), numberText(point.values[q])])),
  };
}

// ---- panels

const panelName = (point) => (point.mean ? "mean of all workloads" : data.workloads[point.workload].name);

/// Panels side by side, as wide as the page leaves room for.
const gutter = 84;  // holds the labels and the title of a vertical axis

function panelShape(panels, room) {
  const columns = room < 640 || panels === 1 ? 1 : panels === 2 || panels === 4 || room < 980 ? 2 : 3;
  const width = Math.floor((room - 16) / columns) - gutter;
  return {columns, gutter, panelWidth: Math.min(Math.max(width, 180), 820)};
}

async function draw(id, name, signals, rows) {
  const plot = part(id, ".plot");
  const panels = new Set(rows.map((row) => row.panel)).size;
  const spec = specOf(name);
  for (const scale of spec.marks[0].scales) Object.assign(scale, (signals.scales || {})[scale.name]);
  spec.data[0].values = rows;
  const shape = panelShape(panels, plot.clientWidth || 1180);
  const values = {...shape, ...signals.values};
  for (const signal of spec.signals) {
    if (signal.name in values) signal.value = values[signal.name];
  }
  plot.replaceChildren();
  const view = new vega.View(vega.parse(spec, theme), {renderer: "svg", container: plot});
  view.tooltip(showTip);
  await view.runAsync();
}

/// Points that lie on the held place of every axis but the free ones.
const slice = (free, held) =>
  done.filter((point) => axes.every((axis, a) => free.includes(a) || point.at[a] === held[a]));

const heldText = (free, held) => {
  const fixed = wideAxes.filter((a) => !free.includes(a));
  if (!fixed.length) return "";
  return ` Held: ${fixed.map((a) => `${axes[a].name} = ${axes[a].labels[held[a]]}`).join(", ")}.`;
};

// ---- vertical scales

/// Of rows with a y each: a logarithmic scale where a panel spans a factor of 30 and none meets 0.
function spansDecades(rows) {
  const ends = new Map();
  for (const {panel, y} of rows) {
    const [least, most] = ends.get(panel) || [y, y];
    ends.set(panel, [Math.min(least, y), Math.max(most, y)]);
  }
  const all = [...ends.values()];
  return all.length > 0 && all.every(([least]) => least > 0) && all.some(([least, most]) => most / least >= 30);
}

const logarithmic = {type: "log", zero: undefined, nice: false, padding: 10};

/// The chosen scale (0, 1), or by the rows themselves (-1); 0 or less allows no logarithm.
function verticalScale(choice, rows) {
  const possible = rows.every((row) => row.y > 0);
  return possible && (choice === 1 || (choice < 0 && spansDecades(rows))) ? logarithmic : {};
}

const scaleChoices = [[-1, "by the values"], [0, "linear"], [1, "logarithmic"]];

// ---- choices

/// A labelled select. `choices` is a list of [value, text].
function chooser(label, choices, chosen, change) {
  const select = element("select", {onchange: () => change(Number(select.value))},
    ...choices.map(([value, text]) =>
      element("option", {value, selected: value === chosen}, text)));
  return element("label", {}, label, select);
}

const axisChoices = () => wideAxes.map((a) => [a, axes[a].name]);
const quantityChoices = () => quantities.map((q, i) => [i, quantityTitle(q)]);

/// Selects for the places of the axes that a picture does not show.
function heldChoosers(free, held, redraw) {
  return wideAxes.filter((a) => !free.includes(a)).map((a) =>
    chooser(`held: ${axes[a].name}`, axes[a].labels.map((label, i) => [i, label]), held[a],
      (value) => { held[a] = value; redraw(); }));
}

/// Where the first quantity is best in the mean of the workloads: there the other axes are held.
function bestPlace() {
  const sums = new Map();
  for (const point of done) {
    if (point.values[0] === null) continue;
    const sum = sums.get(point.at.join()) || {at: point.at, value: 0, count: 0};
    sum.value += point.values[0];
    sum.count += 1;
    sums.set(point.at.join(), sum);
  }
  const most = Math.max(...[...sums.values()].map((sum) => sum.count));
  const sign = quantities[0].higherIsBetter ? -1 : 1;
  const complete = [...sums.values()].filter((sum) => sum.count === most);
  complete.sort((a, b) => sign * (a.value - b.value));
  return complete.length ? [...complete[0].at] : axes.map(() => 0);
}

// ---- all together

function showCharts() {
  const hints = data.hints;
  const place = bestPlace();
  const quantity = (name) => Math.max(0, indexByName(quantities, name));
  const charts = [];
  section("curves").hidden = !done.length || !wideAxes.length;
  section("heatmap").hidden = !done.length || wideAxes.length < 2;
  Object.assign(pareto, {x: quantity(hints.pareto.x), y: quantity(hints.pareto.y)});
  section("pareto").hidden = new Set(done.map((point) => point.values[pareto.x])).size < 2;
  if (!section("curves").hidden) {
    Object.assign(curves, {held: [...place], x: indexByName(axes, hints.curves.x),
      series: indexByName(axes, hints.curves.series), quantity: quantity(hints.curves.metric)});
    charts.push(curves);
    showCurves();
  }
  if (!section("heatmap").hidden) {
    Object.assign(heatmap, {held: [...place], x: indexByName(axes, hints.heatmap.x),
      y: indexByName(axes, hints.heatmap.y), quantity: quantity(hints.heatmap.metric)});
    charts.push(heatmap);
    showHeatmap();
  }
  if (!section("pareto").hidden) {
    charts.push(pareto);
    showPareto();
  }
  let width = window.innerWidth;
  let waiting = 0;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (window.innerWidth === width) return;
      width = window.innerWidth;
      for (const chart of charts) chart.redraw();
    }, 150);
  });
}
