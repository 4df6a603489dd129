// Labels that never overlap: the most important first, each where there is room, or not at all.
const FONT_FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const LINE = 1.2;
// The first few names are worth a place farther off, or over lesser marks; the others are not.
const FIRST = 12;
// Of names that must all be there so many look for a place farther off; for more there is none.
const MOST_LED = 150;
// A name stands at its mark (this is the gap), and no other mark is nearer to it than its own.
const GAP = 3;
const CLEAR = GAP + 0.5;
const FAR = [16, 32, 52, 76, 104, 140, 180];
// Names of lesser groups stay this near: a thicket of long lines tells nothing.
const SHORT = 52;
const DIRECTIONS = 12;
// Of thousands of marks the smallest find no room anyway.
const MOST_TRIED = 700;
const measure = document.createElement("canvas").getContext("2d");
const widths = new Map();

function textWidth(text, size) {
  const key = `${size}|${text}`;
  if (!widths.has(key)) {
    measure.font = `${size}px ${FONT_FAMILY}`;
    widths.set(key, measure.measureText(text).width);
  }
  return widths.get(key);
}

// A long name goes on two lines, parted at the space nearest to its middle.
function wrapped(name) {
  const letters = Array.from(name);
  const short = (part) => {
    const all = Array.from(part);
    // Whether a name is decided must be seen on a long one too.
    const cue = part.endsWith("\u00a0?") ? "\u00a0?" : "";
    return all.length > 30 ? `${all.slice(0, 29 - cue.length).join("")}…${cue}` : part;
  };
  if (letters.length <= 18) return [name];
  const middle = name.length / 2;
  let best = -1;
  for (let at = name.indexOf(" "); at >= 0; at = name.indexOf(" ", at + 1)) {
    if (best < 0 || Math.abs(at - middle) < Math.abs(best - middle)) best = at;
  }
  return best < 0 ? [short(name)] : [short(name.slice(0, best)), short(name.slice(best + 1))];
}

// Boxes already taken, in cells, so that a thousand labels are placed in milliseconds.
const CELL = 40;
const CELLS_ACROSS = 4096;

class Taken {
  constructor() {
    this.cells = new Map();
  }

  add(box) {
    for (let row = Math.floor(box.top / CELL); row <= Math.floor(box.bottom / CELL); row += 1) {
      for (let column = Math.floor(box.left / CELL); column <= Math.floor(box.right / CELL); column += 1) {
        const cell = row * CELLS_ACROSS + column;
        const boxes = this.cells.get(cell);
        if (boxes) boxes.push(box);
        else this.cells.set(cell, [box]);
      }
    }
  }

  meets(box) {
    return this.some(box, (other) => areOver(box, other));
  }

  // How much of a box is covered already; what lies in two cells counts once.
  covered(box) {
    const met = new Set();
    this.some(box, (other) => {
      if (areOver(box, other)) met.add(other);
      return false;
    });
    let sum = 0;
    for (const other of met) {
      sum += (Math.min(box.right, other.right) - Math.max(box.left, other.left))
        * (Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top));
    }
    return sum;
  }

  some(box, isWanted) {
    for (let row = Math.floor(box.top / CELL); row <= Math.floor(box.bottom / CELL); row += 1) {
      for (let column = Math.floor(box.left / CELL); column <= Math.floor(box.right / CELL); column += 1) {
        const boxes = this.cells.get(row * CELLS_ACROSS + column);
        if (boxes && boxes.some(isWanted)) return true;
      }
    }
    return false;
  }
}

const areOver = (box, other) => other.id !== box.id && box.left < other.right && other.left < box.right
  && box.top < other.bottom && other.top < box.bottom;

// Beside the mark, below or above it; the text leans on the side where the mark is.
function candidates(mark, width, height, size) {
  const { x, y, r } = mark;
  const low = y + r + GAP - size * 0.15;
  const high = y - r - GAP - height + size * 0.15;
  const places = [
    [x + r + GAP, y - height / 2, "left"], [x - r - GAP - width, y - height / 2, "right"],
    [x - width / 2, low, "center"], [x - width / 2, high, "center"],
    [x + r * 0.5, low, "left"], [x - width - r * 0.5, low, "right"],
    [x + r * 0.5, high, "left"], [x - width - r * 0.5, high, "right"],
  ];
  if (mark.below) places.unshift(places[2]);
  // The name of a group may stand on its own mark.
  if (mark.count > 1) places.push([x - width / 2, y - height / 2, "center"]);
  return places.map(([left, top, align]) => ({
    id: mark.id, left, top, right: left + width, bottom: top + height, align,
  }));
}

function textAnchor(label) {
  if (label.align === "left") return label.left + 2;
  return label.align === "right" ? label.right - 2 : (label.left + label.right) / 2;
}

