// The table of the same actors as on the map.
const PLACES = ["kind", "sector", "region"].filter(
  (column) => MODEL.actors.some((actor) => actor[column]));

function tableColumns() {
  return [
    { key: "label", label: say("actor"), value: (actor) => actor.label },
    ...PLACES.map((column) => ({
      key: column, label: say(column), value: (actor) => valueLabel(column, actor[column]),
    })),
    ...MODEL.metrics.map((metric) => ({
      key: metric.key, label: inLanguage(metric.label), title: inLanguage(metric.meaning), metric,
      value: (actor) => valueOf(actor, metric.key),
    })),
  ];
}

// What is not there comes last, whichever way the column is sorted.
function sorted(rows, column) {
  const turn = state.sort.descending ? -1 : 1;
  const order = new Intl.Collator(state.lang, { numeric: true });
  const absent = (value) => value === null || value === "";
  return [...rows].sort((a, b) => {
    const [one, two] = [column.value(a), column.value(b)];
    if (absent(one) || absent(two)) return absent(one) - absent(two);
    const found = column.metric ? one - two : order.compare(one, two);
    return found * turn || order.compare(a.label, b.label);
  });
}

function fillTable() {
  const columns = tableColumns();
  const current = columns.find((column) => column.key === state.sort.column) || columns[0];
  byId("actors").tHead.replaceChildren(html("tr", {}, ...columns.map(headCell)));
  const rows = sorted(shownActors(), current).map((actor) => bodyRow(actor, columns));
  byId("actors").tBodies[0].replaceChildren(...rows);
  const start = rows.find((row) => row.dataset.row === state.selected) || rows[0];
  if (start) start.tabIndex = 0;
}

function headCell(column) {
  const active = state.sort.column === column.key;
  const way = !active ? "none" : state.sort.descending ? "descending" : "ascending";
  const button = html("button", { type: "button", text: column.label, title: column.title || "", onclick: () => {
    state.sort = { column: column.key, descending: active ? !state.sort.descending : Boolean(column.metric) };
    fillTable();
    byId("actors").tHead.querySelector(`[data-key="${CSS.escape(column.key)}"] button`).focus({ preventScroll: true });
  } });
  return html("th", { scope: "col", "aria-sort": way, "data-key": column.key, class: column.metric ? "number" : "" },
    button, html("span", { class: "paper", text: column.label }));
}

function bodyRow(actor, columns) {
  const group = groups.get(actor.group);
  const cells = columns.map((column) => {
    const value = column.value(actor);
    const shown = column.metric ? written(value, column.metric.digits) : value;
    const cell = html(column.key === "label" ? "th" : "td", {
      "data-key": column.key, class: column.metric ? "number" : "",
    }, html("span", { text: shown, dir: "auto" }));
    if (column.key === "label") {
      cell.scope = "row";
      cell.prepend(markSample(group.shape, group.color, 5, isIsolate(actor)));
    }
    return cell;
  });
  const row = html("tr", { "data-row": actor.row, tabindex: "-1" }, ...cells);
  row.setAttribute("aria-current", String(actor.row === state.selected));
  return row;
}

function markRow() {
  for (const row of byId("actors").tBodies[0].rows) {
    row.setAttribute("aria-current", String(row.dataset.row === state.selected));
  }
}

function focusRow(row) {
  for (const other of byId("actors").tBodies[0].rows) other.tabIndex = -1;
  row.tabIndex = 0;
  row.focus();
}

function wireTable() {
  const body = byId("actors").tBodies[0];
  body.addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    if (row) select(row.dataset.row);
  });
  body.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr");
    const next = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
    if (event.key === "Enter" || event.key === " ") select(row.dataset.row);
    else if (next) focusRow(next);
    else return;
    event.preventDefault();
  });
}
