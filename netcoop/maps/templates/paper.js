// The map on paper: the same marks, lines and labels as vectors, made when the page is printed.
const PAPER_WIDTH = 800;
const PAPER_HEIGHT = 545;

function paperMap() {
  const marks = shownActors();
  if (!marks.length) return html("p", { text: say(MODEL.actors.length ? "all_hidden" : "empty") });
  const room = extent(marks);
  const side = 70;
  const scale = Math.min(
    (PAPER_WIDTH - 2 * side) / (room.right - room.left), (PAPER_HEIGHT - 50) / (room.bottom - room.top), 1.2);
  const height = Math.ceil((room.bottom - room.top) * scale + 50);
  const left = (PAPER_WIDTH - (room.right - room.left) * scale) / 2;
  const spots = new Map(marks.map((actor) => [actor.row, {
    x: left + (actor.x - room.left) * scale, y: 25 + (actor.y - room.top) * scale,
    r: Math.max(3, radii.get(actor.row) * scale),
  }]));
  const picture = svg("svg", { viewBox: `0 0 ${PAPER_WIDTH} ${height}`, width: PAPER_WIDTH, height });
  for (const line of shownLines()) {
    const target = spots.get(line.target);
    picture.append(...lineElements(line, spots.get(line.source), target, target.r, scale));
  }
  for (const actor of marks) {
    const { x, y, r } = spots.get(actor.row);
    const group = groups.get(actor.group);
    picture.append(markElement(group.shape, group.color, round(x), round(y), round(r), isIsolate(actor)));
  }
  picture.append(...paperLabels(marks, spots, height).flatMap(labelElements));
  return picture;
}

function paperLabels(marks, spots, height) {
  const items = marks.map((actor) => ({
    id: actor.row, label: actor.label, ...spots.get(actor.row), rank: spots.get(actor.row).r + expected.get(actor.row),
    below: isIsolate(actor), always: state.allLabels,
  }));
  return placeLabels(items, { left: 0, top: 0, right: PAPER_WIDTH, bottom: height }, [], 11);
}

function labelElements(label) {
  const ground = svg("rect", {
    x: round(label.left), y: round(label.top), width: round(label.right - label.left),
    height: round(label.bottom - label.top), fill: "#FFFFFF", "fill-opacity": 0.8,
  });
  return [...(label.covering ? [ground] : []), ...label.texts.map((text, row) => {
    const element = svg("text", {
      x: round(textAnchor(label)), y: round(label.top + 1 + (row + 0.5) * label.size * LINE),
      "font-size": label.size, "font-family": FONT_FAMILY, "text-anchor": { left: "start", center: "middle", right: "end" }[label.align],
      "dominant-baseline": "central", fill: INK, stroke: "#FFFFFF", "stroke-width": 3,
      "stroke-linejoin": "round", "paint-order": "stroke",
    });
    element.textContent = text;
    return element;
  })];
}

function layOutPaper() {
  byId("paper").replaceChildren(paperMap());
}
