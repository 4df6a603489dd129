// What one panel draws: marks and lines with their looks, from the model, the filters and the focus.
// Colors that no kind of tie has, apart also for the color-blind, and a dash that none has.
const CHANGE_STYLES = {
  kept: { color: "#7A828B", dash: [], text: "kept" },
  formed: { color: "#0A0A3C", dash: [], text: "formed" },
  dissolved: { color: "#AA22DD", dash: [3, 3], text: "dissolved" },
};
const FAINT = 0.07;
const IN_FOCUS = 0.85;

// The picture of a view; beside another one, its ties tell what was kept, formed or dissolved.
function makeScene(view, other = null) {
  const focus = inFocus();
  const grouped = state.blocks && canBlock;
  const parts = grouped ? groupedParts(view, other, focus) : singleParts(view, other, focus);
  const scene = { view, ...parts, underlay: MODEL.underlay || null, enlarged, leastHollow };
  scene.at = new Map(scene.marks.map((mark) => [mark.id, mark]));
  // Lines find their ends once, not at every drawing.
  for (const line of scene.lines) {
    line.from = scene.at.get(line.source);
    line.to = scene.at.get(line.target);
  }
  scene.lines = scene.lines.filter((line) => line.from && line.to);
  return scene;
}

function singleParts(view, other, focus) {
  const shown = shownLines(view);
  return {
    marks: shownActors(view).map((actor) => actorMark(actor, view, focus)),
    lines: shown.map((line) => tieLine(line, view, other, focus, shown.length)),
  };
}

function actorMark(actor, view, focus) {
  const group = groups.get(actor.group);
  const hollow = isIsolate(actor, view);
  const planned = radius(valueOf(actor, state.size, view)) * MODEL.scale;
  const r = drawnRadius(planned, hollow);
  const chosen = actor.row === state.selected;
  const near = focus !== null && focus.has(actor.row);
  return {
    id: actor.row, label: actor.label, x: actor.x, y: actor.y, r, planned, shape: group.shape, color: group.color,
    hollow, below: hollow, dim: focus !== null && !near && !chosen, halo: chosen ? "chosen" : null,
    rank: r + expected.get(actor.row) + (near ? 1e4 : 0) + (chosen ? 1e6 : 0), always: chosen, strong: chosen,
  };
}

function tieLine(line, view, other, focus, among) {
  const look = tieKinds.get(line.kind);
  const bright = isLineInFocus(line, focus);
  const drawn = {
    id: line.id, source: line.source, target: line.target, color: look.color, dash: look.dash, bend: look.bend,
    arc: line.arc, width: lineWidth(line, view),
    opacity: bright ? (focus ? IN_FOCUS : lineOpacity(line, among)) : FAINT,
  };
  if (other !== null && !line.missing) changeLook(drawn, changeOf(line, view, other), bright);
  return drawn;
}

// In a comparison what changed stands out, and what stayed steps back.
function changeLook(drawn, change, bright) {
  drawn.color = CHANGE_STYLES[change].color;
  drawn.dash = CHANGE_STYLES[change].dash;
  if (change === "kept") {
    drawn.opacity *= bright ? 0.5 : 1;
    return;
  }
  drawn.opacity = bright ? 0.9 : FAINT;
  drawn.width += 0.8 * MODEL.scale;
}

// The box around marks, in map units.
function extent(marks) {
  const room = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { x, y, r } of marks) {
    room.left = Math.min(room.left, x - r);
    room.right = Math.max(room.right, x + r);
    room.top = Math.min(room.top, y - r);
    room.bottom = Math.max(room.bottom, y + r);
  }
  return room;
}

const drawnRadius = (planned, hollow) => Math.max(planned * enlarged, hollow ? leastHollow : 0);

// Marks follow the size of the screen also in a scene made before it was known.
function resize(scene) {
  if (scene.enlarged === enlarged && scene.leastHollow === leastHollow) return;
  for (const mark of scene.marks) if (!mark.count) mark.r = drawnRadius(mark.planned, mark.hollow);
  Object.assign(scene, { enlarged, leastHollow });
}
