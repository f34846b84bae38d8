// A quantity over two axes.

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
    height: 54 + Math.max(150, 34 * yAxis.labels.length),
    values: {
      xTitle: axisTitle(xAxis), yTitle: axisTitle(yAxis), xDomain: xAxis.labels,
      yDomain: yAxis.labels, legendTitle: `${quantityTitle(quantity)}, within each panel`,
      numbersShown: xAxis.labels.length <= 10,
    },
  }, rows, () => ({}));
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
