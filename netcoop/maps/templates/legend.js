// The legend: it says what is what, and filters.
function legendRow(set, key, label, ...samples) {
  const check = html("input", { type: "checkbox", value: key });
  check.checked = !set.has(key);
  const row = html("li", {}, html("label", {}, check, ...samples, html("span", { text: label, dir: "auto" })));
  row.classList.toggle("off", !check.checked);
  check.addEventListener("change", () => {
    if (check.checked) set.delete(key);
    else set.add(key);
    row.classList.toggle("off", !check.checked);
    filter();
  });
  return row;
}

const regionKeys = regionsThere();

// Regions filter where the colors do not show them already and there is something to choose.
function regionsThere() {
  const all = [...new Set(MODEL.actors.map((actor) => actor.region))];
  return MODEL.color === "region" || all.length < 2 ? [] : all;
}

const regionLabel = (key) => (key ? valueLabel("region", key) : say("no_region"));

function fillLegend() {
  byId("legend-groups").replaceChildren(...MODEL.groups.map((group) => legendRow(
    state.groupsOff, group.key, inLanguage(group.label), markSample(group.shape, group.color))));
  byId("legend-kinds").replaceChildren(...MODEL.tie_kinds.map((kind) => legendRow(
    state.kindsOff, kind.key, inLanguage(kind.label), kindSample(kind.key))));
  byId("legend").hidden = !MODEL.actors.length;
  byId("kinds").hidden = !MODEL.tie_kinds.length;
  fillRegions();
  sizesName = "";
  fillChanges();
  fillAreas();
}

// In a comparison color tells what changed, so that the kinds have none of their own.
function kindSample(key) {
  const sample = lineSample(key);
  if (state.other === null || key === MISSING) return sample;
  for (const part of sample.children) {
    part.setAttribute(part.hasAttribute("stroke") ? "stroke" : "fill", CHANGE_STYLES.kept.color);
  }
  return sample;
}

function fillRegions() {
  const { compare } = new Intl.Collator(state.lang, { numeric: true });
  const named = regionKeys.map((key) => [key, regionLabel(key)])
    .sort(([key, name], [other, word]) => (key === "") - (other === "") || compare(name, word));
  byId("regions").hidden = !named.length;
  byId("legend-regions").replaceChildren(...named.map(([key, name]) => legendRow(state.regionsOff, key, name)));
  countRegions();
}

function countRegions() {
  const off = state.regionsOff.size;
  byId("regions-count").textContent = `(${written(regionKeys.length, 0)}${off ? `, ${counted("regions_off", off)}` : ""})`;
}

function switchRegions(isOn) {
  state.regionsOff.clear();
  if (!isOn) for (const key of regionKeys) state.regionsOff.add(key);
  fillRegions();
  filter();
}

// How many pixels a map unit has in the whole picture on the screen: the samples are as large as the marks.
let shownScale = 0;

// Whether the picture holds groups; and whether it holds nothing else.
const isGrouped = () => state.blocks && canBlock;
const isAllGrouped = () => isGrouped() && !scenes.some((scene) => scene.marks.some((mark) => !isBlockId(mark.id)));

// The radius of a mark in the picture, in its pixels; no sample is so large that it fills the legend.
const LARGEST_SAMPLE = 44;
const sampleRadius = (r, scale) => Math.min(LARGEST_SAMPLE, Math.max(3, r * scale));

function markRadius(value, scale) {
  return sampleRadius(isGrouped() ? memberRadius() * (0.6 + 0.02 * radius(value)) : radius(value) * MODEL.scale * enlarged, scale);
}

function sizeSamples(scale) {
  const metric = metricOf(state.size);
  const largest = viewsShown().reduce((most, view) => MODEL.views[view].metrics[state.size].reduce(
    (found, value) => Math.max(found, value || 0), most), 0);
  const shown = largest > 0 ? [largest, tidy(largest / 4, metric.digits), 0] : [];
  const samples = [...new Set(shown)].map((value) => ({
    sample: markSample("circle", "#E3E7EB", markRadius(value, scale)), text: written(value, value ? metric.digits : 0),
  }));
  if (viewsShown().some((view) => MODEL.views[view].isolate.includes(true))) {
    samples.push({ sample: markSample("circle", "", Math.max(5, markRadius(0, scale)), true), text: say("isolate") });
  }
  return samples;
}

// In the grouped picture size tells how many belong to a group, and a second outline that it is one.
function groupSamples(scale) {
  const largest = scenes.flatMap((scene) => scene.marks).reduce((most, mark) => Math.max(most, isBlockId(mark.id) ? mark.count : 0), 0);
  return [...new Set([largest, Math.round(largest / 4), 1])].filter(Boolean).map((count) => ({
    sample: doubleSample(sampleRadius(blockRadius(count), scale)), text: counted("actors", count),
  }));
}

function doubleSample(r) {
  const sample = markSample("circle", "#E3E7EB", r);
  const side = Math.max(Number(sample.getAttribute("width")), 2 * Math.ceil(r + 5));
  const middle = side / 2;
  sample.replaceChildren(markElement("circle", "#E3E7EB", middle, middle, r),
    svg("circle", { cx: middle, cy: middle, r: round(r + 3.5), fill: "none", stroke: OUTLINE }));
  for (const [name, value] of Object.entries({ width: side, height: side, viewBox: `0 0 ${side} ${side}` })) sample.setAttribute(name, value);
  return sample;
}

