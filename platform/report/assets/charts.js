// The three kinds of pictures. Each Vega specification is a data file; here its signals and its
// data get their values.

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

// ---- curves

const curves = {held: null, x: 0, series: -1, quantity: 0, vertical: -1};

function scaleOfAxis(axis) {
  if (axis.scale === "names") return {type: "point", padding: 0.5, zero: undefined, nice: undefined};
  if (axis.scale === "linear") return {type: "linear"};
  const doubles = axis.numbers.every((number) => Number.isInteger(Math.log2(number)));
  return {type: "log", base: doubles ? 2 : 10, zero: undefined};
}

function drawCurves() {
  const free = [curves.x, curves.series];
  const axis = axes[curves.x];
  const series = axes[curves.series];
  const x = (i) => (axis.scale === "names" ? axis.labels[i] : axis.numbers[i]);
  const rows = slice(free, curves.held)
    .filter((point) => point.values[curves.quantity] !== null)
    .map((point) => ({
      panel: series ? panelName(point) : "",
      series: series ? series.labels[point.at[curves.series]] : panelName(point),
      x: x(point.at[curves.x]),
      y: point.values[curves.quantity],
      tip: tipOf(point, [curves.quantity]),
    }));
  const names = series ? series.labels : data.workloads.map((workload) => workload.name);
  const ordered = series && series.scale !== "names";
  const ticks = axis.labels.map((label, i) => x(i));
  const domain = axis.scale === "names" ? ticks : [Math.min(...ticks), Math.max(...ticks)];
  const quantity = quantities[curves.quantity];
  draw("curves", "curves", {
    scales: {x: scaleOfAxis(axis), y: verticalScale(curves.vertical, rows)},
    values: {
      xTitle: axisTitle(axis), yTitle: quantityTitle(quantity),
      seriesTitle: series ? axisTitle(series) : "workload",
      xDomain: domain, xTicks: ticks,
      xLabels: Object.fromEntries(ticks.map((tick, i) => [tick, axis.labels[i]])),
      series: names, palette: ordered ? ramp(names.length) : namedColours(names.length),
      shapes: names.map((name, i) => markShapes[i % markShapes.length]),
      legendColumns: Math.max(1, Math.min(names.length, series ? 8 : 3)),
    },
  }, rows);
  part("curves", "figcaption").textContent =
    `${quantity.name} against ${axis.name}, one line per ` +
    `${series ? series.name : "workload"}${series ? "; each panel has its own vertical scale" : ""}.` +
    heldText(free, curves.held);
}

function showCurves() {
  const controls = part("curves", ".controls");
  const redraw = () => {
    if (curves.series === curves.x) curves.series = wideAxes.find((a) => a !== curves.x) ?? -1;
    const free = [curves.x, curves.series];
    controls.replaceChildren(
      chooser("quantity", quantityChoices(), curves.quantity, (v) => { curves.quantity = v; redraw(); }),
      chooser("along", axisChoices(), curves.x, (v) => { curves.x = v; redraw(); }),
      chooser("one line per", [[-1, "workload"]].concat(axisChoices().filter(([a]) => a !== curves.x)),
        curves.series, (v) => { curves.series = v; redraw(); }),
      chooser("vertical scale", scaleChoices, curves.vertical, (v) => { curves.vertical = v; redraw(); }),
      ...heldChoosers(free, curves.held, redraw));
    drawCurves();
  };
  curves.redraw = redraw;
  redraw();
}

// ---- heat map

const heatmap = {held: null, x: 0, y: 1, quantity: 0};

function drawHeatmap() {
  const free = [heatmap.x, heatmap.y];
  const quantity = quantities[heatmap.quantity];
  const shown = slice(free, heatmap.held).filter((point) => point.values[heatmap.quantity] !== null);
  const ends = new Map();
  for (const point of shown) {
    const value = point.values[heatmap.quantity];
    const [least, most] = ends.get(point.workload) || [value, value];
    ends.set(point.workload, [Math.min(least, value), Math.max(most, value)]);
  }
  const goodness = (point) => {
    const [least, most] = ends.get(point.workload);
    const rise = most > least ? (point.values[heatmap.quantity] - least) / (most - least) : 1;
    return quantity.higherIsBetter || most === least ? rise : 1 - rise;
  };
  const [xAxis, yAxis] = free.map((a) => axes[a]);
  const rows = shown.map((point) => ({
    panel: panelName(point), x: xAxis.labels[point.at[heatmap.x]], y: yAxis.labels[point.at[heatmap.y]],
    goodness: goodness(point), text: shortText(point.values[heatmap.quantity]),
    tip: tipOf(point, [heatmap.quantity]),
  }));
  draw("heatmap", "heatmap", {
    values: {
      xTitle: axisTitle(xAxis), yTitle: axisTitle(yAxis), xDomain: xAxis.labels,
      yDomain: yAxis.labels, legendTitle: `${quantityTitle(quantity)}, within each panel`,
      panelHeight: Math.max(120, 34 * yAxis.labels.length), numbersShown: xAxis.labels.length <= 10,
    },
  }, rows);
  part("heatmap", "figcaption").textContent =
    `${quantity.name} over ${xAxis.name} and ${yAxis.name}; colours run from the worst to the best ` +
    `value of each panel.${heldText(free, heatmap.held)}`;
}

