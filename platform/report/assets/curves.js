// A quantity along one axis, one line per place on another.

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
    height: 290,
    scales: {x: scaleOfAxis(axis)},
    values: {
      xTitle: axisTitle(axis),
      seriesTitle: series ? axisTitle(series) : "workload",
      xDomain: domain, xTicks: ticks,
      xLabels: Object.fromEntries(ticks.map((tick, i) => [tick, axis.labels[i]])),
      series: names, palette: ordered ? ramp(names.length) : namedColours(names.length),
      shapes: names.map((name, i) => markShapes[i % markShapes.length]),
      legendColumns: Math.max(1, Math.min(names.length, series ? 8 : 3)),
    },
  }, rows, (list) => verticalAxis(curves.vertical, quantityTitle(quantity), list));
  part("curves", "figcaption").textContent =
    `${quantity.name} against ${axis.name}, one line per ` +
    `${series ? series.name : "workload"}${series ? "; each panel has its own vertical scale" : ""}.` +
    verticalText(curves.vertical, rows) + heldText(free, curves.held);
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