// Places farther off, nearest first; a thin line leads from there to the mark.
function farther(mark, width, height, reach) {
  const { id, x, y, r } = mark;
  return FAR.filter((distance) => distance <= reach).flatMap((distance) => Array.from({ length: DIRECTIONS }, (_, turn) => {
    const angle = (turn * 2 * Math.PI) / DIRECTIONS;
    const [across, down] = [Math.cos(angle), Math.sin(angle)];
    const side = Math.abs(across) < 0.3 ? 0 : Math.sign(across);
    const left = x + (r + distance) * across - (width * (1 - side)) / 2;
    const top = y + (r + distance) * down - (height * (1 - (Math.abs(down) < 0.3 ? 0 : Math.sign(down)))) / 2;
    const align = ["right", "center", "left"][side + 1];
    return ledBox({ id, left, top, right: left + width, bottom: top + height, align, distance }, mark);
  }));
}

// The line from the nearest point of the box to the edge of the mark.
function ledBox(box, { x, y, r }) {
  const x1 = Math.min(Math.max(x, box.left), box.right);
  const y1 = Math.min(Math.max(y, box.top), box.bottom);
  const length = Math.max(1, Math.hypot(x1 - x, y1 - y));
  return { ...box, leader: { x1, y1, x2: x + ((x1 - x) * r) / length, y2: y + ((y1 - y) * r) / length } };
}

// A leader as small boxes, so that it keeps clear of names and they of it.
function leaderSteps({ id, leader: { x1, y1, x2, y2 } }) {
  const count = Math.max(1, Math.ceil(Math.hypot(x2 - x1, y2 - y1) / 10));
  return Array.from({ length: count }, (_, step) => {
    const share = (step + 0.5) / count;
    const [x, y] = [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share];
    return { id, left: x - 3, top: y - 3, right: x + 3, bottom: y + 3 };
  });
}

function leaderElement({ x1, y1, x2, y2 }) {
  return svg("line", { x1: round(x1), y1: round(y1), x2: round(x2), y2: round(y2), stroke: INK, "stroke-width": 0.9 });
}

function labelSize(mark, size) {
  const texts = wrapped(mark.label);
  const broader = mark.strong ? 1.1 : 1;
  const width = texts.reduce((most, text) => Math.max(most, textWidth(text, size)), 0) * broader + 4;
  return { texts, width, height: texts.length * size * LINE + 2 };
}

function isWithin(box, bounds) {
  return box.left >= bounds.left && box.right <= bounds.right && box.top >= bounds.top && box.bottom <= bounds.bottom;
}

// Where a name may go at worst: over its own mark or a neighbor's, but within the box.
function pushedIn(box, bounds) {
  const across = Math.max(bounds.left - box.left, 0) + Math.min(bounds.right - box.right, 0);
  const down = Math.max(bounds.top - box.top, 0) + Math.min(bounds.bottom - box.bottom, 0);
  return { ...box, left: box.left + across, right: box.right + across, top: box.top + down, bottom: box.bottom + down };
}

// What is taken while names are placed: all marks, with and without a margin, those more important
// than the one whose turn it is, and the names with their leaders.
class Ground {
  constructor(marks, blocked) {
    Object.assign(this, { near: new Taken(), marks: new Taken(), greater: new Taken(), names: new Taken() });
    for (const box of blocked) [this.near, this.names].forEach((boxes) => boxes.add(box));
    for (const mark of marks) {
      this.near.add(squareOf(mark, CLEAR));
      this.marks.add(squareOf(mark, 0));
    }
  }

  isClear(box) {
    return !this.near.meets(box);
  }

  isOnName(box) {
    return this.names.meets(box) || (box.leader && leaderSteps(box).some((step) => this.names.meets(step)));
  }

  take(label) {
    const boxes = label.leader ? [label, ...leaderSteps(label)] : [label];
    for (const box of boxes) [this.near, this.names].forEach((taken) => taken.add(box));
  }

  // What a place costs: the way from its mark, marks and names it covers, another mark so near that
  // the name could be taken for its own, and marks on the way. Once it is too much, the rest is not asked.
  cost(box, most) {
    let sum = 3 * (box.distance || 0);
    if (sum < most) sum += this.marks.covered(box) + 4 * this.names.covered(box);
    if (sum < most && this.near.meets(box.leader ? widened(box, CLEAR) : box)) sum += 90;
    if (sum < most && box.leader) sum += 25 * leaderSteps(box).filter((step) => this.marks.meets(step)).length;
    return sum;
  }

  cheapest(boxes, isFit = () => true) {
    let [best, least] = [null, Infinity];
    for (const box of boxes) {
      if (3 * (box.distance || 0) >= least || !isFit(box)) continue;
      const cost = this.cost(box, least);
      if (cost < least) [best, least] = [box, cost];
    }
    return best;
  }
}

const widened = (box, by) => ({ ...box, left: box.left - by, top: box.top - by, right: box.right + by, bottom: box.bottom + by });
const squareOf = ({ id, x, y, r }, margin) => ({
  id, left: x - r - margin, top: y - r - margin, right: x + r + margin, bottom: y + r + margin });

