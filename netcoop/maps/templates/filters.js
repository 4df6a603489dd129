// What the filters leave of each view, worked out once for every change.
const passed = new Map();

function changed() {
  state.version += 1;
  passed.clear();
}

function once(name, work) {
  if (!passed.has(name)) passed.set(name, work());
  return passed.get(name);
}

const gapLines = lines.filter((line) => line.missing);
const tiedPairs = gapLines.length
  ? MODEL.views.map((_, view) => new Set(ties.filter((tie) => tie.weights[view] !== null).map((tie) => tie.pair)))
  : [];

// A pair that was expected is not missing in a period that has it. What every period has is missing
// in another sense, which its reason says.
function isGapIn(line, view) {
  return !tiedPairs[view].has(line.pair) || tiedPairs.every((pairs) => pairs.has(line.pair));
}

function passing(view) {
  return once(view, () => {
    const { present } = MODEL.views[view];
    const isThere = new Uint8Array(MODEL.actors.length);
    const marks = [];
    for (const actor of MODEL.actors) {
      if (!present[actor.index] || state.groupsOff.has(actor.group) || state.regionsOff.has(actor.region)) continue;
      isThere[actor.index] = 1;
      marks.push(actor);
    }
    const least = steps[state.threshold];
    const isDrawn = new Uint8Array(lines.length);
    const drawn = [];
    for (const line of lines) {
      if (!isThere[line.from] || !isThere[line.to] || state.kindsOff.has(line.kind)) continue;
      if (line.missing ? !isGapIn(line, view) : line.strengths[view] === null || line.strengths[view] < least) continue;
      isDrawn[line.index] = 1;
      drawn.push(line);
    }
    return { isThere, marks, isDrawn, drawn };
  });
}

const isShown = (actor, view = state.view) => passing(view).isThere[actor.index] === 1;
const isLineShown = (line, view = state.view) => passing(view).isDrawn[line.index] === 1;
const shownActors = (view = state.view) => passing(view).marks;
const shownLines = (view = state.view) => passing(view).drawn;
const isVisible = (actor) => viewsShown().some((view) => isShown(actor, view));
const isLineVisible = (line) => viewsShown().some((view) => isLineShown(line, view));
const isFiltered = () => state.groupsOff.size + state.regionsOff.size + state.kindsOff.size + state.threshold > 0;

// All actors in any picture shown, each once, in the order of the data.
function visibleActors() {
  if (state.other === null) return shownActors();
  return once("visible", () => MODEL.actors.filter(isVisible));
}

// How many pairs the lines tie: a pair with meetings and referrals is one tie.
function pairCount(some) {
  return new Set(some.map((line) => line.pair)).size;
}

// Which pairs are tied in the earlier (1) and in the later (2) of two views, by the kinds shown.
function pairStates(view, other) {
  const [earlier, later] = [Math.min(view, other), Math.max(view, other)];
  return once(`${earlier} ${later}`, () => {
    const states = new Map();
    for (const tie of ties) {
      if (state.kindsOff.has(tie.kind)) continue;
      const now = (tie.weights[earlier] === null ? 0 : 1) + (tie.weights[later] === null ? 0 : 2);
      states.set(tie.pair, (states.get(tie.pair) || 0) | now);
    }
    return states;
  });
}

const CHANGES = { 1: "dissolved", 2: "formed", 3: "kept" };

function changeOf(line, view, other) {
  return CHANGES[pairStates(view, other).get(line.pair)];
}

function changeCounts() {
  const pairs = { kept: new Set(), formed: new Set(), dissolved: new Set() };
  for (const view of viewsShown()) {
    for (const line of shownLines(view)) {
      if (!line.missing) pairs[changeOf(line, state.view, state.other)].add(line.pair);
    }
  }
  return Object.fromEntries(Object.entries(pairs).map(([name, some]) => [name, some.size]));
}

// The rows chosen: an actor, or all members of a chosen group.
function chosenRows() {
  if (!state.selected) return [];
  if (!isBlockId(state.selected)) return [state.selected];
  return blockOf(state.selected).members.map((actor) => actor.row);
}

// The marks to bring forward: the chosen with their neighbors, or what the search found.
function inFocus() {
  return once(`focus ${state.selected} ${state.query}`, () => {
    if (state.selected) {
      const near = new Set(chosenRows());
      for (const row of [...near]) {
        for (const line of linesOf.get(row)) {
          if (isLineVisible(line)) near.add(line.source).add(line.target);
        }
      }
      return near;
    }
    const found = search(state.query);
    return found ? new Set(found.map((actor) => actor.row)) : null;
  });
}

function isLineInFocus(line, focus) {
  if (!focus) return true;
  if (!state.selected) return focus.has(line.source) && focus.has(line.target);
  const chosen = once(`chosen ${state.selected}`, () => new Set(chosenRows()));
  return chosen.has(line.source) || chosen.has(line.target);
}

const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const searched = new Map();

function searchText(actor) {
  if (!searched.has(actor.row)) {
    const labels = ["kind", "sector"].flatMap(
      (column) => (actor[column] ? Object.values(MODEL.words[column][actor[column]]) : []));
    searched.set(actor.row, [plain(actor.label), plain([...labels, actor.region].join(" "))]);
  }
  return searched.get(actor.row);
}

// Every word must be there somewhere; actors that have all of them in the name come first.
function search(query) {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (!words.length) return null;
  const found = visibleActors().filter(
    (actor) => words.every((word) => searchText(actor).some((part) => part.includes(word))));
  const inName = new Set(found.filter((actor) => words.every((word) => searchText(actor)[0].includes(word))));
  const order = labelOrder();
  return found.sort((a, b) => inName.has(b) - inName.has(a) || order[a.index] - order[b.index]);
}

// The place of each actor in the alphabet of the language: found once, then compared as numbers.
const alphabets = new Map();

function labelOrder() {
  if (!alphabets.has(state.lang)) {
    const { compare } = new Intl.Collator(state.lang, { numeric: true });
    const order = new Int32Array(MODEL.actors.length);
    [...MODEL.actors].sort((a, b) => compare(a.label, b.label)).forEach((actor, place) => { order[actor.index] = place; });
    alphabets.set(state.lang, order);
  }
  return alphabets.get(state.lang);
}
