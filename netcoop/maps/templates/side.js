// What stands beside the map: the legend that filters, and the card of the chosen actor.
const LISTED = 8;

function legendRow(set, key, label, sample) {
  const check = html("input", { type: "checkbox", value: key });
  check.checked = !set.has(key);
  const row = html("li", {}, html("label", {}, check, sample, html("span", { text: label, dir: "auto" })));
  row.classList.toggle("off", !check.checked);
  check.addEventListener("change", () => {
    if (check.checked) set.delete(key);
    else set.add(key);
    row.classList.toggle("off", !check.checked);
    filter();
  });
  return row;
}

function fillLegend() {
  byId("legend-groups").replaceChildren(...MODEL.groups.map((group) => legendRow(
    state.groupsOff, group.key, inLanguage(group.label), markSample(group.shape, group.color))));
  byId("legend-kinds").replaceChildren(...MODEL.tie_kinds.map((kind) => legendRow(
    state.kindsOff, kind.key, inLanguage(kind.label), lineSample(kind.key))));
  byId("legend").hidden = !MODEL.actors.length;
  byId("kinds").hidden = !MODEL.tie_kinds.length;
  fillSizes();
}

function fillSizes() {
  const metric = metricOf(state.size);
  const values = MODEL.actors.map((actor) => valueOf(actor, state.size) || 0);
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  const shown = largest > 0 ? [largest, tidy(largest / 4, metric.digits), 0] : [];
  byId("size-name").textContent = inLanguage(metric.label);
  const samples = [...new Set(shown)].map((value) => html("li", {},
    markSample("circle", "#E3E7EB", radius(value)), html("span", { text: written(value, value ? metric.digits : 0) })));
  if (MODEL.actors.some((actor) => isIsolate(actor))) {
    samples.push(html("li", {}, markSample("circle", "", 6, true), html("span", { text: say("isolate") })));
  }
  byId("legend-sizes").replaceChildren(...samples);
  byId("sizes").hidden = !samples.length;
}

function tidy(value, digits) {
  return digits ? value : Math.max(1, Math.round(value));
}

function partners(id) {
  const found = new Map();
  for (const line of linesOf.get(id)) {
    if (line.missing || !isLineShown(line)) continue;
    const other = line.source === id ? line.target : line.source;
    if (!found.has(other)) found.set(other, { other, strength: strengthOf(line), ties: [] });
    const entry = found.get(other);
    // In a directed network each way has a strength of its own.
    entry.strength = Math.max(entry.strength, strengthOf(line));
    entry.ties.push(line);
  }
  return [...found.values()].sort((a, b) => b.strength - a.strength || (a.other < b.other ? -1 : 1));
}

// A whole number of referrals or contacts is a count; any other weight is a strength, not a number
// of meetings.
function weightShown(line) {
  if (line.shown[state.view]) return line.shown[state.view];
  const isCount = ["referral", "contact"].includes(line.kind) && Number.isInteger(weightOf(line));
  return isCount ? weightWords(weightOf(line)) : `${say("strength")} ${weightWords(weightOf(line))}`;
}

function tieWords(line, id) {
  const way = line.arc ? ` ${say(line.source === id ? "outgoing" : "incoming")}` : "";
  return `${inLanguage(tieKinds.get(line.kind).label)}${way}: ${weightShown(line)}`;
}

function partnerRow(id, words) {
  const actor = actors.get(id);
  const group = groups.get(actor.group);
  const name = html("button", { type: "button", class: "link", text: actor.label, dir: "auto", onclick: () => select(id) });
  return html("li", {}, markSample(group.shape, group.color, 5, isIsolate(actor)),
    html("div", {}, name, ...words.filter(Boolean).map((text) => html("small", { text, dir: "auto" }))));
}

function metricRows(actor) {
  return MODEL.metrics.flatMap((metric) => [
    html("dt", { text: inLanguage(metric.label) }),
    html("dd", {}, html("b", { text: written(valueOf(actor, metric.key), metric.digits) }),
      html("small", { text: inLanguage(metric.meaning) })),
  ]);
}

function fillCard() {
  const card = byId("card");
  card.hidden = !state.selected;
  card.replaceChildren();
  if (!state.selected) return;
  const actor = actors.get(state.selected);
  const facts = ["kind", "sector", "region", "level", "role"].filter((column) => actor[column]).flatMap(
    (column) => [html("dt", { text: say(column) }), html("dd", { text: valueLabel(column, actor[column]), dir: "auto" })]);
  const close = html("button", { type: "button", class: "close controls", "aria-label": say("close"), text: "×", onclick: () => {
    select(null);
    box.focus({ preventScroll: true });
  } });
  card.append(close, html("h2", { id: "card-name", text: actor.label, dir: "auto" }), html("dl", { class: "facts" }, ...facts));
  if (undecided.has(actor.row)) card.append(html("p", { class: "undecided", text: say("undecided") }));
  card.append(...strongest(actor), ...missingPartners(actor), html("dl", { class: "metrics" }, ...metricRows(actor)));
  byId("card").parentElement.scrollTop = 0;
}

function strongest(actor) {
  const found = partners(actor.row);
  if (!found.length) return [html("p", { text: say(isIsolate(actor) ? "no_partner" : "no_partner_shown") })];
  const rows = found.slice(0, LISTED).map((entry) => partnerRow(
    entry.other, entry.ties.map((line) => tieWords(line, actor.row))));
  if (found.length > LISTED) rows.push(html("li", { text: counted("more", found.length - LISTED) }));
  return [html("h3", { text: say("strongest") }), html("ul", { class: "partners" }, ...rows)];
}

function missingPartners(actor) {
  const pairs = linesOf.get(actor.row).filter((line) => line.missing && isLineShown(line));
  if (!pairs.length) return [];
  const rows = pairs.slice(0, LISTED).map((pair) => partnerRow(
    pair.source === actor.row ? pair.target : pair.source, [inLanguage(pair.reason)]));
  if (pairs.length > LISTED) rows.push(html("li", { text: counted("more", pairs.length - LISTED) }));
  return [html("h3", { text: say("missing_partners") }), html("ul", { class: "partners" }, ...rows)];
}
