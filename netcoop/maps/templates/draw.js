// How a scene gets onto a canvas. Both bearers draw through here, so that they look alike.
const LABEL_SIZE = 12.5;
// Of many groups all should have a name.
const CROWD_SIZE = 10.5;
const MANY_GROUPS = 40;
const AREA_SIZE = 10;
const MOST_LABELS = 300;
// Names keep clear of so many marks, the most important ones; more would leave no room at all.
const MOST_OBSTACLES = 1500;
// Above so many marks they are drawn in bundles of one look, smallest first.
const MOST_SINGLY = 3000;
// A far view shows so many lines at most: the strongest of each actor.
const MOST_LINES = 12000;
// Long paths are slow to draw; so are many short ones.
const PATH_LENGTH = 400;

// Lines and what lies below them; `region` is what can be seen, in map units.
function paintGround(context, scene, scale, region) {
  if (scene.underlay) paintOutlines(context, scene.underlay.outlines, scale);
  const seen = scene.lines.filter((line) => isLineInRegion(line, region));
  const lines = seen.length > MOST_LINES ? backbone(scene) : null;
  const drawn = lines ? seen.filter((line) => lines.has(line)) : seen;
  const styles = new Map();
  for (const line of drawn) {
    const width = Math.max(0.5 / scale, Math.round(line.width * 4) / 4);
    const key = `${line.color} ${width} ${line.opacity} ${line.dash}`;
    if (!styles.has(key)) styles.set(key, { ...line, width, all: [] });
    styles.get(key).all.push(line);
  }
  const faintFirst = [...styles.values()].sort((a, b) => a.opacity - b.opacity);
  for (const style of faintFirst) paintLines(context, style, scale);
  context.setLineDash([]);
  context.globalAlpha = 1;
  return drawn.length < seen.length;
}

function paintLines(context, style, scale) {
  context.strokeStyle = style.color;
  context.lineWidth = style.width;
  context.globalAlpha = style.opacity;
  context.setLineDash(style.dash.map((part) => part / scale));
  for (let start = 0; start < style.all.length; start += PATH_LENGTH) {
    context.beginPath();
    for (const line of style.all.slice(start, start + PATH_LENGTH)) traceLine(context, line);
    context.stroke();
  }
  const arcs = style.all.filter((line) => line.arc);
  if (arcs.length) paintTips(context, arcs, style, scale);
}

function traceLine(context, line) {
  context.moveTo(line.from.x, line.from.y);
  if (!line.bend) {
    context.lineTo(line.to.x, line.to.y);
    return;
  }
  const via = lean(line.from, line.to, line.bend);
  context.quadraticCurveTo(via.x, via.y, line.to.x, line.to.y);
}

function paintTips(context, arcs, style, scale) {
  const size = 4 * MODEL.scale + 1.4 * style.width;
  // Tips of a pixel say nothing and cost much.
  if (size * scale < 2.5) return;
  context.fillStyle = style.color;
  context.beginPath();
  for (const line of arcs) {
    const { angle, tip } = lineCourse(line, line.from, line.to, line.to.r + 1);
    context.moveTo(tip.x, tip.y);
    for (const turn of [0.4, -0.4]) context.lineTo(tip.x - size * Math.cos(angle + turn), tip.y - size * Math.sin(angle + turn));
    context.closePath();
  }
  context.fill();
}

function isLineInRegion({ from, to }, region) {
  return !((from.x < region.left && to.x < region.left) || (from.x > region.right && to.x > region.right)
    || (from.y < region.top && to.y < region.top) || (from.y > region.bottom && to.y > region.bottom));
}

// The strongest lines of every actor, and every line that was expected and is not there.
function backbone(scene) {
  if (!scene.strongest) {
    const count = new Map();
    const ranked = [...scene.lines].sort((a, b) => b.width - a.width);
    scene.strongest = new Set(ranked.filter(({ source, target, opacity }) => {
      const isFirst = !count.has(source) || !count.has(target);
      if (isFirst) count.set(source, 1).set(target, 1);
      return isFirst && opacity > FAINT;
    }));
  }
  return scene.strongest;
}

function paintOutlines(context, outlines, scale) {
  context.lineWidth = 1.2 / scale;
  context.strokeStyle = "#AEB5BC";
  for (const { rings, fill } of outlines) {
    context.beginPath();
    for (const ring of rings) {
      ring.forEach(([x, y], place) => (place ? context.lineTo(x, y) : context.moveTo(x, y)));
      context.closePath();
    }
    if (fill) {
      context.fillStyle = fill;
      context.fill("evenodd");
    }
    context.stroke();
  }
}

const isInRegion = ({ x, y, r }, region) => x + r > region.left && x - r < region.right
  && y + r > region.top && y - r < region.bottom;

function paintMarks(context, scene, scale, region) {
  const seen = scene.marks.filter((mark) => isInRegion(mark, region));
  const single = seen.length > MOST_SINGLY ? seen.filter((mark) => mark.halo) : seen;
  if (seen.length > MOST_SINGLY) paintManyMarks(context, seen, scale);
  for (const mark of single) paintMark(context, mark, scale);
}

