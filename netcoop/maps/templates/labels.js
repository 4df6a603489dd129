// Labels that never overlap: the most important first, each where there is room, or not at all.
const FONT_FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const LINE = 1.2;
// The first few names are worth covering the edge of a smaller mark; the others are not.
const FIRST = 12;
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
const CELL = 80;
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
    for (let row = Math.floor(box.top / CELL); row <= Math.floor(box.bottom / CELL); row += 1) {
      for (let column = Math.floor(box.left / CELL); column <= Math.floor(box.right / CELL); column += 1) {
        const boxes = this.cells.get(row * CELLS_ACROSS + column);
        if (boxes && boxes.some((other) => areOver(box, other))) return true;
      }
    }
    return false;
  }
}

const areOver = (box, other) => other.id !== box.id && box.left < other.right && other.left < box.right
  && box.top < other.bottom && other.top < box.bottom;

// Beside the mark, below or above it; the text leans on the side where the mark is.
function candidates(mark, width, height, size) {
  const gap = 3;
  const { x, y, r } = mark;
  const low = y + r + gap - size * 0.15;
  const high = y - r - gap - height + size * 0.15;
  const places = [
    [x + r + gap, y - height / 2, "left"], [x - r - gap - width, y - height / 2, "right"],
    [x - width / 2, low, "center"], [x - width / 2, high, "center"],
    [x + r * 0.5, low, "left"], [x - width - r * 0.5, low, "right"],
    [x + r * 0.5, high, "left"], [x - width - r * 0.5, high, "right"],
  ];
  if (mark.below) places.unshift(places[2]);
  return places.map(([left, top, align]) => ({
    id: mark.id, left, top, right: left + width, bottom: top + height, align,
  }));
}

function textAnchor(label) {
  if (label.align === "left") return label.left + 2;
  return label.align === "right" ? label.right - 2 : (label.left + label.right) / 2;
}

function labelBoxes(mark, size) {
  const texts = wrapped(mark.label);
  const broader = mark.strong ? 1.1 : 1;
  const width = texts.reduce((most, text) => Math.max(most, textWidth(text, size)), 0) * broader + 4;
  const height = texts.length * size * LINE + 2;
  return candidates(mark, width, height, size).map((box) => ({ ...box, texts }));
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

// marks: {id, label, x, y, r, rank, always, forced}; bounds and blocked: boxes in the same pixels.
// "always" goes over marks if it must, "forced" over other names too. At most so many get a name.
function placeLabels(marks, bounds, blocked, size, most = Infinity) {
  const ranked = [...marks].sort((a, b) => b.rank - a.rank);
  const [taken, important, names] = [new Taken(), new Taken(), new Taken()];
  for (const box of blocked) [taken, important, names].forEach((boxes) => boxes.add(box));
  ranked.forEach(({ id, x, y, r }, place) => {
    const square = (side) => ({ id, left: x - side, top: y - side, right: x + side, bottom: y + side });
    taken.add(square(r));
    important.add(square(place < FIRST ? r : r * 0.5));
  });
  const placed = [];
  for (const [place, mark] of ranked.entries()) {
    if ((placed.length >= most || place >= MOST_TRIED) && !mark.always && !mark.forced) continue;
    if (!mark.label || mark.x < bounds.left || mark.x > bounds.right || mark.y < bounds.top || mark.y > bounds.bottom) continue;
    const all = labelBoxes(mark, size);
    const inside = all.filter((box) => isWithin(box, bounds));
    const clear = inside.find((box) => !taken.meets(box));
    const worst = () => [...inside, pushedIn(all[0], bounds), pushedIn(all[2], bounds)].filter((box) => isWithin(box, bounds));
    const free = clear || (place < FIRST && inside.find((box) => !important.meets(box)))
      || ((mark.always || mark.forced) && worst().find((box) => !names.meets(box)));
    const box = free || (mark.forced ? worst()[0] : null);
    if (!box) continue;
    placed.push({ ...box, size, forced: !free, covering: !clear, strong: mark.strong });
    [taken, important, names].forEach((boxes) => boxes.add(box));
  }
  return placed;
}
