// What the three kinds of pictures share. Each Vega specification is a data file; here its signals
// and its data get their values.

const specOf = (name) => JSON.parse(document.getElementById(`spec-${name}`).textContent);

/// Colours are CSS variables, so that the pictures follow the page into the dark and onto paper.
const font = getComputedStyle(document.documentElement).getPropertyValue("--sans");
const theme = {
  background: null,
  text: {font},
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
    rows: placeRows(point).concat(
      shown.map((q) => [quantityTitle(quantities[q]), numberText(point.values[q])]),
      (point.deaths || []).map((death) => ["ended early", death])),
  };
}

// ---- panels

const panelName = (point) => (point.mean ? "mean of all workloads" : data.workloads[point.workload].name);

const panelGap = 20;

/// Panels side by side, as wide as the page leaves room for; on paper three become two, two one.
function panelShape(panels, room) {
  const columns = room < 640 || panels === 1 ? 1 : panels === 2 || panels === 4 || room < 980 ? 2 : 3;
  const width = Math.floor((room - panelGap * (columns - 1)) / columns);
  return {columns, paperColumns: columns > 2 ? 2 : 1, width: Math.min(Math.max(width, 260), 900)};
}

async function drawView(spec, container) {
  const view = new vega.View(vega.parse(spec, theme), {renderer: "svg", container});
  view.tooltip(showTip);
  await view.runAsync();
}

/// Gives the scales and signals of a specification their values.
function fill(spec, {scales = {}, values = {}}) {
  for (const scale of spec.scales) Object.assign(scale, scales[scale.name]);
  for (const signal of spec.signals) {
    if (signal.name in values) signal.value = values[signal.name];
  }
  return spec;
}

/// The legend of a picture: its specification without what stands in the panels.
function legendOf(spec) {
  const scales = spec.scales.filter((scale) => scale.name !== "x" && scale.name !== "y");
  return {...spec, autosize: "pad", width: 1, height: 1, axes: [], marks: [], scales};
}

/// The rows of each panel, in the order of their appearance.
function byPanel(rows) {
  const panels = new Map();
  for (const row of rows) {
    if (!panels.has(row.panel)) panels.set(row.panel, []);
    panels.get(row.panel).push(row);
  }
  return panels;
}

/// One legend and a picture for each value of `panel` among the rows. `common`: scales, values
/// and height of all panels; `ofPanel(rows)`: scales and values of one.
async function draw(id, name, common, rows, ofPanel) {
  const plot = part(id, ".plot");
  const panels = byPanel(rows);
  const shape = panelShape(panels.size, plot.clientWidth || 1180);
  const legend = element("div", {className: "legend"});
  const grid = element("div", {className: "panels"});
  grid.style.setProperty("--columns", shape.columns);
  grid.style.setProperty("--paper-columns", shape.paperColumns);
  plot.replaceChildren(legend, grid);
  const views = [drawView(legendOf(fill(specOf(name), common)), legend)];
  for (const [title, list] of panels) {
    const picture = element("div", {});
    grid.append(element("div", {className: "panel"},
      ...(title ? [element("h3", {title}, title)] : []), picture));
    const spec = fill(fill(specOf(name), common), ofPanel(list));
    spec.data[0].values = list;
    views.push(drawView({...spec, legends: [], width: shape.width, height: common.height}, picture));
  }
  await Promise.all(views);
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

/// From here on the values of a panel are drawn on a logarithmic scale.
const decadesFrom = 30;

const logScale = {type: "log", zero: undefined, nice: false};

/// The least and the most of any number of values.
const extent = (values) => values.reduce(
  ([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);

/// Whether a panel with these rows has a logarithmic vertical scale: as chosen (0, 1), or by the
/// rows themselves (-1). Values of 0 or less allow no logarithm.
function isLogarithmic(choice, rows) {
  const [least, most] = extent(rows.map((row) => row.y));
  return least > 0 && (choice === 1 || (choice < 0 && most / least >= decadesFrom));
}

/// 3 to 5 round numbers between two, on a linear scale.
function roundSteps(least, most) {
  if (!(most > least)) return [least];
  const unit = 10 ** Math.floor(Math.log10((most - least) / 2));
  for (const step of [5, 2.5, 2, 1, 0.5, 0.25].map((factor) => factor * unit)) {
    const first = Math.ceil(least / step);
    const last = Math.floor(most / step);
    if (last - first < 2) continue;
    const stride = Math.ceil((last - first + 1) / 5);
    return [...Array(Math.floor((last - first) / stride) + 1).keys()].map((i) =>
      Number(((first + i * stride) * step).toPrecision(12)));
  }
  return [least, most];
}

/// 3 to 5 round numbers between two, on a logarithmic scale: Vega labels powers of ten alone, of
/// which there may be one or none.
function logTicks(least, most) {
  const decade = Math.floor(Math.log10(least));
  const decades = Math.ceil(Math.log10(most)) - decade;
  const choices = [[1, 2, 3, 5], [1, 2, 5], [1, 3], [1]].map((digits) => [digits, 1]);
  for (let stride = 2; stride <= decades; stride += 1) choices.push([[1], stride]);
  for (const [digits, stride] of choices) {
    const ticks = [];
    for (let power = decade; power <= decade + decades; power += stride) {
      ticks.push(...digits.map((digit) => Number(`${digit}e${power}`)));
    }
    const inside = ticks.filter((tick) => tick >= least && tick <= most);
    if (inside.length <= 5) return inside.length >= 3 ? inside : roundSteps(least, most);
  }
  return [least, most];
}

const compact = new Intl.NumberFormat("en", {notation: "compact", maximumSignificantDigits: 3});
/// As Vega labels linear scales: horizontal ones shortly ("50k"), vertical ones in full.
const tickText = {x: (value) => compact.format(value).replace("K", "k"), y: numberText};

/// Scale and signals of the axis `name` ("x" or "y") with a title, for a panel with these values.
function axisOf(name, title, values, logarithmic) {
  const ticks = logarithmic ? logTicks(...extent(values)) : null;
  return {
    scales: {[name]: logarithmic ? logScale : {}},
    values: {
      [`${name}Title`]: logarithmic ? `${title}, logarithmic` : title,
      [`${name}Ticks`]: ticks,
      [`${name}Labels`]: Object.fromEntries((ticks || []).map((tick) => [tick, tickText[name](tick)])),
    },
  };
}

/// The vertical axis of a panel with these rows.
const verticalAxis = (choice, title, rows) =>
  axisOf("y", title, rows.map((row) => row.y), isLogarithmic(choice, rows));

/// For captions: which panels have a logarithmic vertical scale.
function verticalText(choice, rows) {
  const panels = [...byPanel(rows)];
  const names = panels.filter(([, list]) => isLogarithmic(choice, list)).map(([name]) => name);
  if (!names.length) return "";
  if (names.length === panels.length) return " Vertical scales are logarithmic.";
  return ` Logarithmic vertical scale: ${names.join(", ")}.`;
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
  const [, most] = extent([...sums.values()].map((sum) => sum.count));
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
