// A quantity against a cost, and the machines that no other beats in both.

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
  const panel = (list) => {
    const across = axisOf("x", quantityTitle(x), list.map((row) => row.x), wide);
    const up = verticalAxis(pareto.vertical, quantityTitle(y), list);
    return {scales: {...across.scales, ...up.scales}, values: {...across.values, ...up.values}};
  };
  draw("pareto", "pareto",
    {height: 290, values: {step: x.higherIsBetter ? "step-before" : "step-after"}}, rows, panel);
  part("pareto", "figcaption").textContent =
    `${y.name} against ${x.name}: each dot is a machine; the joined ones are beaten by no other in both.` +
    (data.workloads.length > 1 ? " The mean weighs every workload alike." : "") +
    verticalText(pareto.vertical, rows);
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
