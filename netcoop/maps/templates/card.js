// The card of what is chosen: an actor with its numbers and partners, or a group of actors.
const LISTED = 8;

// The partners of an actor in the views shown, the strongest first.
function partners(id) {
  const found = new Map();
  for (const line of linesOf.get(id)) {
    if (line.missing || !isLineVisible(line)) continue;
    const other = line.source === id ? line.target : line.source;
    if (!found.has(other)) found.set(other, { other, strength: 0, ties: [] });
    const entry = found.get(other);
    // In a directed network each way has a strength of its own.
    for (const view of viewsShown()) entry.strength = Math.max(entry.strength, strengthOf(line, view) || 0);
    entry.ties.push(line);
  }
  return [...found.values()].sort((a, b) => b.strength - a.strength || (a.other < b.other ? -1 : 1));
}

// A whole number of referrals or contacts is a count; any other weight is a strength, not a number
// of meetings.
function weightShown(line, view) {
  const weight = weightOf(line, view);
  if (weight === null) return "–";
  if (line.shown[view]) return line.shown[view];
  return weightWords(weight);
}

function tieWords(line, id) {
  const way = line.arc ? ` ${say(line.source === id ? "outgoing" : "incoming")}` : "";
  const isCount = (view) => weightOf(line, view) === null || line.shown[view]
    || (["referral", "contact"].includes(line.kind) && Number.isInteger(weightOf(line, view)));
  const unit = viewsShown().every(isCount) ? "" : `${say("strength")} `;
  const weights = viewsShown().map((view) => weightShown(line, view)).join(" → ");
  return `${inLanguage(tieKinds.get(line.kind).label)}${way}: ${unit}${weights}`;
}

function actorLink(id) {
  const actor = actors.get(id);
  return html("button", { type: "button", class: "link", text: actor.label, dir: "auto", onclick: () => select(id) });
}

function partnerRow(id, words, ...more) {
  const actor = actors.get(id);
  const group = groups.get(actor.group);
  return html("li", {}, markSample(group.shape, group.color, 5, isIsolate(actor)),
    html("div", {}, actorLink(id), ...words.filter(Boolean).map((text) => html("small", { text, dir: "auto" })), ...more));
}

// "2024-03" and "2024 Q1" in words; whatever else stands there stays as it is.
function monthWords(label) {
  const month = /^(\d{4})-(\d{2})$/.exec(label);
  if (month && Number(month[2]) >= 1 && Number(month[2]) <= 12) {
    return new Intl.DateTimeFormat(state.lang, { month: "long", year: "numeric", timeZone: "UTC" })
      .format(Date.UTC(Number(month[1]), Number(month[2]) - 1, 1));
  }
  const quarter = /^(\d{4})[ -]?Q([1-4])$/.exec(label);
  if (!quarter) return label;
  return state.lang === "cs" ? `${quarter[2]}. ${say("quarter")} ${quarter[1]}` : `${say("quarter")} ${quarter[2]}, ${quarter[1]}`;
}

// What a tie was made from: how often in which month, by kind; never a single referral or case.
function behindRows(line, id) {
  const periods = viewsShown().map((view) => MODEL.views[view].period);
  const rows = line.behind.filter(([period]) => periods.includes(period));
  if (!rows.length) return [];
  const way = line.arc ? ` ${say(line.source === id ? "outgoing" : "incoming")}` : "";
  return [html("b", { text: inLanguage(tieKinds.get(line.kind).label) + way, dir: "auto" }),
    html("ul", {}, ...rows.map(([, label, n]) => html("li", {},
      html("span", { text: monthWords(label) }), html("span", { text: typeof n === "number" ? written(n, 0) : n }))))];
}

function behind(entry, id) {
  const rows = entry.ties.flatMap((line) => behindRows(line, id));
  return rows.length ? [html("details", { class: "behind" }, html("summary", { text: say("behind") }), ...rows)] : [];
}

