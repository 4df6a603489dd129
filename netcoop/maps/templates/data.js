// The data of the page, what is chosen of it now, and how it is said in the chosen language.
const DATA = JSON.parse(document.getElementById("map-data").textContent);
const MODEL = DATA.model;
// Columns become objects once; on the page an actor goes by its row, which is the id of its mark.
const decoded = ({ words, codes }, count) => Array.from({ length: count }, (_, row) => words[codes[row] || 0]);
const PLAIN = ["id", "label", "x", "y"];
const CODED = ["group", "kind", "sector", "region", "level", "role"];
const MISSING = "*missing*";

function unpackActors(columns) {
  const read = Object.fromEntries(CODED.map((name) => [name, decoded(columns[name], columns.id.length)]));
  return columns.id.map((_, row) => {
    const actor = { row: String(row), index: row, labels: columns.labels[row] || {} };
    for (const name of PLAIN) actor[name] = columns[name][row];
    for (const name of CODED) actor[name] = read[name][row];
    return actor;
  });
}

// Every line of the map, whether a tie or a missing one; what it is in a view stands by its number.
function unpackLines(columns, missing) {
  const kinds = decoded(columns.kind, columns.source.length);
  const arcs = new Set(columns.arc === true ? columns.source.keys() : columns.arc);
  const views = MODEL.views.map((_, view) => view);
  const found = columns.source.map((source, row) => ({
    id: `line-${row}`, ...endsOf(source, columns.target[row]), kind: kinds[row],
    arc: arcs.has(row), missing: false, behind: behindOf(columns.behind, row),
    weights: views.map((view) => columns.weight[view][row]),
    strengths: views.map((view) => (columns.strength[view] || columns.weight[view])[row]),
    shown: views.map((view) => columns.shown[view][row] || ""),
  }));
  const gaps = missing.map(({ source, target, reason }, row) => ({
    id: `gap-${row}`, ...endsOf(source, target), kind: MISSING, reason,
    arc: false, missing: true, weights: [], strengths: [], shown: [], behind: [],
  }));
  const all = [...found, ...gaps];
  all.forEach((line, index) => { line.index = index; });
  return all;
}

// What made a tie: period, month, and how often.
function behindOf({ lines: known, rows }, row) {
  const numbers = rows[row] || [];
  return numbers.filter((_, place) => place % 2 === 0).map((line, place) => [...known[line], numbers[2 * place + 1]]);
}

// Both ends as rows and as numbers, and the number of the pair: its meetings and referrals share it.
function endsOf(from, to) {
  const turned = !MODEL.directed && from > to;
  const pair = turned ? to * MODEL.actors.length + from : from * MODEL.actors.length + to;
  return { source: String(from), target: String(to), from, to, pair };
}

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
const PERIODS = Math.max(1, MODEL.periods.length);
const hasWithout = MODEL.views.length > PERIODS;

const state = {
  lang: MODEL.lang,
  size: MODEL.size,
  view: 0,
  other: null,
  threshold: 0,
  groupsOff: new Set(),
  regionsOff: new Set(),
  kindsOff: new Set(),
  selected: null,
  hovered: null,
  query: "",
  allLabels: false,
  blocks: Boolean(DATA.blocks),
  opened: new Set(),
  sort: { column: MODEL.size, descending: true },
  allRows: false,
  version: 0,
};

const byId = (id) => document.getElementById(id);
const box = byId("map");
const say = (key) => MODEL.texts[state.lang][key];
const inLanguage = (labels) => labels[state.lang];
const isBlockId = (id) => typeof id === "string" && id.startsWith("block-");

function counted(key, count) {
  const forms = MODEL.counted[state.lang][key];
  const form = count === 1 ? 0 : count >= 2 && count <= 4 ? 1 : 2;
  // A function, so that nothing in the number is taken for a pattern.
  return forms[form].replace("{n}", () => written(count, 0));
}

const formats = new Map();

function numberFormat(options) {
  const key = state.lang + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(state.lang, options));
  return formats.get(key);
}

function written(value, digits) {
  if (value === null || value === undefined) return "–";
  return numberFormat({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

const weightWords = (weight) => numberFormat({ maximumSignificantDigits: 3 }).format(weight);

function valueLabel(column, value) {
  return value ? inLanguage(MODEL.words[column][value]) : "";
}

// What an actor or a line is in a view; the view shown now if none is named.
const valueOf = (actor, key, view = state.view) => MODEL.views[view].metrics[key][actor.index];
const isIsolate = (actor, view = state.view) => MODEL.views[view].isolate[actor.index];
const isPresent = (actor, view = state.view) => MODEL.views[view].present[actor.index];
const weightOf = (line, view = state.view) => line.weights[view];
const strengthOf = (line, view = state.view) => line.strengths[view];

// Views are ordered: all periods with everybody, then all periods without the facilitators.
const periodOf = (view) => view % PERIODS;
const isWithout = (view) => view >= PERIODS;
const viewOf = (period, without) => period + (without ? PERIODS : 0);
const periodName = (view) => (MODEL.periods.length ? inLanguage(MODEL.periods[periodOf(view)].label) : "");
// In a comparison the earlier period comes first, whichever was chosen first.
const viewsShown = () => (state.other === null ? [state.view] : [state.view, state.other].sort((a, b) => a - b));

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
