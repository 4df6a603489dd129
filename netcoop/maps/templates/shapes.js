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

function radius(value) {
  const largest = MODEL.actors.reduce(
    (most, actor) => Math.max(most, valueOf(actor, state.size) || 0), 0);
  return largest > 0 && value > 0 ? 6 + 14 * Math.sqrt(Math.min(value / largest, 1)) : 6;
}

let radii = new Map();
let enlarged = 1;

function measureMarks() {
  radii = new Map(MODEL.actors.map(
    (actor) => [actor.row, radius(valueOf(actor, state.size)) * MODEL.scale * enlarged]));
}

function lineWidth(line) {
  if (line.missing) return 1.6 * MODEL.scale;
  const most = heaviest.get(line.kind);
  return (0.7 + 3.8 * (most > 0 ? weightOf(line) / most : 0)) * MODEL.scale;
}

// Many lines are drawn fainter, so that the marks stay in front; missing ties and arcs stay plain.
function lineOpacity(line) {
  if (line.missing || line.arc) return 1;
  return Math.min(0.85, Math.max(0.35, 11 / Math.sqrt(lines.length + 1)));
}

function tracePath(context, shape, x, y, r) {
  context.beginPath();
  const outline = DATA.outlines[shape];
  if (!outline.length) context.arc(x, y, r, 0, 2 * Math.PI);
  for (const [across, down] of outline) context.lineTo(x + across * r, y + down * r);
  context.closePath();
}

function markElement(shape, color, x, y, r, isolate = false) {
  const outline = DATA.outlines[shape];
  const look = {
    fill: isolate ? "#FFFFFF" : color, stroke: OUTLINE, "stroke-width": 1.3,
    ...(isolate ? { "stroke-dasharray": `${round(r * 0.42)} ${round(r * 0.36)}` } : {}),
  };
  if (!outline.length) return svg("circle", { cx: x, cy: y, r, ...look });
  const points = outline.map(([across, down]) => `${round(x + across * r)},${round(y + down * r)}`);
  return svg("polygon", { points: points.join(" "), "stroke-linejoin": "round", ...look });
}

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

function lineElements(line, from, to, targetRadius, scale) {
  const look = tieKinds.get(line.kind);
  const via = look.bend ? lean(from, to, look.bend) : { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const width = Math.max(0.6, lineWidth(line) * scale);
  const path = svg("path", {
    d: `M${round(from.x)} ${round(from.y)}Q${round(via.x)} ${round(via.y)} ${round(to.x)} ${round(to.y)}`,
    fill: "none", stroke: look.color, "stroke-width": round(width), "stroke-opacity": round(lineOpacity(line)),
    ...(look.dash.length ? { "stroke-dasharray": look.dash.map((part) => round(part * 0.7)).join(" ") } : {}),
  });
  if (!line.arc) return [path];
  const angle = Math.atan2(to.y - via.y, to.x - via.x);
  const tip = { x: to.x - Math.cos(angle) * (targetRadius + 1), y: to.y - Math.sin(angle) * (targetRadius + 1) };
  return [path, arrowHead(tip, angle, 4 + width, look.color)];
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
