// One drawn map: what both bearers share. A bearer carries the canvas and the moves of the hand.
const CLOSEST = 6;
const TOO_FAR = 90;
// Of so many marks the white ones are well seen.
const FEW_MARKS = 400;

function makePanel(holder, name) {
  return new Panel(holder, name);
}

class Panel {
  constructor(holder, name) {
    Object.assign(this, {
      holder, name, moved: false, thinned: false, isHot: false, blocked: [], names: { areas: [], placed: [] }, fitted: null, least: 0.05,
      scene: { marks: [], lines: [], at: new Map(), underlay: null, enlarged, leastHollow }, onClick() {}, onHover() {}, onMove() {},
    });
    this.bearer = DATA.engine === "vis" ? new VisBearer(this) : new CanvasBearer(this);
    // After the bearer: vis-network empties the box it is put in.
    this.tip = tipOf(holder);
    this.nodes = this.bearer.nodes;
    this.edges = this.bearer.edges;
    this.network = this.bearer.network;
    holder.addEventListener("pointermove", (event) => this.point(event));
    holder.addEventListener("pointerleave", () => this.hover(null));
    this.wireTouch();
    this.wheel(false);
    new ResizeObserver(() => this.resized()).observe(holder);
  }

  get width() { return this.holder.clientWidth; }

  get height() { return this.holder.clientHeight; }

  show(scene) {
    this.scene = scene;
    resize(scene);
    this.bearer.take(scene);
    this.redraw();
  }

  redraw() {
    resize(this.scene);
    this.bearer.redraw();
  }

  view() { return this.bearer.view(); }

  moveTo(view) {
    this.bearer.moveTo({ ...this.view(), ...view });
  }

  // A move by the user's hand or keys, which a second panel follows.
  go(view) {
    this.moved = true;
    this.moveTo(view);
    this.onMove();
  }

  // Show all marks, with room for their names at the sides.
  fit(marks = this.scene.marks) {
    this.moved = false;
    this.fitted = marks === this.scene.marks ? null : marks;
    if (!marks.length || !this.width || !this.height) return;
    const room = extent(marks);
    const side = Math.min(70, this.width * 0.09);
    const scale = Math.min(
      (this.width - 2 * side) / Math.max(1, room.right - room.left),
      (this.height - Math.min(60, this.height * 0.12)) / Math.max(1, room.bottom - room.top), 1.5);
    this.least = Math.min(0.05, scale * 0.5);
    enlarge(scale, this.width * this.height, marks);
    this.moveTo({ x: (room.left + room.right) / 2, y: (room.top + room.bottom) / 2, scale });
    this.redraw();
  }

  resized() {
    this.bearer.resized();
    if (!this.moved) this.fit(this.fitted || this.scene.marks);
    else this.redraw();
  }

  zoom(factor) {
    this.go({ scale: Math.min(CLOSEST, Math.max(this.least, this.view().scale * factor)) });
  }

  pan(across, down) {
    const { x, y, scale } = this.view();
    this.go({ x: x + across / scale, y: y + down / scale });
  }

  // Bring a mark into view, and no farther than needed: a map that leaps about is hard to follow.
  reveal(id) {
    const mark = this.scene.at.get(id) || this.scene.at.get(markIdOf(id));
    if (!mark) return;
    const { x, y } = this.toScreen(mark);
    const edge = Math.min(TOO_FAR, this.width / 5);
    const r = mark.r * this.view().scale;
    const across = beyond(x, r + edge, this.width);
    const down = beyond(y, r + edge / 2, this.height);
    if (across || down) this.pan(across, down);
  }

  toScreen({ x, y }) {
    const view = this.view();
    return { x: (x - view.x) * view.scale + this.width / 2, y: (y - view.y) * view.scale + this.height / 2 };
  }

  region() {
    const { x, y, scale } = this.view();
    const [across, down] = [this.width / 2 / scale, this.height / 2 / scale];
    return { left: x - across, right: x + across, top: y - down, bottom: y + down };
  }

  // The mark under a point: the nearest of those it is on; a finger's width counts for a dot.
  pick(across, down) {
    const { x, y, scale } = this.view();
    const spot = { x: (across - this.width / 2) / scale + x, y: (down - this.height / 2) / scale + y };
    let best = null;
    let nearest = Infinity;
    for (const mark of this.scene.marks) {
      const distance = Math.hypot(mark.x - spot.x, mark.y - spot.y);
      if (distance < nearest && distance <= mark.r * 1.1 + 3 / scale) [best, nearest] = [mark.id, distance];
    }
    return best;
  }