function paintManyMarks(context, marks, scale) {
  const styles = new Map();
  for (const mark of marks) {
    const key = `${mark.shape} ${mark.color} ${mark.hollow} ${mark.dim}`;
    if (!styles.has(key)) styles.set(key, { ...mark, all: [] });
    styles.get(key).all.push(mark);
  }
  for (const style of [...styles.values()].sort((a, b) => b.dim - a.dim)) {
    context.globalAlpha = style.dim ? 0.18 : 1;
    for (let start = 0; start < style.all.length; start += PATH_LENGTH) {
      context.beginPath();
      for (const { x, y, r } of style.all.slice(start, start + PATH_LENGTH)) traceMark(context, style.shape, x, y, r, scale);
      finishMark(context, style, scale);
    }
  }
  context.globalAlpha = 1;
}

// A mark of two pixels has no shape to show: a square is drawn ten times as fast.
function traceMark(context, shape, x, y, r, scale) {
  if (r * scale < 2) context.rect(x - r, y - r, 2 * r, 2 * r);
  else addOutline(context, shape, x, y, r);
}

function finishMark(context, { color, hollow, strong, r }, scale) {
  context.fillStyle = hollow ? "#FFFFFF" : color;
  context.fill();
  const border = r * scale < 2 ? 0.4 : Math.min(1.3, 0.5 + r * scale * 0.08);
  context.lineWidth = (strong ? 2.6 : border) / scale;
  context.lineJoin = "round";
  context.strokeStyle = OUTLINE;
  if (hollow) context.setLineDash(hollowDash(r));
  context.stroke();
  if (hollow) context.setLineDash([]);
}

function paintMark(context, mark, scale) {
  const { id, x, y, r } = mark;
  context.globalAlpha = mark.dim && id !== state.hovered ? 0.18 : 1;
  const halo = mark.halo === "chosen" ? "#FFE08A" : mark.halo === "near" || id === state.hovered ? "#DCE3EA" : null;
  if (halo) {
    context.beginPath();
    context.arc(x, y, r * 1.35 + 4 / scale, 0, 2 * Math.PI);
    context.fillStyle = halo;
    context.fill();
  }
  tracePath(context, mark.shape, x, y, r);
  finishMark(context, mark, scale);
  if (mark.count > 1) paintCount(context, mark, scale);
  context.globalAlpha = 1;
}

// A group has a second outline: it must not be taken for one actor.
function paintCount(context, { shape, x, y, r }, scale) {
  tracePath(context, shape, x, y, r + 3.5 / scale);
  context.lineWidth = 1 / scale;
  context.stroke();
}

// The names of the marks that can be seen, in pixels of the panel.
function namesOf(scene, view, width, height, blocked) {
  const toScreen = ({ x, y }) => ({ x: (x - view.x) * view.scale + width / 2, y: (y - view.y) * view.scale + height / 2 });
  const bounds = { left: 2, top: 2, right: width - 2, bottom: height - 2 };
  const seen = [];
  for (const mark of scene.marks) {
    const hovered = mark.id === state.hovered;
    if (mark.dim && !hovered && !mark.always) continue;
    const { x, y } = toScreen(mark);
    if (x < -40 || y < -40 || x > width + 40 || y > height + 40) continue;
    seen.push({
      id: mark.id, label: mark.label, x, y, r: mark.r * view.scale * 1.1 + (mark.count > 1 ? 3.5 : 0), below: mark.below, count: mark.count,
      strong: mark.strong, rank: mark.rank + (hovered ? 1e5 : 0), always: mark.always || hovered, forced: state.allLabels,
    });
  }
  const first = seen.length > MOST_OBSTACLES ? seen.sort((a, b) => b.rank - a.rank).slice(0, MOST_OBSTACLES) : seen;
  const outlines = (scene.underlay && scene.underlay.outlines) || [];
  const areas = placeAreaNames(outlines, (x, y) => toScreen({ x, y }), bounds, AREA_SIZE, first);
  const isCrowd = seen.filter((mark) => mark.count > 1).length > MANY_GROUPS;
  return { areas, placed: placeLabels(first, bounds, [...blocked, ...areas], isCrowd ? CROWD_SIZE : LABEL_SIZE, MOST_LABELS) };
}

function paintNames(context, { areas, placed }) {
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.textAlign = "center";
  for (const { text, x, y } of areas) {
    context.font = `600 ${AREA_SIZE}px ${FONT_FAMILY}`;
    paintText(context, text, x, y, "#6B747D");
  }
  paintLeaders(context, placed.filter(({ leader }) => leader));
  // The chosen one comes last, on top of everything.
  for (const label of [...placed].reverse()) paintLabel(context, label);
}

// White on both sides, so that they are told from the ties.
function paintLeaders(context, led) {
  context.beginPath();
  for (const { leader } of led) {
    context.moveTo(leader.x1, leader.y1);
    context.lineTo(leader.x2, leader.y2);
  }
  for (const [width, color] of [[3.5, "rgba(255,255,255,0.85)"], [1, INK]]) {
    context.lineWidth = width;
    context.strokeStyle = color;
    context.stroke();
  }
}

function paintLabel(context, label) {
  context.textAlign = label.align;
  context.font = `${label.strong ? "600 " : ""}${label.size}px ${FONT_FAMILY}`;
  label.texts.forEach((text, row) => {
    paintText(context, text, textAnchor(label), label.top + 1 + (row + 0.5) * label.size * LINE, INK);
  });
}

function paintText(context, text, x, y, color) {
  context.lineWidth = 3.5;
  context.strokeStyle = "rgba(255,255,255,0.92)";
  context.strokeText(text, x, y);
  context.fillStyle = color;
  context.fillText(text, x, y);
}