const bundleSample = () => ({ sample: strokeSample(CHANGE_STYLES.kept), text: say("group_ties") });

const legendItem = ({ sample, text }) => html("li", {}, sample, html("span", { text, dir: "auto" }));

function fillSizes() {
  const isAll = isAllGrouped();
  const samples = isAll ? [] : sizeSamples(shownScale);
  byId("size-name").textContent = inLanguage(metricOf(state.size).label);
  byId("legend-sizes").replaceChildren(...samples.map(legendItem));
  byId("sizes").hidden = !samples.length;
  byId("group-sizes").hidden = !isGrouped();
  byId("legend-group-sizes").replaceChildren(...(isGrouped() ? groupSamples(shownScale).map(legendItem) : []));
  byId("legend-group-ties").replaceChildren(...(isGrouped() ? [legendItem(bundleSample())] : []));
  byId("width-legend").hidden = isAll;
  byId("size").disabled = isAll;
  byId("size").title = isAll ? say("size_grouped") : "";
}

// Called after every change of the picture: the samples follow the marks.
let sizesName = "";

function followSizes() {
  const name = [shownScale.toFixed(3), enlarged.toFixed(3), state.lang, state.size, viewsShown(), isGrouped(), isAllGrouped(),
    isGrouped() ? state.version : ""].join("|");
  if (name === sizesName) return;
  sizesName = name;
  fillSizes();
}

function tidy(value, digits) {
  return digits ? value : Math.max(1, Math.round(value));
}

function changeSamples() {
  const counts = changeCounts();
  return ["kept", "formed", "dissolved"].map((change) => ({
    sample: strokeSample(CHANGE_STYLES[change]), text: `${say(change)} (${written(counts[change], 0)})`,
  }));
}

function strokeSample({ color, dash }) {
  return svg("svg", { width: 44, height: 16, viewBox: "0 0 44 16", "aria-hidden": "true" }, svg("line", {
    x1: 1, y1: 8, x2: 43, y2: 8, stroke: color, "stroke-width": 3.2, "stroke-dasharray": (dash || []).join(" "),
  }));
}

function fillChanges() {
  const isCompared = state.other !== null;
  byId("changes").hidden = !isCompared;
  byId("legend-changes").replaceChildren(...(isCompared
    ? [...changeSamples().map(legendItem), html("li", { class: "hint", text: say("dissolved_note") })] : []));
}

const areas = () => (MODEL.underlay && MODEL.underlay.legend ? MODEL.underlay.legend : null);

function areaSamples() {
  return areas().entries.map(({ color, label }) => ({
    sample: svg("svg", { width: 22, height: 16, viewBox: "0 0 22 16", "aria-hidden": "true" }, svg("rect", {
      x: 1, y: 1, width: 20, height: 14, fill: color || "#FFFFFF", stroke: "#8A929B",
    })),
    text: inLanguage(label),
  }));
}

function fillAreas() {
  byId("areas").hidden = !areas();
  if (!areas()) return;
  byId("areas-name").textContent = inLanguage(areas().title);
  byId("legend-areas").replaceChildren(...areaSamples().map(legendItem));
}

// The same legend for a picture that leaves the page: only what the picture shows, in its own scale.
function legendSections(scale) {
  const shownGroups = MODEL.groups.filter((group) => !state.groupsOff.has(group.key));
  const shownKinds = MODEL.tie_kinds.filter((kind) => !state.kindsOff.has(kind.key));
  const isAll = isAllGrouped();
  const kinds = shownKinds.filter((kind) => !isAll || kind.key === MISSING).map((kind) => ({
    sample: kindSample(kind.key), text: inLanguage(kind.label) }));
  const notes = [...(isAll ? [] : [say("width_legend")]), ...(shownKinds.some((kind) => kind.key === MISSING) ? [say("missing_legend")] : [])];
  const sections = [
    { title: say("groups"), entries: shownGroups.map((group) => ({
      sample: markSample(group.shape, group.color), text: inLanguage(group.label) })),
    note: MODEL.undecided.length ? `? ${say("undecided_name")}` : "" },
    { title: say("kinds"), note: notes.join(" "), entries: [...(isGrouped() ? [bundleSample()] : []), ...kinds] },
  ];
  if (isGrouped()) sections.push({ title: say("group_size"), entries: groupSamples(scale) });
  if (!isAll) sections.push({ title: `${say("size_legend")}: ${inLanguage(metricOf(state.size).label)}`, entries: sizeSamples(scale) });
  if (state.other !== null) sections.unshift({ title: say("changes"), note: say("dissolved_note"), entries: changeSamples() });
  if (areas()) sections.push({ title: inLanguage(areas().title), entries: areaSamples() });
  return sections.filter((section) => section.entries.length);
}

function wireLegend() {
  byId("regions-all").addEventListener("click", () => switchRegions(true));
  byId("regions-none").addEventListener("click", () => switchRegions(false));
}
