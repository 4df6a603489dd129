// One picture, or two beside each other: the same places and the same view of them.
const panels = [makePanel(byId("canvas"), "first")];
let scenes = [];
let isFollowing = false;

const hasViews = () => PERIODS > 1 || isWithout(state.view);
const otherOf = (view) => (state.other === null ? null : view === state.view ? state.other : state.view);
const panelsShown = () => panels.slice(0, viewsShown().length);

function headingOf(view) {
  return [periodName(view), isWithout(view) ? say("without_facilitators") : ""].filter(Boolean).join(", ");
}

function nothingWords() {
  return say(MODEL.actors.length ? "all_hidden" : "empty");
}

// The second panel is made at the first comparison: most maps never need it.
function openPanels() {
  const isCompared = state.other !== null;
  byId("second").hidden = !isCompared;
  byId("heading").hidden = !isCompared;
  box.classList.toggle("compared", isCompared);
  if (isCompared && panels.length < 2) {
    panels.push(makePanel(byId("canvas-2"), "second"));
    wirePanel(panels[1]);
  }
  const [first, second] = viewsShown();
  byId("heading").textContent = headingOf(first);
  byId("heading-2").textContent = isCompared ? headingOf(second) : "";
}

function drawMap() {
  openPanels();
  scenes = scenesShown();
  panelsShown().forEach((panel, place) => panel.show(scenes[place]));
  followSizes();
  sayThinned();
}

// A far view of very many ties leaves weak ones out, which shows once it is drawn.
let thinnedAsked = 0;

function sayThinned() {
  clearTimeout(thinnedAsked);
  thinnedAsked = setTimeout(() => { byId("thinned").hidden = !panelsShown().some((panel) => panel.thinned); }, 120);
}

// Both panels show the same cut-out: what both pictures need.
function showWhole() {
  const marks = scenes.flatMap((scene) => scene.marks);
  for (const panel of panelsShown()) panel.moved = false;
  if (!marks.length) return;
  isFollowing = true;
  for (const panel of panelsShown()) panel.fit(marks);
  isFollowing = false;
  follow(panels[0]);
  shownScale = panels[0].view().scale;
  followSizes();
  sayThinned();
}

// An opened group fills about half of the picture, among its neighbors.
function showOpened(id) {
  const members = new Set(blockOf(id).members.map((actor) => actor.row));
  const marks = scenes.flatMap((scene) => scene.marks.filter((mark) => members.has(mark.id)));
  if (!marks.length) return;
  const room = extent(marks);
  const [panel] = panels;
  const closest = Math.min(panel.width / (room.right - room.left), panel.height / (room.bottom - room.top)) / 2;
  showWhole();
  if (closest <= shownScale) return;
  panel.go({ x: (room.left + room.right) / 2, y: (room.top + room.bottom) / 2, scale: Math.min(closest, 2.4 * shownScale) });
}

// The other panel goes where this one went, and must not call back.
function follow(leader) {
  if (isFollowing || state.other === null) return;
  isFollowing = true;
  for (const panel of panelsShown()) if (panel !== leader) panel.moveTo(leader.view());
  isFollowing = false;
}

function onBoth(action) {
  action(panels[0]);
  follow(panels[0]);
}

const pan = (across, down) => onBoth((panel) => panel.pan(across, down));
const zoom = (factor) => onBoth((panel) => panel.zoom(factor));

function reveal(id) {
  const panel = panelsShown()[scenes.findIndex((scene) => scene.marks.some((mark) => mark.id === id))];
  if (!panel) return;
  panel.reveal(id);
  follow(panel);
}

// No label goes under the buttons on the map. Asked for only when something moves: the answer makes
// the browser lay out the whole page.
function blockButtons() {
  const buttons = [byId("zoom"), byId("back")].filter((part) => !part.hidden).map((part) => part.getBoundingClientRect());
  for (const panel of panelsShown()) {
    const holder = panel.holder.getBoundingClientRect();
    panel.blocked = buttons.map(({ left, top, right, bottom }) => ({
      id: "", left: left - holder.left - 4, top: top - holder.top - 4,
      right: right - holder.left + 4, bottom: bottom - holder.top + 4,
    }));
  }
}

function hover(id) {
  if (state.hovered === id) return;
  state.hovered = id;
  box.classList.toggle("on-mark", Boolean(id));
  for (const panel of panelsShown()) panel.redraw();
}

