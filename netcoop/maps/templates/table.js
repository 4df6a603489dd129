// The table of the same actors as on the map.
const PLACES = ["kind", "sector", "region"].filter(
  (column) => MODEL.actors.some((actor) => actor[column]));
// More rows than a browser lays out in a moment: the first of them, and all when asked for.
const MOST_ROWS = 2000;
const FIRST_ROWS = 500;
// A longer table comes in parts: neither the map nor the next click must wait for it.
const ROWS_AT_ONCE = 200;
const PART = 60;
// Milliseconds until then the picture is drawn.
const AFTER_PICTURE = 120;

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

// What to compare the rows of a column by: numbers, or the place of a word in the alphabet.
function sortKeys(column, rows) {
  if (column.metric) return new Map(rows.map((actor) => [actor, column.value(actor)]));
  if (column.key === "label") return new Map(rows.map((actor) => [actor, labelOrder()[actor.index]]));
  const { compare } = new Intl.Collator(state.lang, { numeric: true });
  const words = [...new Set(rows.map(column.value))].filter(Boolean).sort(compare);
  const place = new Map(words.map((word, at) => [word, at]));
  return new Map(rows.map((actor) => [actor, place.get(column.value(actor)) ?? null]));
}

// What is not there comes last, whichever way the column is sorted.
function sorted(rows, column) {
  const turn = state.sort.descending ? -1 : 1;
  const keys = sortKeys(column, rows);
  const order = labelOrder();
  return [...rows].sort((a, b) => {
    const [one, two] = [keys.get(a), keys.get(b)];
    if (one === null || two === null) return (one === null) - (two === null) || order[a.index] - order[b.index];
    return (one - two) * turn || order[a.index] - order[b.index];
  });
}

// The actors of the table in its order.
function tableOrder() {
  return once(`rows ${state.lang} ${state.sort.column} ${state.sort.descending}`, () => {
    const columns = tableColumns();
    return sorted(shownActors(), columns.find((column) => column.key === state.sort.column) || columns[0]);
  });
}

let waiting = 0;
let rowsWanted = [];

// The picture comes first: a long table follows it, in parts.
function fillTable() {
  clearTimeout(waiting);
  const rows = rowsToShow();
  fillHead();
  sayCut(rows.length, tableOrder().length);
  if (rows.length <= ROWS_AT_ONCE) {
    fillBody(rows, rows.length);
    return;
  }
  byId("actors").setAttribute("aria-busy", "true");
  waiting = setTimeout(() => fillBody(rows, PART), AFTER_PICTURE);
}

function rowsToShow() {
  const all = tableOrder();
  return all.length > MOST_ROWS && !state.allRows ? all.slice(0, FIRST_ROWS) : all;
}

// The heading changes with the language and the order, not with the filters.
let headMade = "";

function fillHead() {
  const name = `${state.lang} ${state.sort.column} ${state.sort.descending}`;
  if (name === headMade) return;
  headMade = name;
  byId("actors").tHead.replaceChildren(html("tr", {}, ...tableColumns().map(headCell)));
}

function fillBody(rows, most) {
  const body = byId("actors").tBodies[0];
  const columns = tableColumns();
  if (!isFilledWith(rows)) {
    rowsWanted = rows;
    body.replaceChildren(...rows.slice(0, most).map((actor) => rowOf(actor, columns)));
  }
  for (const row of body.querySelectorAll('tr[tabindex="0"]')) row.tabIndex = -1;
  const start = rowsMade.get(state.selected) || body.rows[0];
  if (start) start.tabIndex = 0;
  markRow();
  waiting = rows.length > body.rows.length ? setTimeout(() => fillRest(columns, PART), 30) : endTable();
}

// Most filters change lines only: then the same rows stand there already.
function isFilledWith(some) {
  return madeFor === rowsName() && some.length === rowsWanted.length && some.every((actor, place) => actor === rowsWanted[place]);
}

function fillRest(columns, most) {
  const body = byId("actors").tBodies[0];
  const next = rowsWanted.slice(body.rows.length, body.rows.length + most);
  body.append(...next.map((actor) => rowOf(actor, columns)));
  if (body.rows.length < rowsWanted.length && next.length) waiting = setTimeout(() => fillRest(columns, most), 16);
  else endTable();
}

function endTable() {
  byId("actors").removeAttribute("aria-busy");
  return 0;
}

// On paper the table must be whole.
function fillTableNow() {
  clearTimeout(waiting);
  fillHead();
  fillBody(rowsToShow(), Infinity);
  clearTimeout(waiting);
  fillRest(tableColumns(), Infinity);
}

function sayCut(shown, all) {
  byId("cut").hidden = shown === all;
  byId("cut-text").textContent = say("cut").replace("{shown}", () => written(shown, 0)).replace("{all}", () => written(all, 0));
  byId("table-view").textContent = hasViews() ? `: ${headingOf(state.view)}` : "";
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

// Rows are made once for a view and a language; a filter only puts others of them in place.
let rowsMade = new Map();
let madeFor = "";

const rowsName = () => `${state.view} ${state.lang}`;

function rowOf(actor, columns) {
  if (madeFor !== rowsName()) {
    rowsMade = new Map();
    madeFor = rowsName();
  }
  if (!rowsMade.has(actor.row)) rowsMade.set(actor.row, bodyRow(actor, columns));
  return rowsMade.get(actor.row);
}

function bodyRow(actor, columns) {
  const group = groups.get(actor.group);
  const cells = columns.map((column) => {
    const value = column.value(actor);
    const shown = column.metric ? written(value, column.metric.digits) : value;
    const cell = html(column.key === "label" ? "th" : "td", {
      "data-key": column.key, class: column.metric ? "number" : "",
    }, column.metric ? shown : html("span", { text: shown, dir: "auto" }));
    if (column.key === "label") {
      cell.scope = "row";
      cell.prepend(markSample(group.shape, group.color, 5, isIsolate(actor)));
    }
    return cell;
  });
  return html("tr", { "data-row": actor.row, tabindex: "-1", "aria-current": "false" }, ...cells);
}

let marked = null;

function markRow() {
  if (marked) marked.setAttribute("aria-current", "false");
  marked = rowsMade.get(state.selected) || null;
  if (marked) marked.setAttribute("aria-current", "true");
}

function focusRow(row) {
  for (const other of byId("actors").tBodies[0].querySelectorAll('tr[tabindex="0"]')) other.tabIndex = -1;
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
  byId("all-rows").addEventListener("click", () => {
    state.allRows = true;
    fillTable();
    byId("table-frame").focus({ preventScroll: true });
  });
}
