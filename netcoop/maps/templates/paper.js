// The pictures as vectors, for print and for files: the same scene as on the screen.
const PAPER = { size: 11.5 };
const HALO = { chosen: "#FFE08A", near: "#E8EDF2" };

// The box around all marks, and around the areas below them if there are any.
function sceneRoom(scenes) {
  const room = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  const widen = (x, y, r) => {
    room.left = Math.min(room.left, x - r);
    room.right = Math.max(room.right, x + r);
    room.top = Math.min(room.top, y - r);
    room.bottom = Math.max(room.bottom, y + r);
  };
  for (const { marks, underlay } of scenes) {
    for (const { x, y, r } of marks) widen(x, y, r);
    for (const { rings } of outlinesOf(underlay)) {
      for (const ring of rings) for (const [x, y] of ring) widen(x, y, 0);
    }
  }
  return room;
}

const outlinesOf = (underlay) => (underlay && underlay.outlines) || [];

// What turns a place of the map into a place on a picture of this width, and how high that gets.
function projection(room, width, most) {
  const side = Math.min(70, width * 0.09);
  const scale = Math.min(
    (width - 2 * side) / Math.max(room.right - room.left, 1),
    (most - 50) / Math.max(room.bottom - room.top, 1), width / 660);
  const left = (width - (room.right - room.left) * scale) / 2;
  return {
    scale, width, height: Math.ceil((room.bottom - room.top) * scale + 50),
    at: (x, y) => ({ x: left + (x - room.left) * scale, y: 25 + (y - room.top) * scale }),
  };
}

function vectorMap(scene, paper, size) {
  const spots = new Map(scene.marks.map((mark) => [mark.id, {
    ...mark, ...paper.at(mark.x, mark.y), r: Math.max(3, mark.r * paper.scale) }]));
  const picture = svg("svg", {
    viewBox: `0 0 ${round(paper.width)} ${paper.height}`, width: round(paper.width), height: paper.height });
  const bounds = { left: 0, top: 0, right: paper.width, bottom: paper.height };
  const areaWords = placeAreaNames(outlinesOf(scene.underlay), paper.at, bounds, size * 0.85, [...spots.values()]);
  picture.append(...outlineElements(scene.underlay, paper), ...areaWords.map(
    ({ text, x, y }) => words(text, x, y, { size: size * 0.85, anchor: "middle", color: "#6B747C" })));
  for (const line of scene.lines) {
    const target = spots.get(line.target);
    picture.append(...lineElements(line, spots.get(line.source), target, target.r, paper.scale));
  }
  for (const mark of spots.values()) picture.append(...spotElements(mark));
  // Names keep clear of the second outline of a group too.
  const named = [...spots.values()].filter((spot) => !spot.dim).map((spot) => ({ ...spot, r: spot.r * 1.1 + (spot.count > 1 ? 3.5 : 0) }));
  const placed = placeLabels(named, bounds, areaWords, size);
  picture.append(...placed.filter((label) => label.leader).map((label) => leaderElement(label.leader)),
    ...placed.flatMap(labelElements));
  return picture;
}

const pathPoint = ({ x, y }) => `${round(x)} ${round(y)}`;

function outlineElements(underlay, paper) {
  return outlinesOf(underlay).map(({ rings, fill }) => svg("path", {
    d: rings.map((ring) => `M${ring.map((point) => pathPoint(paper.at(...point))).join("L")}Z`).join(""),
    class: "area", fill: fill || "none", "fill-rule": "evenodd", stroke: "#9AA2AA", "stroke-width": 0.8,
  }));
}

function spotElements({ shape, color, hollow, dim, halo, count, x, y, r }) {
  const mark = markElement(shape, color, round(x), round(y), round(r), hollow);
  if (dim) mark.setAttribute("opacity", 0.25);
  // A group has a second outline, as on the screen.
  const second = count > 1 ? [markElement(shape, "none", round(x), round(y), round(r + 3.5))] : [];
  if (second.length) second[0].setAttribute("stroke-width", 1);
  if (!halo) return [...second, mark];
  return [...second, svg("circle", { cx: round(x), cy: round(y), r: round(r * 1.35 + 3), fill: HALO[halo] || HALO.near }), mark];
}

function words(text, x, y, { size, anchor = "start", weight = "normal", color = INK, halo = false }) {
  const element = svg("text", {
    x: round(x), y: round(y), "font-size": round(size), "font-family": FONT_FAMILY, "font-weight": weight,
    "text-anchor": anchor, "dominant-baseline": "central", fill: color,
    ...(halo ? { stroke: "#FFFFFF", "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" } : {}),
  });
  element.textContent = text;
  return element;
}

