// One geometry for the canvas, the legend and the paper: outlines of marks and bends of lines.
const SVG = "http://www.w3.org/2000/svg";
const OUTLINE = "#22272B";
const INK = "#1A1D20";

function svg(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function html(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "text") element.textContent = value;
    else if (key === "onclick") element.addEventListener("click", value);
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

// One scale for all views: a mark may grow from one period to the next, but not because others shrank.
const largestOf = new Map();

function largestValue(key) {
  if (!largestOf.has(key)) {
    let largest = 0;
    for (const view of MODEL.views) for (const value of view.metrics[key]) if (value > largest) largest = value;
    largestOf.set(key, largest);
  }
  return largestOf.get(key);
}

function radius(value) {
  const largest = largestValue(state.size);
  return largest > 0 && value > 0 ? 6 + 14 * Math.sqrt(Math.min(value / largest, 1)) : 6;
}

// How much larger (on a small screen) or smaller (of very many actors) marks are drawn than planned.
let enlarged = 1;
// The least radius of a white spot, in map units: a smaller one would be crumbs of a dashed line.
let leastHollow = 0;

function lineWidth(line, view = state.view) {
  if (line.missing) return 1.6 * MODEL.scale;
  const most = heaviest.get(line.kind);
  return (0.7 + 3.8 * (most > 0 ? weightOf(line, view) / most : 0)) * MODEL.scale;
}

// Many lines are drawn fainter, so that the marks stay in front; missing ties and arcs stay plain.
function lineOpacity(line, among = lines.length) {
  if (line.missing || line.arc) return 1;
  return Math.min(0.85, Math.max(0.35, 11 / Math.sqrt(among + 1)));
}

function tracePath(context, shape, x, y, r) {
  context.beginPath();
  addOutline(context, shape, x, y, r);
}

function addOutline(context, shape, x, y, r) {
  const outline = DATA.outlines[shape];
  if (!outline.length) {
    context.moveTo(x + r, y);
    context.arc(x, y, r, 0, 2 * Math.PI);
    return;
  }
  outline.forEach(([across, down], place) => {
    if (place) context.lineTo(x + across * r, y + down * r);
    else context.moveTo(x + r * across, y + r * down);
  });
  context.closePath();
}

function markElement(shape, color, x, y, r, isolate = false) {
  const outline = DATA.outlines[shape];
  const look = {
    fill: isolate ? "#FFFFFF" : color, stroke: OUTLINE, "stroke-width": 1.3,
    ...(isolate ? { "stroke-dasharray": hollowDash(r).map(round).join(" ") } : {}),
  };
  if (!outline.length) return svg("circle", { cx: x, cy: y, r, ...look });
  const points = outline.map(([across, down]) => `${round(x + across * r)},${round(y + down * r)}`);
  return svg("polygon", { points: points.join(" "), "stroke-linejoin": "round", ...look });
}

// The outline of a white spot: as many dashes on a small mark as on a large one.
const hollowDash = (r) => [r * 0.42, r * 0.36];
const round = (value) => Math.round(value * 10) / 10;

// The point a bent line leans to, as vis-network computes it for "curvedCW" and "curvedCCW".
function lean(from, to, bend) {
  const across = to.x - from.x;
  const down = from.y - to.y;
  const length = Math.hypot(across, down);
  const angle = Math.atan2(down, across) + (bend * 0.5 + 0.5) * Math.PI;
  const reach = (Math.abs(bend) * 0.5 + 0.5) * length;
  return { x: from.x + reach * Math.sin(angle), y: from.y + reach * Math.cos(angle) };
}

// Where a line bends, its tip before the mark it ends at, and the way it points there.
function lineCourse(line, from, to, targetRadius) {
  const via = line.bend ? lean(from, to, line.bend) : { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const angle = Math.atan2(to.y - via.y, to.x - via.x);
  const gap = Math.min(targetRadius, Math.hypot(to.x - from.x, to.y - from.y) / 2);
  return { via, angle, tip: { x: to.x - Math.cos(angle) * gap, y: to.y - Math.sin(angle) * gap } };
}

// A line of a scene as vectors, between ends given in pixels; a map unit has so many pixels there.
function lineElements(line, from, to, targetRadius, scale) {
  const { via, angle, tip } = lineCourse(line, from, to, targetRadius + 1);
  const width = Math.max(0.6, line.width * scale);
  const path = svg("path", {
    d: `M${round(from.x)} ${round(from.y)}Q${round(via.x)} ${round(via.y)} ${round(to.x)} ${round(to.y)}`,
    fill: "none", stroke: line.color, "stroke-width": round(width), "stroke-opacity": Math.round(line.opacity * 100) / 100,
    ...(line.dash.length ? { "stroke-dasharray": line.dash.join(" ") } : {}),
  });
  return line.arc ? [path, arrowHead(tip, angle, 4 + width, line.color)] : [path];
}

function arrowHead(tip, angle, size, color) {
  const corner = (turn) => [
    round(tip.x - size * Math.cos(angle + turn)), round(tip.y - size * Math.sin(angle + turn))].join(",");
  return svg("polygon", {
    points: `${round(tip.x)},${round(tip.y)} ${corner(0.4)} ${corner(-0.4)}`, fill: color,
  });
}

function lineSample(kind) {
  const look = tieKinds.get(kind);
  const sample = svg("svg", { width: 44, height: 16, viewBox: "0 0 44 16", "aria-hidden": "true" }, svg("line", {
    x1: 1, y1: 8, x2: look.arrow ? 36 : 43, y2: 8, stroke: look.color, "stroke-width": 2.6,
    "stroke-dasharray": look.dash.join(" "),
  }));
  if (look.arrow) sample.append(arrowHead({ x: 43, y: 8 }, 0, 10, look.color));
  return sample;
}

function markSample(shape, color, r = 7.5, isolate = false) {
  const side = Math.ceil(r * 3.2);
  const middle = side / 2;
  return svg("svg", { width: side, height: side, viewBox: `0 0 ${side} ${side}`, "aria-hidden": "true" },
    markElement(shape, color, middle, shape === "triangle" ? middle + r * 0.25 : middle, r, isolate));
}
