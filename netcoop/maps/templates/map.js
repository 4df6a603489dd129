// What happens when: every control changes the state, and the state is drawn.
function filter() {
  if (state.selected && !isShown(actors.get(state.selected))) state.selected = null;
  byId("threshold-value").textContent = state.threshold ? weightWords(steps[state.threshold]) : say("all");
  byId("threshold").setAttribute("aria-valuetext", byId("threshold-value").textContent);
  fillCard();
  fillTable();
  fillCounts();
  updatePanel();
}

function select(id) {
  state.selected = id;
  fillCard();
  markRow();
  updatePanel();
  if (id) reveal(id);
  const actor = actors.get(id);
  byId("spoken").textContent = actor ? `${say("selected")} ${actor.label}` : "";
  keepFocus();
}

// What had the focus may be gone from the page; the keys of the map go on working.
function keepFocus() {
  if (document.activeElement === document.body) box.focus({ preventScroll: true });
}

function countWords(marks, shown) {
  const present = shown.filter((line) => !line.missing);
  const missing = shown.length - present.length;
  const parts = [counted("actors", marks.length), counted("ties", pairCount(present))];
  if (lines.length > ties.length) parts.push(counted("missing", missing));
  const isolates = marks.filter((actor) => isIsolate(actor)).length;
  if (isolates) parts.push(counted("isolates", isolates));
  return parts.join(", ");
}

function fillCounts() {
  const all = countWords(MODEL.actors, lines);
  byId("counts").textContent = isFiltered()
    ? `${say("shown")} ${countWords(shownActors(), shownLines())} (${say("total")} ${all})` : all;
  byId("nothing").hidden = shownActors().length > 0;
  byId("nothing-text").textContent = say(MODEL.actors.length ? "all_hidden" : "empty");
  byId("show-all").hidden = !MODEL.actors.length;
}

function showEverything() {
  state.groupsOff.clear();
  state.kindsOff.clear();
  state.threshold = 0;
  byId("threshold").value = 0;
  fillLegend();
  filter();
  showWhole();
  keepFocus();
}

// The next or the previous actor in the order of the table.
function walk(step) {
  const rows = [...byId("actors").tBodies[0].rows].map((row) => row.dataset.row);
  if (!rows.length) return;
  const at = rows.indexOf(state.selected);
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : (at + step + rows.length) % rows.length;
  select(rows[next]);
}

const KEYS = {
  ArrowLeft: () => pan(-80, 0), ArrowRight: () => pan(80, 0),
  ArrowUp: () => pan(0, -80), ArrowDown: () => pan(0, 80),
  "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8),
  0: showWhole, n: () => walk(1), p: () => walk(-1),
};

function clearAll() {
  byId("search").value = "";
  state.query = "";
  fillFound();
  select(null);
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
  const button = html("button", { type: "button", onclick: () => choose(actor.row) },
    markSample(group.shape, group.color, 5, isIsolate(actor)), html("span", { text: actor.label, dir: "auto" }));
  return button;
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
    updatePanel();
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
    measureMarks();
    fillSizes();
    updatePanel();
  });
  byId("all-labels").addEventListener("change", (event) => {
    state.allLabels = event.target.checked;
    network.redraw();
  });
  byId("whole").addEventListener("click", showWhole);
  byId("show-all").addEventListener("click", showEverything);
  byId("print").addEventListener("click", () => window.print());
  byId("finder").addEventListener("focusout", (event) => {
    if (!byId("finder").contains(event.relatedTarget)) byId("found").hidden = true;
  });
  byId("finder").addEventListener("focusin", () => { if (state.query) byId("found").hidden = false; });
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
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", say(element.dataset.label));
  for (const element of document.querySelectorAll("[data-placeholder]")) element.placeholder = say(element.dataset.placeholder);
  byId("language").textContent = DATA.languages[other];
  byId("language").lang = other;
  byId("size").replaceChildren(...MODEL.metrics.map(
    (metric) => html("option", { value: metric.key, text: inLanguage(metric.label) })));
  byId("size").value = state.size;
  fillLegend();
  if (!byId("found").hidden) fillFound();
  filter();
}

measureMarks();
wirePanel();
wireTable();
wireSearch();
wireTools();
wireKeys();
speak(state.lang);
showWhole();

// For whoever looks at the page from a test or the console; nothing here changes the map.
window.netcoopMap = Object.freeze({
  network, nodes, edges, model: MODEL,
  labels: () => placed.map((label) => ({ ...label })),
  selected: () => state.selected,
});
