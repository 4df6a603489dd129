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
    state.kindsOff, kind.key, inLanguage(kind.label), lineSample(kind.key))));
  byId("legend").hidden = !MODEL.actors.length;
  byId("kinds").hidden = !MODEL.tie_kinds.length;
  fillRegions();
  fillSizes();
  fillChanges();
  fillAreas();
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

function sizeSamples() {
  const metric = metricOf(state.size);
  const largest = viewsShown().reduce((most, view) => MODEL.views[view].metrics[state.size].reduce(
    (found, value) => Math.max(found, value || 0), most), 0);
  const shown = largest > 0 ? [largest, tidy(largest / 4, metric.digits), 0] : [];
  const samples = [...new Set(shown)].map((value) => ({
    sample: markSample("circle", "#E3E7EB", radius(value)), text: written(value, value ? metric.digits : 0),
  }));
  if (viewsShown().some((view) => MODEL.views[view].isolate.includes(true))) {
    samples.push({ sample: markSample("circle", "", 6, true), text: say("isolate") });
  }
  return samples;
}

const legendItem = ({ sample, text }) => html("li", {}, sample, html("span", { text, dir: "auto" }));

function fillSizes() {
  const samples = sizeSamples();
  byId("size-name").textContent = inLanguage(metricOf(state.size).label);
  byId("legend-sizes").replaceChildren(...samples.map(legendItem));
  byId("sizes").hidden = !samples.length;
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

// The same legend for a picture that leaves the page: only what the picture shows.
function legendSections() {
  const shownGroups = MODEL.groups.filter((group) => !state.groupsOff.has(group.key));
  const shownKinds = MODEL.tie_kinds.filter((kind) => !state.kindsOff.has(kind.key));
  const sections = [
    { title: say("groups"), entries: shownGroups.map((group) => ({
      sample: markSample(group.shape, group.color), text: inLanguage(group.label) })) },
    { title: say("kinds"), note: say("width_legend"), entries: shownKinds.map((kind) => ({
      sample: lineSample(kind.key), text: inLanguage(kind.label) })) },
    { title: `${say("size_legend")}: ${inLanguage(metricOf(state.size).label)}`, entries: sizeSamples() },
  ];
  if (state.other !== null) sections.unshift({ title: say("changes"), note: say("dissolved_note"), entries: changeSamples() });
  if (areas()) sections.push({ title: inLanguage(areas().title), entries: areaSamples() });
  if (MODEL.undecided.length) sections[sections.length - 1].note = `? ${say("undecided_name")}`;
  return sections.filter((section) => section.entries.length);
}

function wireLegend() {
  byId("regions-all").addEventListener("click", () => switchRegions(true));
  byId("regions-none").addEventListener("click", () => switchRegions(false));
}