// Where a name goes: beside its mark if there is room. If it matters also farther off, then over
// lesser marks; if it must be there, over any mark, and at the very last over another name.
function placeOf(mark, { width, height }, place, ground, bounds, size) {
  const beside = candidates(mark, width, height, size);
  const near = beside.filter((box) => isWithin(box, bounds));
  const clear = near.find((box) => ground.isClear(box));
  const must = mark.always || mark.forced;
  if (clear || !(must || place < FIRST || mark.count > 1)) return clear;
  const pushed = [pushedIn(beside[0], bounds), pushedIn(beside[2], bounds)].filter((box) => isWithin(box, bounds));
  // Of thousands of names that must all be there the rest lie over one another anyway.
  if (mark.forced && !mark.always && place >= MOST_LED) return near[0] || pushed[0];
  const reach = must || place < FIRST ? Infinity : SHORT;
  const far = farther(mark, width, height, reach).filter((box) => isWithin(box, bounds));
  // At its mark, over another one, a name would be read as that one's: first the places with a line.
  const own = mark.count > 1 ? near.slice(-1) : [];
  const isOver = (box) => !ground.greater.meets(box);
  const overLesser = ground.cheapest([...own, ...far], (box) => isOver(box) && !ground.isOnName(box))
    || ground.cheapest(place < FIRST ? far : [], (box) => isOver(box) && !ground.names.meets(box))
    || ground.cheapest(near, (box) => isOver(box) && !ground.names.meets(box));
  if (overLesser || !must) return overLesser;
  const all = [...near, ...far, ...pushed];
  return ground.cheapest(all, (box) => !ground.names.meets(box)) || (mark.forced ? ground.cheapest(all) : null);
}

// marks: {id, label, x, y, r, rank, always, forced, count}; bounds and blocked: boxes in the same
// pixels. "always" goes over marks if it must, "forced" over other names too. At most so many names.
function placeLabels(marks, bounds, blocked, size, most = Infinity) {
  const ranked = [...marks].sort((a, b) => b.rank - a.rank);
  const ground = new Ground(ranked, blocked);
  const placed = [];
  for (const [place, mark] of ranked.entries()) {
    const isTried = (placed.length < most && place < MOST_TRIED) || mark.always || mark.forced;
    const isIn = mark.x >= bounds.left && mark.x <= bounds.right && mark.y >= bounds.top && mark.y <= bounds.bottom;
    if (isTried && isIn && mark.label) {
      const room = labelSize(mark, size);
      const box = placeOf(mark, room, place, ground, bounds, size);
      if (box) {
        const label = { ...box, texts: room.texts, size, strong: mark.strong };
        placed.push(label);
        ground.take(label);
      }
    }
    ground.greater.add(squareOf(mark, 0));
  }
  return placed;
}

// Names of areas stand first, clear of the marks: in a box at its edge, else in the middle. `at`
// turns places of the map into pixels, `spots` are the marks in pixels.
function placeAreaNames(outlines, at, bounds, size, spots) {
  const placed = [];
  const named = outlines.filter(({ name, rings }) => name && rings.length);
  const marks = new Taken();
  if (named.length) for (const spot of spots) marks.add(squareOf(spot, 1));
  for (const { name, rings } of named) {
    const ring = rings.reduce((best, one) => (one.length > best.length ? one : best));
    const room = extent(ring.map(([x, y]) => ({ ...at(x, y), r: 0 })));
    const isBox = ring.length <= 5 && ring.every(([x, y]) => isCorner(at(x, y), room));
    const text = isBox ? shortened(name.toLocaleUpperCase(state.lang), size, room.right - room.left - 8) : name.toLocaleUpperCase(state.lang);
    if (!text) continue;
    const free = areaPlaces(text, room, size, isBox).filter((box) => isWithin(box, bounds)
      && placed.every((other) => !(box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom)));
    const best = free.find((box) => !marks.meets(box)) || (isBox ? null : free[0]);
    if (best) placed.push(best);
  }
  return placed;
}

const isCorner = ({ x, y }, { left, right, top, bottom }) => Math.min(Math.abs(x - left), Math.abs(x - right)) < 0.5
  && Math.min(Math.abs(y - top), Math.abs(y - bottom)) < 0.5;

function areaPlaces(text, { left, right, top, bottom }, size, isBox) {
  const half = areaTextWidth(text, size) / 2 + 2;
  const high = size * 0.7;
  const middle = (left + right) / 2;
  const spots = isBox
    ? [[left + half + 2, top + high + 2], [middle, top + high + 2], [right - half - 2, top + high + 2],
      [left + half, top - high - 1], [right - half, top - high - 1], [left + half + 2, bottom - high - 2], [left + half, bottom + high + 1]]
    : [[middle, (top + bottom) / 2], [middle, top + (bottom - top) * 0.3], [middle, top + (bottom - top) * 0.7]];
  return spots.map(([x, y]) => ({ id: "", text, x, y, left: x - half, right: x + half, top: y - high, bottom: y + high }));
}

// Names of areas are bold.
const areaTextWidth = (text, size) => textWidth(text, size) * 1.12;

function shortened(text, size, most) {
  if (areaTextWidth(text, size) <= most) return text;
  const letters = Array.from(text);
  let count = letters.length - 1;
  while (count > 1 && areaTextWidth(`${letters.slice(0, count).join("").trim()}…`, size) > most) count -= 1;
  return count > 1 ? `${letters.slice(0, count).join("").trim()}…` : "";
}
