// What happens when: every control changes the state, and the state is drawn.
function filter() {
  changed();
  if (state.selected && !isSelectable(state.selected)) state.selected = null;
  byId("threshold-value").textContent = state.threshold ? weightWords(steps[state.threshold]) : say("all");
  byId("threshold").setAttribute("aria-valuetext", byId("threshold-value").textContent);
  countRegions();
  fillChanges();
  fillCard();
  fillTable();
  fillCounts();
  nameMap();
  drawMap();
}

function isSelectable(id) {
  if (!isBlockId(id)) return isVisible(actors.get(id));
  const block = blockOf(id);
  return Boolean(block) && block.members.some(isVisible);
}

// Where the grouped picture stood before walking from actor to actor, and where that led it.
let leftView = null;

function placeOfMap() {
  return { ...panels[0].view(), moved: panels[0].moved };
}

// Back from there, unless the map was moved by hand since.
function restoreView() {
  const left = leftView;
  leftView = null;
  if (!left || !left.after || !isGrouped()) return;
  const now = placeOfMap();
  if (["x", "y", "scale"].some((key) => Math.abs(now[key] - left.after[key]) > 1e-3 * (1 + Math.abs(now[key])))) return;
  if (!left.before.moved) showWhole();
  else onBoth((panel) => panel.moveTo(left.before));
}

function select(id) {
  const isFirst = id && !state.selected;
  state.selected = id;
  if (isFirst && isGrouped()) leftView = { before: placeOfMap(), after: null };
  // Whoever is chosen is seen also where only groups are drawn: the group stays open as long as that.
  if (isGrouped()) fillViews();
  fillCard();
  markRow();
  drawMap();
  if (id) reveal(id);
  if (id && leftView) leftView.after = placeOfMap();
  nameMap();
  byId("spoken").textContent = id ? `${say("selected")} ${nameOf(id)}` : "";
  keepFocus();
}

const nameOf = (id) => (isBlockId(id) ? blockOf(id) : actors.get(id)).label;

// A screen reader that comes to the map hears whom it shows.
function nameMap() {
  const chosen = state.selected ? `, ${say("selected")} ${nameOf(state.selected)}` : "";
  box.setAttribute("aria-label", `${say("map")}${chosen}`);
}

// What had the focus may be gone from the page; the keys of the map go on working.
function keepFocus() {
  if (document.activeElement === document.body) box.focus({ preventScroll: true });
}

function countWords(marks, shown, view) {
  const present = shown.filter((line) => !line.missing);
  const parts = [counted("actors", marks.length), counted("ties", pairCount(present))];
  if (lines.length > ties.length) parts.push(counted("missing", shown.length - present.length));
  const isolates = marks.filter((actor) => isIsolate(actor, view)).length;
  if (isolates) parts.push(counted("isolates", isolates));
  return parts.join(", ");
}

// The words for all there is in a view, whatever the filters hide.
function totalWords(view) {
  const marks = MODEL.actors.filter((actor) => isPresent(actor, view));
  return countWords(marks, lines.filter((line) => (line.missing
    ? isGapIn(line, view) && isPresent(actors.get(line.source), view) && isPresent(actors.get(line.target), view)
    : line.weights[view] !== null)), view);
}

function viewWords(view) {
  const all = totalWords(view);
  return isFiltered() ? `${say("shown")} ${countWords(shownActors(view), shownLines(view), view)} (${say("total")} ${all})` : all;
}

function comparedWords() {
  const counts = changeCounts();
  return Object.keys(counts).map((change) => counted(change, counts[change])).join(", ");
}

function fillCounts() {
  const named = viewsShown().map((view) => [hasViews() ? headingOf(view) : "", viewWords(view)].filter(Boolean).join(": "));
  if (state.other !== null) named.unshift(comparedWords());
  byId("counts").textContent = named.join(" · ");
  byId("nothing").hidden = viewsShown().some((view) => shownActors(view).length);
  byId("nothing-text").textContent = nothingWords();
  byId("show-all").hidden = !MODEL.actors.length;
}

function showEverything() {
  for (const set of [state.groupsOff, state.regionsOff, state.kindsOff]) set.clear();
  state.threshold = 0;
  byId("threshold").value = 0;
  fillLegend();
  filter();
  showWhole();
  // The button is gone.
  box.focus({ preventScroll: true });
  byId("spoken").textContent = say("shown_everything");
}

// The next or the previous actor in the order of the table.
function walk(step) {
  const rows = tableOrder();
  if (!rows.length) return;
  const at = rows.findIndex((actor) => actor.row === state.selected);
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : (at + step + rows.length) % rows.length;
  select(rows[next].row);
}

const KEYS = {
  ArrowLeft: () => pan(-80, 0), ArrowRight: () => pan(80, 0),
  ArrowUp: () => pan(0, -80), ArrowDown: () => pan(0, 80),
  "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8),
  0: showWhole, n: () => walk(1), p: () => walk(-1),
};

