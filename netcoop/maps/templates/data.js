// The data of the page, what is shown of it now, and how it is said in the chosen language.
const DATA = JSON.parse(document.getElementById("map-data").textContent);
const MODEL = DATA.model;
// Columns become objects once; on the page an actor goes by its row, which is the id of its mark.
const decoded = ({ words, codes }) => codes.map((code) => words[code]);
const PLAIN = ["id", "label", "x", "y"];
const CODED = ["group", "kind", "sector", "region", "level", "role"];

function unpackActors(columns) {
  const read = Object.fromEntries(CODED.map((name) => [name, decoded(columns[name])]));
  return columns.id.map((_, row) => {
    const actor = { row: String(row), index: row, labels: columns.labels[row] || {} };
    for (const name of PLAIN) actor[name] = columns[name][row];
    for (const name of CODED) actor[name] = read[name][row];
    return actor;
  });
}

// Every line of the map, whether a tie or a missing one; what it is in a view stands by its number.
function unpackLines(columns, missing) {
  const kinds = decoded(columns.kind);
  const views = MODEL.views.map((_, view) => view);
  const found = columns.source.map((source, row) => ({
    id: `line-${row}`, source: String(source), target: String(columns.target[row]), kind: kinds[row],
    arc: Boolean(columns.arc[row]), missing: false, behind: columns.behind[row] || [],
    weights: views.map((view) => columns.weight[view][row]),
    strengths: views.map((view) => columns.strength[view][row]),
    shown: views.map((view) => columns.shown[view][row] || ""),
  }));
  const gaps = missing.map(({ source, target, reason }, row) => ({
    id: `gap-${row}`, source: String(source), target: String(target), kind: MISSING, reason,
    arc: false, missing: true, weights: [], strengths: [], shown: [], behind: [],
  }));
  return [...found, ...gaps];
}

const MISSING = "*missing*";
MODEL.actors = unpackActors(MODEL.actors);
const lines = unpackLines(MODEL.ties, MODEL.missing);
const ties = lines.filter((line) => !line.missing);
const undecided = new Set(MODEL.undecided.map(String));
const actors = new Map(MODEL.actors.map((actor) => [actor.row, actor]));
const groups = new Map(MODEL.groups.map((group) => [group.key, group]));
const tieKinds = new Map(MODEL.tie_kinds.map((kind) => [kind.key, kind]));
const linesOf = new Map(MODEL.actors.map((actor) => [actor.row, []]));
for (const line of lines) {
  linesOf.get(line.source).push(line);
  linesOf.get(line.target).push(line);
}
// Whoever lacks expected ties deserves a name on the map although the mark is small.
const expected = new Map(MODEL.actors.map(({ row }) => [
  row, Math.min(8, linesOf.get(row).filter((line) => line.missing).length)]));
const heaviest = new Map();
for (const tie of ties) {
  heaviest.set(tie.kind, tie.weights.reduce((most, weight) => Math.max(most, weight || 0), heaviest.get(tie.kind) || 0));
}
const steps = thresholds();

const state = {
  lang: MODEL.lang,
  size: MODEL.size,
  view: 0,
  threshold: 0,
  groupsOff: new Set(),
  kindsOff: new Set(),
  selected: null,
  hovered: null,
  query: "",
  allLabels: false,
  sort: { column: MODEL.size, descending: true },
};

const byId = (id) => document.getElementById(id);
const say = (key) => MODEL.texts[state.lang][key];
const inLanguage = (labels) => labels[state.lang];

function counted(key, count) {
  const forms = MODEL.counted[state.lang][key];
  const form = count === 1 ? 0 : count >= 2 && count <= 4 ? 1 : 2;
  return forms[form].replace("{n}", written(count, 0));
}

function written(value, digits) {
  if (value === null || value === undefined) return "–";
  return new Intl.NumberFormat(state.lang, {
    minimumFractionDigits: digits, maximumFractionDigits: digits,
  }).format(value);
}

function weightWords(weight) {
  return new Intl.NumberFormat(state.lang, { maximumSignificantDigits: 3 }).format(weight);
}

function valueLabel(column, value) {
  return value ? inLanguage(MODEL.words[column][value]) : "";
}

// What an actor or a line is in a view; the view shown now if none is named.
const valueOf = (actor, key, view = state.view) => MODEL.views[view].metrics[key][actor.index];
const isIsolate = (actor, view = state.view) => MODEL.views[view].isolate[actor.index];
const isPresent = (actor, view = state.view) => MODEL.views[view].present[actor.index];
const weightOf = (line, view = state.view) => line.weights[view];
const strengthOf = (line, view = state.view) => line.strengths[view];

function metricOf(key) {
  return MODEL.metrics.find((metric) => metric.key === key);
}

// The steps of the slider are the strengths of pairs there are, thinned out to at most a hundred.
function thresholds() {
  const strengths = [...new Set(ties.flatMap((tie) => tie.strengths).filter((value) => value !== null))]
    .sort((a, b) => a - b);
  const every = Math.max(1, Math.ceil(strengths.length / 100));
  return strengths.filter((_, row) => row % every === 0 || row === strengths.length - 1);
}

function isShown(actor) {
  return isPresent(actor) && !state.groupsOff.has(actor.group);
}

function isLineShown(line) {
  if (state.kindsOff.has(line.kind)) return false;
  if (!line.missing) {
    const strength = strengthOf(line);
    if (strength === null || strength < steps[state.threshold]) return false;
  }
  return isShown(actors.get(line.source)) && isShown(actors.get(line.target));
}

// How many pairs the lines tie: a pair with meetings and referrals is one tie.
function pairCount(some) {
  return new Set(some.map(({ source, target }) => JSON.stringify(
    MODEL.directed || source < target ? [source, target] : [target, source]))).size;
}

const shownActors = () => MODEL.actors.filter(isShown);
const shownLines = () => lines.filter(isLineShown);
const isFiltered = () => state.groupsOff.size + state.kindsOff.size + state.threshold > 0;

// The marks to bring forward: the chosen actor with its neighbors, or what the search found.
function inFocus() {
  if (state.selected) {
    const near = new Set([state.selected]);
    for (const line of linesOf.get(state.selected)) {
      if (isLineShown(line)) near.add(line.source).add(line.target);
    }
    return near;
  }
  const found = search(state.query);
  return found ? new Set(found.map((actor) => actor.row)) : null;
}

function isLineInFocus(line, focus) {
  if (!focus) return true;
  if (state.selected) return line.source === state.selected || line.target === state.selected;
  return focus.has(line.source) && focus.has(line.target);
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
  const inName = (actor) => words.every((word) => searchText(actor)[0].includes(word));
  const found = shownActors().filter(
    (actor) => words.every((word) => searchText(actor).some((part) => part.includes(word))));
  return found.sort((a, b) => inName(b) - inName(a) || a.label.localeCompare(b.label, state.lang));
}
