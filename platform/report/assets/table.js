// The table of all points: sorted by a click on a column, filtered by choices and by words.

const rowsAtFirst = 200;

/// "mmu.dtlb.entries" may break behind its dots, where a column is narrow.
const breakable = (text) =>
  text.split(/(?<=[._/])/).flatMap((piece, i) => (i ? [document.createElement("wbr"), piece] : [piece]));

/// Columns: workload, axes, quantities, state. `number` columns sort by number and carry a bar.
function tableColumns() {
  const columns = [{title: "workload", unit: "", text: (p) => data.workloads[p.workload].name,
    key: (p) => p.workload}];
  axes.forEach((axis, a) => columns.push({title: axis.name, unit: axisUnit(axis),
    text: (p) => axis.labels[p.at[a]], key: (p) => (axis.numbers.length ? axis.numbers[p.at[a]] : p.at[a])}));
  quantities.forEach((quantity, q) => {
    const values = done.map((p) => p.values[q]).filter((value) => value !== null);
    if (quantity.cost && new Set(values).size < 2) return;
    const most = Math.max(...values.map(Math.abs));
    columns.push({title: quantity.name, unit: quantity.unit, number: true,
      text: (p) => (p.state === "done" ? numberText(p.values[q]) : "–"),
      key: (p) => (p.state === "done" ? p.values[q] : null),
      share: (p) => (most > 0 && p.state === "done" && p.values[q] !== null ? Math.abs(p.values[q]) / most : 0)});
  });
  if (points.some((p) => stateText(p) !== "done")) {
    columns.push({title: "state", unit: "", text: stateText, key: stateText});
  }
  return columns;
}

const stateText = (p) => (p.deaths.length ? `${p.state}, but a process was killed` : p.state);

/// Empty values come last in either direction.
function compare(a, b, sign) {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  return sign * (a < b ? -1 : 1);
}

function showPoints() {
  const columns = tableColumns();
  const state = {column: 0, sign: 1, words: [], workload: -1, places: axes.map(() => -1),
    all: false, onPaper: false};
  const texts = new Map(points.map((point) =>
    [point, columns.map((column) => column.text(point)).concat(point.hash).join(" ").toLowerCase()]));
  const body = element("tbody", {});
  const heads = columns.map((column, c) => {
    const head = element("th", {className: column.number ? "number" : "", tabIndex: 0},
      ...breakable(column.title), element("small", {}, ...breakable(column.unit)));
    const sort = () => {
      state.sign = state.column === c ? -state.sign : 1;
      state.column = c;
      redraw();
    };
    head.setAttribute("aria-sort", "none");
    head.onclick = sort;
    head.onkeydown = (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); sort(); } };
    return head;
  });

  const chosen = (point) => (state.workload < 0 || point.workload === state.workload) &&
    state.places.every((place, a) => place < 0 || point.at[a] === place) &&
    state.words.every((word) => texts.get(point).includes(word));

  function row(point) {
    return element("tr", {className: point.state === "failed" || point.deaths.length ? "failed" : "", title: point.deaths.join("\n")},
      ...columns.map((column) => {
        const cell = element("td", {className: column.number ? "number" : ""}, column.text(point));
        if (column.share) cell.style.setProperty("--part", column.share(point).toFixed(4));
        return cell;
      }));
  }

  function redraw() {
    const column = columns[state.column];
    const list = points.filter(chosen).sort((a, b) => compare(column.key(a), column.key(b), state.sign));
    const shown = state.all || state.onPaper ? list : list.slice(0, rowsAtFirst);
    heads.forEach((head, c) => head.setAttribute("aria-sort",
      c !== state.column ? "none" : state.sign > 0 ? "ascending" : "descending"));
    body.replaceChildren(...shown.map(row));
    const more = part("points", ".more");
    more.replaceChildren(`${numberText(shown.length)} of ${numberText(points.length)} points shown. `);
    if (shown.length < list.length) {
      more.append(element("button", {onclick: () => { state.all = true; redraw(); }},
        `Show all ${numberText(list.length)}`));
    }
  }

  const any = (names) => [[-1, "all"]].concat(names.map((name, i) => [i, name]));
  const words = element("input", {type: "search", placeholder: "words, all of which occur",
    oninput: () => { state.words = words.value.toLowerCase().split(/\s+/).filter(Boolean); redraw(); }});
  part("points", ".controls").append(
    element("label", {}, "filter", words),
    ...(data.workloads.length > 1 ? [chooser("workload", any(data.workloads.map((w) => w.name)), -1,
      (value) => { state.workload = value; redraw(); })] : []),
    ...wideAxes.map((a) => chooser(axes[a].name, any(axes[a].labels), -1,
      (value) => { state.places[a] = value; redraw(); })));
  part("points", ".scroll").append(
    element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body));
  // Paper has no button to show all.
  const print = (onPaper) => { state.onPaper = onPaper; redraw(); };
  window.addEventListener("beforeprint", () => print(true));
  window.addEventListener("afterprint", () => print(false));
  redraw();
}