function clearAll() {
  byId("save").open = false;
  byId("search").value = "";
  state.query = "";
  fillFound();
  select(null);
  restoreView();
}

function wireKeys() {
  box.addEventListener("keydown", (event) => {
    const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") clearAll();
  });
}

function fillFound() {
  const found = search(state.query);
  const list = byId("found");
  list.hidden = !found;
  const rows = (found || []).slice(0, 8).map((actor) => html("li", {}, foundButton(actor)));
  const summary = found && (found.length ? counted("found", found.length) : say("found_none"));
  list.replaceChildren(...(found ? [html("li", { class: "summary", text: summary })] : []), ...rows);
  byId("spoken").textContent = summary || "";
}

function foundButton(actor) {
  const group = groups.get(actor.group);
  return html("button", { type: "button", onclick: () => choose(actor.row) },
    markSample(group.shape, group.color, 5, isIsolate(actor)), html("span", { text: actor.label, dir: "auto" }));
}

// The list closes once an actor is chosen, and the keys belong to the map.
function choose(id) {
  byId("found").hidden = true;
  select(id);
  box.focus({ preventScroll: true });
}

function wireSearch() {
  const field = byId("search");
  field.addEventListener("input", () => {
    state.query = field.value;
    state.selected = null;
    fillCard();
    markRow();
    fillFound();
    drawMap();
  });
  field.addEventListener("focus", () => { if (state.query) fillFound(); });
  byId("tools").addEventListener("submit", (event) => {
    event.preventDefault();
    const found = search(state.query);
    if (found && found.length) choose(found[0].row);
  });
  byId("finder").addEventListener("keydown", (event) => {
    const buttons = [...byId("found").querySelectorAll("button")];
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!move || byId("found").hidden || !buttons.length) return;
    event.preventDefault();
    const next = buttons.indexOf(document.activeElement) + move;
    (next < 0 ? field : buttons[Math.min(next, buttons.length - 1)]).focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest("#finder")) byId("found").hidden = true;
  });
  byId("finder").addEventListener("focusout", (event) => {
    if (!byId("finder").contains(event.relatedTarget)) byId("found").hidden = true;
  });
  byId("finder").addEventListener("focusin", () => { if (state.query) byId("found").hidden = false; });
}

function wireTools() {
  const slider = byId("threshold");
  slider.max = Math.max(0, steps.length - 1);
  slider.disabled = steps.length < 2;
  slider.addEventListener("input", () => {
    state.threshold = Number(slider.value);
    filter();
  });
  byId("size").addEventListener("change", (event) => {
    state.size = event.target.value;
    drawMap();
  });
  byId("all-labels").addEventListener("change", (event) => {
    state.allLabels = event.target.checked;
    drawMap();
  });
  byId("show-all").addEventListener("click", showEverything);
  byId("language").addEventListener("click", () => speak(state.lang === "cs" ? "en" : "cs"));
  window.addEventListener("beforeprint", layOutPaper);
  window.matchMedia("print").addEventListener("change", ({ matches }) => { if (matches) layOutPaper(); });
}

function speak(lang) {
  state.lang = lang;
  for (const actor of MODEL.actors) if (Object.keys(actor.labels).length) actor.label = inLanguage(actor.labels);
  searched.clear();
  byId("spoken").textContent = "";
  const other = lang === "cs" ? "en" : "cs";
  document.documentElement.lang = lang;
  document.title = inLanguage(MODEL.title);
  byId("title").textContent = inLanguage(MODEL.title);
  document.querySelectorAll(".note").forEach((element, i) => { element.textContent = inLanguage(MODEL.notes[i]); });
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = say(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]")) {
    for (const name of ["aria-label", "title"]) element.setAttribute(name, say(element.dataset.label));
  }
  for (const element of document.querySelectorAll("[data-placeholder]")) element.placeholder = say(element.dataset.placeholder);
  byId("language").textContent = DATA.languages[other];
  byId("language").lang = other;
  byId("size").replaceChildren(...MODEL.metrics.map(
    (metric) => html("option", { value: metric.key, text: inLanguage(metric.label) })));
  byId("size").value = state.size;
  fillViews();
  fillLegend();
  if (!byId("found").hidden) fillFound();
  filter();
}

wireMap();
wireTable();
wireSearch();
wireLegend();
wireViews();
wireTools();
wireSaving();
wireKeys();
speak(state.lang);
showWhole();

// For whoever looks at the page from a test or the console; nothing here changes the map.
window.netcoopMap = Object.freeze({
  panels: () => [...panelsShown()],
  nodes: panels[0].nodes, edges: panels[0].edges, network: panels[0].network || null, model: MODEL,
  labels: () => panels[0].labels().map((label) => ({ ...label })),
  selected: () => state.selected,
  state: () => ({ ...state }),
});