function wirePanel(panel) {
  panel.onClick = (id) => select(id);
  panel.onHover = hover;
  panel.onMove = () => {
    follow(panel);
    sayThinned();
  };
  panel.wheel(box.contains(document.activeElement));
}

function wireMap() {
  wirePanel(panels[0]);
  box.addEventListener("pointerdown", (event) => {
    if (!event.target.closest("button")) box.focus({ preventScroll: true });
  });
  // The wheel scrolls the page until the map is in focus: nobody gets stuck on the map.
  box.addEventListener("focusin", () => panels.forEach((panel) => panel.wheel(true)));
  box.addEventListener("focusout", () => panels.forEach((panel) => panel.wheel(false)));
  byId("closer").addEventListener("click", () => zoom(1.3));
  byId("farther").addEventListener("click", () => zoom(1 / 1.3));
  byId("whole").addEventListener("click", showWhole);
  new ResizeObserver(() => {
    blockButtons();
    if (!panelsShown().some((panel) => panel.moved)) showWhole();
  }).observe(box);
}

// -- which views are shown --------------------------------------------------------------------

function setViews(view, other) {
  const isTurned = (other === null || other === view) !== (state.other === null);
  state.view = view;
  state.other = other === view ? null : other;
  fillViews();
  fillLegend();
  filter();
  if (isTurned) showWhole();
}

function choosePeriod(period) {
  setViews(viewOf(period, isWithout(state.view)), state.other);
}

// A few short names are buttons; many, or long ones, are a list.
function periodsAreButtons() {
  const letters = MODEL.periods.reduce((sum, period) => sum + inLanguage(period.label).length, 0);
  return PERIODS <= 5 && letters <= 26;
}

function fillViews() {
  byId("period-tool").hidden = byId("compare-tool").hidden = PERIODS < 2;
  byId("facilitator-tool").hidden = !hasWithout;
  byId("facilitators").checked = !isWithout(state.view);
  byId("block-tool").hidden = !canBlock;
  byId("grouped").setAttribute("aria-pressed", String(state.blocks));
  byId("single").setAttribute("aria-pressed", String(!state.blocks));
  byId("back").hidden = !hasOpened();
  if (PERIODS > 1) fillPeriods();
  openPanels();
  blockButtons();
}

function fillPeriods() {
  const chosen = periodOf(state.view);
  const names = MODEL.periods.map((period) => inLanguage(period.label));
  const option = (name, period) => html("option", { value: period, text: name });
  byId("period-buttons").hidden = !periodsAreButtons();
  byId("period").hidden = periodsAreButtons();
  const had = byId("period-buttons").contains(document.activeElement);
  byId("period-buttons").replaceChildren(...names.map((name, period) => html("button", {
    type: "button", text: name, dir: "auto", "aria-pressed": period === chosen, onclick: () => choosePeriod(period),
  })));
  if (had) byId("period-buttons").children[chosen].focus({ preventScroll: true });
  byId("period").replaceChildren(...names.map(option));
  byId("period").value = chosen;
  byId("compare").replaceChildren(html("option", { value: "", text: say("compare_none") }),
    ...names.map(option).filter((_, period) => period !== chosen));
  byId("compare").value = state.other === null ? "" : periodOf(state.other);
}

function setBlocks(isOn) {
  state.blocks = isOn;
  closeBlocks();
  // The group of a chosen actor would stay open.
  if (isOn || isBlockId(state.selected)) state.selected = null;
  fillViews();
  filter();
  showWhole();
  byId("spoken").textContent = say(isOn ? "shown_groups" : "shown_actors");
}

// Groups are open because someone opened them, or while one of their actors is chosen.
function hasOpened() {
  return isGrouped() && (state.opened.size > 0 || (state.selected !== null && !isBlockId(state.selected)));
}

function wireViews() {
  byId("period").addEventListener("change", (event) => choosePeriod(Number(event.target.value)));
  byId("compare").addEventListener("change", ({ target }) => setViews(
    state.view, target.value === "" ? null : viewOf(Number(target.value), isWithout(state.view))));
  byId("facilitators").addEventListener("change", ({ target }) => {
    const turn = (view) => (view === null ? null : viewOf(periodOf(view), !target.checked));
    setViews(turn(state.view), turn(state.other));
  });
  byId("grouped").addEventListener("click", () => setBlocks(true));
  // The button goes away, so the map gets its focus.
  byId("back").addEventListener("click", () => {
    setBlocks(true);
    box.focus({ preventScroll: true });
  });
  byId("single").addEventListener("click", () => setBlocks(false));
}