function metricRows(actor) {
  return MODEL.metrics.flatMap((metric) => [
    html("dt", { text: inLanguage(metric.label) }),
    html("dd", {}, html("b", { text: viewsShown().map(
      (view) => written(valueOf(actor, metric.key, view), metric.digits)).join(" → ") }),
    html("small", { text: inLanguage(metric.meaning) })),
  ]);
}

function fillCard() {
  const card = byId("card");
  card.hidden = !state.selected;
  card.replaceChildren();
  if (!state.selected) return;
  const close = html("button", { type: "button", class: "close controls", "aria-label": say("close"), text: "×", onclick: () => {
    select(null);
    box.focus({ preventScroll: true });
  } });
  card.append(close, ...(isBlockId(state.selected) ? blockCard(blockOf(state.selected)) : actorCard(actors.get(state.selected))));
  card.parentElement.scrollTop = 0;
}

function actorCard(actor) {
  const facts = ["kind", "sector", "region", "level", "role"].filter((column) => actor[column]).flatMap(
    (column) => [html("dt", { text: say(column) }), html("dd", { text: valueLabel(column, actor[column]), dir: "auto" })]);
  const notes = viewsShown().filter((view) => !isPresent(actor, view)).map(
    (view) => html("p", { class: "remark", text: `${headingOf(view)}: ${say("absent")}`, dir: "auto" }));
  if (undecided.has(actor.row)) notes.unshift(html("p", { class: "remark", text: say("undecided") }));
  if (state.other !== null) notes.push(html("p", { class: "remark", text: say("before_after") }));
  return [html("h2", { id: "card-name", text: actor.label, dir: "auto" }), html("dl", { class: "facts" }, ...facts),
    ...notes, ...strongest(actor), ...missingPartners(actor), html("dl", { class: "metrics" }, ...metricRows(actor))];
}

function listed(heading, rows) {
  const shown = rows.slice(0, LISTED).map((row) => row());
  if (rows.length > LISTED) shown.push(html("li", { text: counted("more", rows.length - LISTED) }));
  return [html("h3", { text: say(heading) }), html("ul", { class: "partners" }, ...shown)];
}

function strongest(actor) {
  const found = partners(actor.row);
  const isAlone = viewsShown().every((view) => isIsolate(actor, view) || !isPresent(actor, view));
  if (!found.length) return [html("p", { text: say(isAlone ? "no_partner" : "no_partner_shown") })];
  return listed("strongest", found.map((entry) => () => partnerRow(
    entry.other, entry.ties.map((line) => tieWords(line, actor.row)), ...behind(entry, actor.row))));
}

function missingPartners(actor) {
  const pairs = linesOf.get(actor.row).filter((line) => line.missing && isLineVisible(line));
  if (!pairs.length) return [];
  return listed("missing_partners", pairs.map((pair) => () => partnerRow(
    pair.source === actor.row ? pair.target : pair.source, [inLanguage(pair.reason)])));
}

// A group of the grouped picture: who belongs there, and what it is tied to.
function blockCard(block) {
  const open = html("button", { type: "button", id: "open-block", text: say("block_open"), onclick: () => {
    openBlock(block.id);
    select(null);
    fillViews();
    filter();
    showOpened(block.id);
    box.focus({ preventScroll: true });
    byId("spoken").textContent = `${say("shown_members")} ${block.label}`;
  } });
  const facts = html("dl", { class: "facts" },
    html("dt", { text: say("block_size") }), html("dd", { text: written(block.members.length, 0) }),
    html("dt", { text: say("block_within") }), html("dd", { text: written(block.within, 0) }));
  const others = block.partners.map(({ id, label, count }) => () => html("li", {}, html("div", {},
    html("button", { type: "button", class: "link", text: label, dir: "auto", onclick: () => select(id) }),
    html("small", { text: counted("ties", count) }))));
  const members = block.members.map((actor) => () => html("li", {}, html("div", {}, actorLink(actor.row))));
  return [html("h2", { id: "card-name", text: block.label, dir: "auto" }), facts, open,
    ...(others.length ? listed("block_partners", others) : []), ...listed("block_members", members)];
}
