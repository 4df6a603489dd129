// A canvas of our own bears the map where vis-network would be too slow: a move shifts the picture
// already drawn, and the map is drawn anew once the hand rests.
const HEAVY = 4000;
const REST = 140;

class CanvasBearer {
  constructor(panel) {
    this.panel = panel;
    this.network = null;
    this.nodes = asDataSet(MODEL.actors, (actor) => actor.row, () => panel.scene.at);
    const drawn = () => (panel.scene.drawn ??= new Set(panel.scene.lines.map((line) => line.id)));
    this.edges = asDataSet(lines, (line) => line.id, drawn);
    this.camera = { x: MODEL.width / 2, y: MODEL.height / 2, scale: 1 };
    this.canvas = html("canvas", {});
    this.context = this.canvas.getContext("2d");
    this.copy = document.createElement("canvas");
    this.pointers = new Map();
    Object.assign(this.canvas.style, { position: "absolute", inset: "0", width: "100%", height: "100%" });
    panel.holder.prepend(this.canvas);
    this.wire();
  }

  wire() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => this.press(event));
    canvas.addEventListener("pointermove", (event) => this.drag(event));
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, (event) => this.release(event));
    canvas.addEventListener("wheel", (event) => {
      if (!this.panel.isHot) return;
      event.preventDefault();
      this.zoomAt(spotOf(event), Math.exp(-Math.sign(event.deltaY) * 0.15));
    }, { passive: false });
  }

  take() {
    this.stale = true;
  }

  view() { return { ...this.camera }; }

  moveTo(view) {
    this.camera = view;
    this.redraw();
  }

  resized() {
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    for (const canvas of [this.canvas, this.copy]) {
      canvas.width = Math.round(this.panel.width * ratio);
      canvas.height = Math.round(this.panel.height * ratio);
    }
    this.ratio = ratio;
    this.stale = true;
  }

  wheel(on) { this.canvas.style.touchAction = on ? "none" : "pan-y"; }

  redraw() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  isHeavy() {
    return this.panel.scene.lines.length + this.panel.scene.marks.length > HEAVY;
  }

  draw() {
    if (!this.canvas.width || !this.canvas.height) return;
    const look = `${state.allLabels} ${enlarged} ${this.panel.blocked.length}`;
    if (!this.isHeavy() || this.stale || this.look !== look) this.drawAll(look);
    else if (!isSameView(this.camera, this.drawnAt)) this.drawShifted();
    else this.drawHovered();
  }

  // The whole picture, kept as a copy to be shifted about.
  drawAll(look) {
    clearTimeout(this.timer);
    const { context, panel, camera } = this;
    this.clear();
    this.toMap(context);
    panel.thinned = paintGround(context, panel.scene, camera.scale, panel.region());
    paintMarks(context, panel.scene, camera.scale, panel.region());
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    paintNames(context, panel.placeNames());
    Object.assign(this, { stale: false, look, drawnAt: { ...camera } });
    if (this.isHeavy()) this.keep();
  }

  keep() {
    const kept = this.copy.getContext("2d");
    kept.clearRect(0, 0, this.copy.width, this.copy.height);
    kept.drawImage(this.canvas, 0, 0);
  }

  drawShifted() {
    const { context, camera, drawnAt, ratio, canvas } = this;
    const factor = camera.scale / drawnAt.scale;
    this.clear();
    context.setTransform(
      factor, 0, 0, factor,
      ((drawnAt.x - camera.x) * camera.scale) * ratio + (canvas.width / 2) * (1 - factor),
      ((drawnAt.y - camera.y) * camera.scale) * ratio + (canvas.height / 2) * (1 - factor));
    context.drawImage(this.copy, 0, 0);
    this.panel.names = { areas: [], placed: [] };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.stale = true;
      this.redraw();
    }, REST);
  }

  drawHovered() {
    const { context, panel, ratio } = this;
    this.clear();
    context.drawImage(this.copy, 0, 0);
    const mark = panel.scene.at.get(state.hovered);
    if (!mark) return;
    this.toMap(context);
    paintMark(context, mark, this.camera.scale);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (!panel.names.placed.some((label) => label.id === mark.id)) {
      const alone = { ...panel.scene, marks: [mark], underlay: null };
      const { placed } = namesOf(alone, this.camera, panel.width, panel.height, panel.blocked);
      paintNames(context, { areas: [], placed });
    }
  }

  clear() {
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  toMap(context) {
    const { x, y, scale } = this.camera;
    const unit = this.ratio * scale;
    context.setTransform(unit, 0, 0, unit, this.canvas.width / 2 - x * unit, this.canvas.height / 2 - y * unit);
  }

  press(event) {
    if (event.button) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, spotOf(event));
    this.pressed = this.pointers.size === 1 ? spotOf(event) : null;
  }

  drag(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = spotOf(event);
    // A hand that trembles still clicks.
    if (this.pressed && Math.hypot(now.x - this.pressed.x, now.y - this.pressed.y) < 4) return;
    this.pressed = null;
    this.pointers.set(event.pointerId, now);
    if (this.pointers.size === 1 && event.pointerType === "touch" && !this.panel.isHot) return;
    if (this.pointers.size === 1) this.panel.pan(before.x - now.x, before.y - now.y);
    else this.pinch(event.pointerId, before, now);
  }

  pinch(id, before, now) {
    const [, still] = [...this.pointers].find(([other]) => other !== id);
    const apart = (spot) => Math.max(1, Math.hypot(spot.x - still.x, spot.y - still.y));
    this.zoomAt({ x: (now.x + still.x) / 2, y: (now.y + still.y) / 2 }, apart(now) / apart(before));
  }

  release(event) {
    const isClick = event.type === "pointerup" && this.pressed && this.pointers.has(event.pointerId);
    this.pointers.delete(event.pointerId);
    if (!isClick) return;
    const { x, y } = this.pressed;
    this.pressed = null;
    this.panel.click(x, y);
  }

  // What is under the pointer stays there.
  zoomAt(spot, factor) {
    const { x, y, scale } = this.camera;
    const wanted = Math.min(CLOSEST, Math.max(this.panel.least, scale * factor));
    const across = (spot.x - this.panel.width / 2) * (1 / scale - 1 / wanted);
    const down = (spot.y - this.panel.height / 2) * (1 / scale - 1 / wanted);
    this.panel.go({ x: x + across, y: y + down, scale: wanted });
  }
}

const spotOf = (event) => ({ x: event.offsetX, y: event.offsetY });
const isSameView = (one, other) => one.x === other.x && one.y === other.y && one.scale === other.scale;

// The marks or lines as a data set of vis-network would give them, for whoever looks at the page.
function asDataSet(all, nameOf, shown) {
  const items = () => all.map((one) => {
    const id = nameOf(one);
    return { ...one, id, hidden: !shown().has(id) };
  });
  return { length: all.length, get: ({ filter: wanted = () => true } = {}) => items().filter(wanted) };
}
