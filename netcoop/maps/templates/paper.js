// The pictures as vectors, for print and for files: the same scene as on the screen.
const PAPER = { width: 800, height: 545, size: 11 };
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
  const names = outlineNames(scene.underlay, paper, size * 0.85);
  picture.append(...outlineElements(scene.underlay, paper), ...names.map(({ element }) => element));
  for (const line of scene.lines) {
    const target = spots.get(line.target);
    picture.append(...lineElements(line, spots.get(line.source), target, target.r, paper.scale));
  }
  for (const mark of spots.values()) picture.append(...spotElements(mark));
  picture.append(...vectorLabels([...spots.values()], paper, size, names).flatMap(labelElements));
  return picture;
}

function outlineElements(underlay, paper) {
  return outlinesOf(underlay).map(({ rings, fill }) => svg("path", {
    d: rings.map((ring) => `M${ring.map(([x, y]) => {
      const place = paper.at(x, y);
      return `${round(place.x)} ${round(place.y)}`;
    }).join("L")}Z`).join(""),
    class: "area", fill: fill || "none", "fill-rule": "evenodd", stroke: "#9AA2AA", "stroke-width": 0.8,
  }));
}

// Names of areas stand in their middle, where there is room for them.
function outlineNames(underlay, paper, size) {
  const found = [];
  for (const { name, rings } of outlinesOf(underlay)) {
    if (!name || !rings.length) continue;
    const room = sceneRoom([{ marks: [], underlay: { outlines: [{ rings }] } }]);
    const { x, y } = paper.at((room.left + room.right) / 2, (room.top + room.bottom) / 2);
    const half = textWidth(name.toUpperCase(), size) / 2 + 2;
    const place = { id: "", left: x - half, right: x + half, top: y - size * 0.7, bottom: y + size * 0.7 };
    const isTaken = found.some((other) => place.left < other.right && other.left < place.right
      && place.top < other.bottom && other.top < place.bottom);
    if (isTaken || place.left < 0 || place.right > paper.width) continue;
    found.push({ ...place, element: words(name.toUpperCase(), x, y, { size, anchor: "middle", color: "#6B747C" }) });
  }
  return found;
}

function spotElements({ shape, color, hollow, dim, halo, x, y, r }) {
  const mark = markElement(shape, color, round(x), round(y), round(r), hollow);
  if (dim) mark.setAttribute("opacity", 0.25);
  if (!halo) return [mark];
  return [svg("circle", { cx: round(x), cy: round(y), r: round(r * 1.35 + 3), fill: HALO[halo] || HALO.near }), mark];
}

function vectorLabels(spots, paper, size, blocked) {
  const items = spots.filter((spot) => !spot.dim);
  return placeLabels(items, { left: 0, top: 0, right: paper.width, bottom: paper.height }, blocked, size);
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
  const ground = svg("rect", {
    x: round(label.left), y: round(label.top), width: round(label.right - label.left),
    height: round(label.bottom - label.top), fill: "#FFFFFF", "fill-opacity": 0.8,
  });
  const anchor = { left: "start", center: "middle", right: "end" }[label.align];
  return [...(label.covering ? [ground] : []), ...label.texts.map((text, row) => words(
    text, textAnchor(label), label.top + 1 + (row + 0.5) * label.size * LINE, { size: label.size, anchor, halo: true }))];
}

const scenesShown = () => viewsShown().map((view) => makeScene(view, otherOf(view)));

// On paper both pictures of a comparison have half the width, and the same places.
function layOutPaper() {
  fillTableNow();
  const scenes = scenesShown();
  if (!scenes.some(({ marks }) => marks.length)) {
    byId("paper").replaceChildren(html("p", { text: nothingWords() }));
    return;
  }
  const paper = projection(sceneRoom(scenes), PAPER.width / scenes.length, PAPER.height);
  byId("paper").replaceChildren(...scenes.map((scene, place) => html("figure", {},
    ...(hasViews() ? [html("figcaption", { text: headingOf(viewsShown()[place]), dir: "auto" })] : []),
    vectorMap(scene, paper, PAPER.size * (scenes.length > 1 ? 0.85 : 1)))));
}