  labels() { return this.names.placed; }

  // Until the map is in focus the wheel and a finger scroll the page.
  wheel(on) {
    this.isHot = on;
    this.bearer.wheel(on);
  }

  // A swipe over the map is no choice of the map: only a tap gives it the focus.
  wireTouch() {
    this.holder.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "touch" && !this.isHot) event.stopPropagation();
    });
  }

  click(across, down) {
    if (!box.contains(document.activeElement)) box.focus({ preventScroll: true });
    this.onClick(this.pick(across, down));
  }

  placeNames() {
    this.names = namesOf(this.scene, this.view(), this.width, this.height, this.blocked);
    return this.names;
  }

  point(event) {
    if (event.pointerType !== "mouse" || event.buttons) {
      this.tip.hidden = true;
      return;
    }
    const frame = this.holder.getBoundingClientRect();
    const spot = { x: event.clientX - frame.left, y: event.clientY - frame.top };
    const id = this.pick(spot.x, spot.y);
    this.hover(id);
    if (id !== null) this.placeTip(spot);
  }

  hover(id) {
    if (id === (this.hovered ?? null)) return;
    this.hovered = id;
    // A group shows all it can tell in its label.
    this.tip.hidden = id === null || (isBlockId(id) && this.labels().some((label) => label.id === id));
    if (id !== null) this.tip.replaceChildren(...tipLines(this.scene.at.get(id), this.scene.view));
    this.onHover(id);
    this.redraw();
  }

  placeTip({ x, y }) {
    const { style, offsetWidth, offsetHeight } = this.tip;
    style.left = `${Math.max(4, Math.min(x + 14, this.width - offsetWidth - 4))}px`;
    style.top = `${y + 18 + offsetHeight > this.height ? Math.max(4, y - offsetHeight - 10) : y + 18}px`;
  }
}

// How far a place lies outside of what leaves a margin free; a margin too wide leaves the middle.
function beyond(place, margin, length) {
  const side = Math.min(margin, length / 2);
  return Math.min(place - side, 0) + Math.max(place - (length - side), 0);
}

function tipOf(holder) {
  const tip = html("div", { class: "tip", "aria-hidden": "true" });
  tip.hidden = true;
  Object.assign(tip.style, {
    position: "absolute", zIndex: 4, maxWidth: "19rem", padding: ".3rem .55rem", pointerEvents: "none",
    background: "#FFFFFF", border: "1px solid #8A929B", borderRadius: "5px", boxShadow: "0 3px 10px #0003",
    fontSize: ".85rem", lineHeight: "1.35", overflowWrap: "anywhere",
  });
  holder.append(tip);
  return tip;
}

// The full name, what it is, and the number that gives the mark its size.
function tipLines(mark, view) {
  const actor = actors.get(mark.id);
  if (!actor) return [html("strong", { text: mark.label, dir: "auto" })];
  const metric = metricOf(state.size);
  const value = `${inLanguage(metric.label)}: ${written(valueOf(actor, metric.key, view), metric.digits)}`;
  const facts = [valueLabel("sector", actor.sector), valueLabel("region", actor.region), value].filter(Boolean);
  return [html("strong", { text: actor.label, dir: "auto" }), ...facts.map((text) => html("div", { text, dir: "auto" }))];
}

// On a small screen marks shrink less than the distances, or they would be dots; very many marks
// shrink more, or they would cover the picture: a fifth of it, or less the more there are.
function enlarge(scale, area, marks) {
  // In a comparison a mark is there twice.
  const count = new Set(marks.filter((mark) => !mark.count).map((mark) => mark.id)).size;
  if (!count) return;
  const share = Math.max(0.03, 0.2 * Math.min(1, 300 / count) ** 1.3);
  const most = Math.sqrt((share * area) / (count * Math.PI)) / (7 * MODEL.scale * scale);
  const wanted = Math.min(Math.max(1, (0.45 / scale) ** 0.6), Math.max(0.25, most));
  if (Math.abs(wanted / enlarged - 1) >= 0.02) enlarged = wanted;
  leastHollow = (count > FEW_MARKS ? 3 : 5) / scale;
}