function labelElements(label) {
  const anchor = { left: "start", center: "middle", right: "end" }[label.align];
  return label.texts.map((text, row) => words(
    text, textAnchor(label), label.top + 1 + (row + 0.5) * label.size * LINE, { size: label.size, anchor, halo: true }));
}

const scenesShown = () => viewsShown().map((view) => makeScene(view, otherOf(view)));

// One page holds the title, the notes, the pictures and the whole legend: the legend is one picture more,
// and what the words above take is not left for the pictures. All in units of PAPER.
const SHEET_OF_PAPER = { width: 1030, height: 690, line: 17, size: 12.5, between: 12, most: 280 };

function layOutPaper() {
  fillTableNow();
  fillPaperTable();
  const scenesOnPaper = scenesShown();
  const paper = byId("paper");
  const { width, height, between, most } = SHEET_OF_PAPER;
  if (!scenesOnPaper.some(({ marks }) => marks.length)) {
    paper.replaceChildren(html("p", { text: nothingWords() }));
    return;
  }
  const left = Math.max(250, height - heightOfWords() - (hasViews() ? 20 : 0));
  const project = (legendWidth) => projection(
    sceneRoom(scenesOnPaper), (width - legendWidth - between * scenesOnPaper.length) / scenesOnPaper.length, left);
  const legend = paperLegend(project(most).scale);
  // A high legend gets narrower as the page makes it lower, and the pictures get the rest.
  const legendWidth = Math.min(most, (left / legend.height) * SHEET.legend);
  const looks = project(legendWidth);
  paper.replaceChildren(...scenesOnPaper.map((scene, place) => html("figure", {},
    ...(hasViews() ? [html("figcaption", { text: headingOf(viewsShown()[place]), dir: "auto" })] : []),
    atTop(vectorMap(scene, looks, PAPER.size * (scenesOnPaper.length > 1 ? 0.85 : 1))))));
  byId("paper-legend").replaceChildren(atTop(legend.picture));
  byId("paper-legend").style.width = `${round((100 * legendWidth) / width)}%`;
}

function atTop(picture) {
  picture.setAttribute("preserveAspectRatio", "xMidYMin");
  return picture;
}

// How high the title, the counts and the notes get on paper.
function heightOfWords() {
  const { width, line, size } = SHEET_OF_PAPER;
  const rows = [byId("counts").textContent, ...noteWords()].reduce(
    (sum, text) => sum + linesOfText(text, size, width - 60).length, 0);
  return linesOfText(inLanguage(MODEL.title), 20, width).length * 26 + rows * line + 30;
}

function paperLegend(scale) {
  const picture = svg("svg", { lang: state.lang });
  const pen = { x: 0, y: 4 };
  // The legend shrinks or grows with its width, so its samples are made for that.
  writeLegend(picture, pen, (scale * SHEET.legend) / SHEET_OF_PAPER.most);
  picture.setAttribute("viewBox", `0 0 ${SHEET.legend} ${Math.ceil(pen.y)}`);
  return { picture, height: pen.y };
}

// In a comparison the table on paper has both periods: what a number was and what it became.
function fillPaperTable() {
  const isCompared = state.other !== null;
  byId("list").classList.toggle("both", isCompared);
  byId("paper-view").textContent = isCompared ? `: ${viewsShown().map(headingOf).join(" → ")}` : "";
  byId("paper-table").replaceChildren(...(isCompared ? [comparedTable()] : []));
}

function comparedTable() {
  const columns = tableColumns();
  const chosen = columns.find((column) => column.key === state.sort.column) || columns[0];
  const look = (column) => (column.metric ? "number" : "");
  const head = columns.map((column) => html("th", { scope: "col", class: look(column), text: column.label }));
  const rows = sorted(visibleActors(), chosen).map((actor) => html("tr", {}, ...columns.map(
    (column) => html("td", { class: look(column), text: comparedValue(actor, column), dir: "auto" }))));
  return html("table", {}, html("thead", {}, html("tr", {}, ...head)), html("tbody", {}, ...rows));
}

function comparedValue(actor, column) {
  if (!column.metric) return column.value(actor);
  return viewsShown().map((view) => written(valueOf(actor, column.key, view), column.metric.digits)).join(" → ");
}
