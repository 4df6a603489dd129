// The drawn map: vis-network carries the marks and lines, this file says how they look.
const box = byId("map");
const nodes = new vis.DataSet(MODEL.actors.map(({ row, x, y }) => ({
  id: row, label: " ", shape: "custom", x, y, size: 6, ctxRenderer: drawMark,
})));
const edges = new vis.DataSet(lines.map(({ id, source, target, arc, kind }) => {
  const { dash, bend } = tieKinds.get(kind);
  return {
    id, from: source, to: target, arrows: arc ? "to" : "", dashes: dash.length ? dash : false,
    smooth: { enabled: bend !== 0, type: bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(bend) },
  };
}));
const network = new vis.Network(byId("canvas"), { nodes, edges }, {
  physics: false,
  layout: { improvedLayout: false },
  interaction: {
    hover: true, dragNodes: false, zoomView: false, selectable: false, selectConnectedEdges: false,
    hoverConnectedEdges: false, keyboard: false, tooltipDelay: 200,
  },
  edges: {
    color: { inherit: false }, selectionWidth: 0, hoverWidth: 0,
    arrows: { to: { scaleFactor: 0.55 } }, arrowStrikethrough: false,
  },
});
let focus = null;
let placed = [];
let moved = false;

function drawMark({ ctx, id, x, y }) {
  return {
    drawNode() {
      const actor = actors.get(id);
      const group = groups.get(actor.group);
      const r = radii.get(id);
      ctx.globalAlpha = !focus || focus.has(id) ? 1 : 0.18;
      if (id === state.selected || id === state.hovered) {
        ctx.beginPath();
        ctx.arc(x, y, r * 1.35 + 4, 0, 2 * Math.PI);
        ctx.fillStyle = id === state.selected ? "#FFE08A" : "#E8EDF2";
        ctx.fill();
      }
      tracePath(ctx, group.shape, x, y, r);
      ctx.fillStyle = isIsolate(actor) ? "#FFFFFF" : group.color;
      ctx.fill();
      ctx.lineWidth = (id === state.selected ? 2.6 : 1.3) * MODEL.scale;
      ctx.lineJoin = "round";
      ctx.strokeStyle = OUTLINE;
      ctx.setLineDash(isIsolate(actor) ? [3.5, 3] : []);
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.globalAlpha = 1;
    },
  };
}

// Only what changed is handed to the engine: a filter on thousands of lines stays quick.
const known = new Map();

function changed(id, look) {
  const key = JSON.stringify(look);
  if (known.get(id) === key) return null;
  known.set(id, key);
  return { id, ...look };
}

function updatePanel() {
  focus = inFocus();
  nodes.update(MODEL.actors.map((actor) => changed(actor.row, {
    hidden: !isShown(actor), size: round(radii.get(actor.row)),
  })).filter(Boolean));
  edges.update(lines.map((line) => changed(line.id, {
    hidden: !isLineShown(line), width: round(lineWidth(line)),
    color: { color: tieKinds.get(line.kind).color, opacity: isLineInFocus(line, focus) ? (focus ? 0.85 : lineOpacity(line)) : 0.07 },
  })).filter(Boolean));
  network.redraw();
}

function markBoxes() {
  const scale = network.getScale();
  return shownActors().map((actor) => {
    const { x, y } = network.canvasToDOM({ x: actor.x, y: actor.y });
    const r = radii.get(actor.row) * scale;
    const near = focus && focus.has(actor.row);
    const chosen = actor.row === state.selected || actor.row === state.hovered;
    return {
      id: actor.row, label: actor.label, x, y, r: r * 1.1,
      below: isIsolate(actor), rank: r + expected.get(actor.row) + (near ? 1e4 : 0) + (chosen ? 1e6 : 0),
      always: chosen || state.allLabels,
      dim: focus && !near && !chosen, strong: actor.row === state.selected,
    };
  });
}

function drawLabels(context) {
  const width = box.clientWidth;
  const height = box.clientHeight;
  const ratio = context.canvas.width / width;
  const marks = markBoxes();
  const bounds = { left: 2, top: 2, right: width - 2, bottom: height - 2 };
  const buttons = { id: "", left: width - 52, top: height - 96, right: width, bottom: height };
  placed = placeLabels(marks.filter((mark) => !mark.dim), bounds, [buttons], 12.5);
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textBaseline = "middle";
  context.lineJoin = "round";
  // The chosen one comes last, on top of everything.
  for (const label of [...placed].reverse()) drawLabel(context, label);
  context.restore();
}