function showHeatmap() {
  const controls = part("heatmap", ".controls");
  const redraw = () => {
    if (heatmap.x === heatmap.y) heatmap.y = wideAxes.find((a) => a !== heatmap.x);
    controls.replaceChildren(
      chooser("quantity", quantityChoices(), heatmap.quantity, (v) => { heatmap.quantity = v; redraw(); }),
      chooser("across", axisChoices(), heatmap.x, (v) => { heatmap.x = v; redraw(); }),
      chooser("up", axisChoices().filter(([a]) => a !== heatmap.x), heatmap.y,
        (v) => { heatmap.y = v; redraw(); }),
      ...heldChoosers([heatmap.x, heatmap.y], heatmap.held, redraw));
    drawHeatmap();
  };
  heatmap.redraw = redraw;
  redraw();
}

// ---- Pareto front

const pareto = {x: 0, y: 0, vertical: -1};

/// Machines that ran on every workload, as points with the mean of each quantity.
function meanPoints() {
  const machines = new Map();
  for (const point of done) {
    const key = point.at.join();
    machines.set(key, (machines.get(key) || []).concat(point));
  }
  return [...machines.values()].filter((list) => list.length === data.workloads.length).map((list) => ({
    mean: true, at: list[0].at, workload: -1,
    values: quantities.map((quantity, q) => (list.some((point) => point.values[q] === null) ? null
      : list.reduce((sum, point) => sum + point.values[q], 0) / list.length)),
  }));
}

/// Of points of one panel: those that no other beats in both quantities.
function frontOf(list) {
  const sign = (q) => (quantities[q].higherIsBetter ? -1 : 1);
  const x = (point) => sign(pareto.x) * point.values[pareto.x];
  const y = (point) => sign(pareto.y) * point.values[pareto.y];
  const front = new Set();
  let best = Infinity;
  for (const point of [...list].sort((a, b) => x(a) - x(b) || y(a) - y(b))) {
    if (y(point) >= best) continue;
    best = y(point);
    front.add(point);
  }
  return front;
}

function paretoPanels() {
  const known = (point) => point.values[pareto.x] !== null && point.values[pareto.y] !== null;
  const panels = data.workloads.map((workload, w) => done.filter((point) => point.workload === w));
  if (data.workloads.length > 1) panels.unshift(meanPoints());
  return panels.map((list) => list.filter(known)).filter((list) => list.length);
}

function drawPareto() {
  const [x, y] = [quantities[pareto.x], quantities[pareto.y]];
  const rows = [];
  const lines = [];
  for (const list of paretoPanels()) {
    const front = frontOf(list);
    for (const point of list) {
      rows.push({
        panel: panelName(point), x: point.values[pareto.x], y: point.values[pareto.y],
        front: front.has(point), kind: front.has(point) ? "on the front" : "beaten by another machine",
        tip: tipOf(point, [pareto.x, pareto.y]),
      });
    }
    for (const point of [...front].sort((a, b) => a.values[pareto.x] - b.values[pareto.x])) {
      lines.push([panelName(point), numberText(point.values[pareto.x]), numberText(point.values[pareto.y]),
        ...placeRows(point).map(([name, text]) => text)]);
    }
  }
  const xs = rows.map((row) => row.x);
  const wide = Math.min(...xs) > 0 && Math.max(...xs) / Math.min(...xs) >= 20;
  draw("pareto", "pareto", {
    scales: {x: wide ? {type: "log", zero: undefined} : {}, y: verticalScale(pareto.vertical, rows)},
    values: {xTitle: quantityTitle(x), yTitle: quantityTitle(y),
      step: x.higherIsBetter ? "step-before" : "step-after"},
  }, rows);
  part("pareto", "figcaption").textContent =
    `${y.name} against ${x.name}: each dot is a machine; the joined ones are beaten by no other in both.` +
    (data.workloads.length > 1 ? " The mean weighs every workload alike." : "");
  part("pareto", ".scroll").replaceChildren(textTable(["Workload", quantityTitle(x), quantityTitle(y),
    ...axes.map(axisTitle)], lines));
}

function showPareto() {
  const redraw = () => {
    part("pareto", ".controls").replaceChildren(
      chooser("cost", quantityChoices(), pareto.x, (v) => { pareto.x = v; redraw(); }),
      chooser("against", quantityChoices(), pareto.y, (v) => { pareto.y = v; redraw(); }),
      chooser("vertical scale", scaleChoices, pareto.vertical, (v) => { pareto.vertical = v; redraw(); }));
    drawPareto();
  };
  pareto.redraw = redraw;
  redraw();
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
