// The page's data, small helpers, and the sections that hold text.

const data = JSON.parse(document.getElementById("data").textContent);
const axes = data.axes;
const quantities = data.quantities;
const points = data.points;
const done = points.filter((point) => point.state === "done");
/// Axes along which something can be compared.
const wideAxes = axes.map((axis, i) => i).filter((i) => axes[i].labels.length > 1);

const section = (id) => document.getElementById(id);
const part = (id, selector) => section(id).querySelector(selector);

/// An element with properties and children (elements or texts).
function element(name, properties, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

const fewDigits = new Intl.NumberFormat("en", {maximumSignificantDigits: 4});
const allDigits = new Intl.NumberFormat("en", {maximumFractionDigits: 0});

function numberText(value) {
  if (value === null || value === undefined) return "–";
  if (Number.isInteger(value)) return allDigits.format(value);
  return Math.abs(value) >= 10000 ? allDigits.format(value) : fewDigits.format(value);
}

/// Three digits, for cells of a picture.
const shortText = (value) => (Number.isInteger(value) || Math.abs(value) >= 1000
  ? numberText(value) : value.toPrecision(3));

/// Sizes as their labels have them ("64KiB") say their unit themselves.
const axisUnit = (axis) => (axis.unit === "bytes" ? "" : axis.unit);
const withUnit = (name, unit) => (unit ? `${name} [${unit}]` : name);
const axisTitle = (axis) => withUnit(axis.name, axis.keys.length > 1 ? "" : axisUnit(axis));
const quantityTitle = (quantity) => withUnit(quantity.name, quantity.unit);
const indexByName = (list, name) => list.findIndex((item) => item.name === name);

/// ["mmu.dtlb.entries", "64"] for every axis of a point.
function placeRows(point) {
  return axes.map((axis, a) => [axis.name, axis.labels[point.at[a]]]);
}

function textTable(head, rows) {
  const row = (cells, kind) => element("tr", {}, ...cells.map((cell) => element(kind, {}, cell)));
  const code = (text) => element("code", {}, String(text));
  return element("table", {},
    element("thead", {}, row(head, "th")),
    element("tbody", {}, ...rows.map((cells) =>
      row(cells.map((cell) => (cell instanceof Node ? cell : code(cell))), "td"))));
}

function showFacts() {
  const machines = new Set(points.map((point) => point.at.join())).size;
  const facts = [["points", numberText(points.length)], ["machines", numberText(machines)],
    ["workloads", numberText(data.workloads.length)], ["axes", numberText(axes.length)]];
  if (data.failures.length) facts.push(["failed", numberText(data.failures.length)]);
  const missing = points.filter((point) => point.state === "not run").length;
  if (missing) facts.push(["not run yet", numberText(missing)]);
  const list = document.getElementById("facts");
  for (const [name, value] of facts) {
    list.append(element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  }
  list.append(element("div", {}, element("dt", {}, "build of vapa"),
    element("dd", {className: "small"}, data.build.slice(0, 16))));
}

function showFindings() {
  part("findings", ".findings").append(...data.findings.map((text) => element("li", {}, text)));
  part("findings", ".warnings").append(...data.warnings.map((text) => element("p", {}, text)));
  if (!done.length) {
    part("findings", ".warnings").append(element("p", {}, "No point of this sweep is finished."));
  }
}

function showSwept() {
  const kinds = {log: "logarithmic", linear: "linear", names: "by name"};
  part("swept", ".scroll").append(
    textTable(["Axis", "Keys", "Values", "Unit", "Drawn"], axes.map((axis) =>
      [axis.name, axis.keys.join(", "), axis.labels.join(" · "), axis.unit || "–",
        kinds[axis.scale]])),
    textTable(["Quantity", "Formula", "Unit", "Better"], quantities.map((quantity) =>
      [quantity.name, quantity.formula, quantity.unit || "–",
        quantity.higherIsBetter ? "higher" : "lower"])));
}

function showManifest() {
  const or = (value, otherwise) => (value ? numberText(value) : otherwise);
  part("manifest", ".scroll").append(
    textTable(["Workload", "Hash of its content", "Skipped", "Warm-up", "Accesses simulated"],
      data.workloads.map((workload) => [workload.name, workload.hash, or(workload.skip, "0"),
        or(workload.warmup, "0"), or(workload.limit, "to the end")])),
    textTable(["Build of vapa"], [[data.build]]));
  const keys = Object.keys(data.fixed);
  part("manifest", ".fixed").append(textTable(["Key", "Value", "Unit"], keys.map((key) =>
    [key, [].concat(data.fixed[key]).join(", "), data.keyUnits[key] || "–"])));
}

function showFailures() {
  section("failed").hidden = !data.failures.length;
  part("failed", ".scroll").append(
    textTable(["Workload", "Machine", "What happened", "Last output"], data.failures.map((failure) =>
      [failure.workload, failure.machine, failure.reason,
        element("pre", {}, failure.output.trim() || "–")])));
}

function showNavigation() {
  const nav = document.querySelector("nav");
  for (const shown of document.querySelectorAll("main > section:not([hidden])")) {
    nav.append(element("a", {href: `#${shown.id}`}, shown.querySelector("h2").textContent));
  }
}

/// Paper has nothing to click on: what is folded is printed, but for the licence.
function unfoldForPrinting() {
  window.addEventListener("beforeprint", () => {
    for (const folded of document.querySelectorAll("main details")) folded.open = true;
  });
}

function show() {
  showFacts();
  showFindings();
  showSwept();
  showManifest();
  showFailures();
  showCharts();
  showPoints();
  showNavigation();
  unfoldForPrinting();
}