function drawLabel(context, label) {
  context.textAlign = label.align;
  context.font = `${label.strong ? "600 " : ""}${label.size}px ${FONT_FAMILY}`;
  if (label.covering) {
    context.fillStyle = "rgba(255,255,255,0.8)";
    context.fillRect(label.left, label.top, label.right - label.left, label.bottom - label.top);
  }
  label.texts.forEach((text, row) => {
    const x = textAnchor(label);
    const y = label.top + 1 + (row + 0.5) * label.size * LINE;
    context.lineWidth = 3.5;
    context.strokeStyle = "rgba(255,255,255,0.92)";
    context.strokeText(text, x, y);
    context.fillStyle = INK;
    context.fillText(text, x, y);
  });
}

// The box around all shown marks with room for their labels.
function extent(marks) {
  const room = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const actor of marks) {
    const r = radii.get(actor.row);
    room.left = Math.min(room.left, actor.x - r);
    room.right = Math.max(room.right, actor.x + r);
    room.top = Math.min(room.top, actor.y - r);
    room.bottom = Math.max(room.bottom, actor.y + r);
  }
  return room;
}

function showWhole() {
  const marks = shownActors();
  moved = false;
  if (!marks.length || !box.clientWidth) return;
  const room = extent(marks);
  const side = Math.min(70, box.clientWidth * 0.09);
  const scale = Math.min(
    (box.clientWidth - 2 * side) / (room.right - room.left),
    (box.clientHeight - 60) / (room.bottom - room.top), 1.5);
  enlarge(scale);
  network.moveTo({
    position: { x: (room.left + room.right) / 2, y: (room.top + room.bottom) / 2 }, scale,
  });
}

// On a small screen the marks shrink less than the distances, or they would be dots.
function enlarge(scale) {
  const wanted = Math.max(1, (0.45 / scale) ** 0.6);
  if (Math.abs(wanted / enlarged - 1) < 0.02) return;
  enlarged = wanted;
  measureMarks();
  updatePanel();
}

function pan(across, down) {
  const { x, y } = network.getViewPosition();
  const scale = network.getScale();
  moved = true;
  network.moveTo({ position: { x: x + across / scale, y: y + down / scale }, scale });
}

function zoom(factor) {
  moved = true;
  network.moveTo({ scale: Math.min(6, Math.max(0.05, network.getScale() * factor)) });
}

// Bring a mark into view, and no farther than needed: a map that leaps about is hard to follow.
function reveal(id) {
  const actor = actors.get(id);
  const { x, y } = network.canvasToDOM({ x: actor.x, y: actor.y });
  const edge = 90;
  const inside = x > edge && x < box.clientWidth - edge && y > edge / 2 && y < box.clientHeight - edge / 2;
  if (!inside) {
    moved = true;
    network.moveTo({ position: { x: actor.x, y: actor.y }, scale: network.getScale() });
  }
}

function wirePanel() {
  byId("canvas").querySelector(".vis-network").tabIndex = -1;
  network.on("afterDrawing", drawLabels);
  network.on("click", ({ pointer }) => select(network.getNodeAt(pointer.DOM) || null));
  network.on("hoverNode", ({ node }) => hover(node));
  network.on("blurNode", () => hover(null));
  network.on("dragStart", () => { moved = true; });
  network.on("zoom", () => { moved = true; });
  network.on("resize", () => { if (!moved) showWhole(); });
  box.addEventListener("pointerdown", (event) => {
    if (!event.target.closest("button")) box.focus({ preventScroll: true });
  });
  // The wheel scrolls the page until the map is in focus: nobody gets stuck on the map.
  box.addEventListener("focusin", () => network.setOptions({ interaction: { zoomView: true } }));
  box.addEventListener("focusout", () => network.setOptions({ interaction: { zoomView: false } }));
  byId("closer").addEventListener("click", () => zoom(1.3));
  byId("farther").addEventListener("click", () => zoom(1 / 1.3));
}

function hover(id) {
  state.hovered = id;
  box.classList.toggle("on-mark", Boolean(id));
  network.redraw();
}
