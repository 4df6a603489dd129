// What one panel draws: marks and lines with their looks, from the model, the filters and the focus.
const CHANGE_STYLES = {
  kept: { color: "#7A828B", dash: [], text: "kept" },
  formed: { color: "#0072B2", dash: [], text: "formed" },
  dissolved: { color: "#8B3F78", dash: [7, 5], text: "dissolved" },
};
const FAINT = 0.07;
const IN_FOCUS = 0.85;

// The picture of a view; beside another one, its ties tell what was kept, formed or dissolved.
function makeScene(view, other = null) {
  const focus = inFocus();
  const grouped = state.blocks && canBlock;
  const parts = grouped ? groupedParts(view, other, focus) : singleParts(view, other, focus);
  const scene = { view, ...parts, underlay: MODEL.underlay || null, enlarged };
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
  const r = radius(valueOf(actor, state.size, view)) * MODEL.scale * enlarged;
  const chosen = actor.row === state.selected;
  const near = focus !== null && focus.has(actor.row);
  return {
    id: actor.row, label: actor.label, x: actor.x, y: actor.y, r, shape: group.shape, color: group.color,
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
  if (change === "kept") {
    drawn.opacity *= bright ? 0.5 : 1;
    return;
  }
  drawn.color = CHANGE_STYLES[change].color;
  drawn.dash = CHANGE_STYLES[change].dash;
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

// Marks follow the size of the screen also in a scene made before it was known.
function resize(scene) {
  if (scene.enlarged === enlarged) return;
  const factor = enlarged / scene.enlarged;
  for (const mark of scene.marks) if (!mark.count) mark.r *= factor;
  scene.enlarged = enlarged;
}
