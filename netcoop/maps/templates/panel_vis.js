// vis-network bears the map: it holds the marks and the view; draw.js says how all of it looks.
class VisBearer {
  constructor(panel) {
    this.panel = panel;
    const drawn = ({ ctx, id }) => ({ drawNode: () => this.drawNode(ctx, id) });
    this.nodes = new vis.DataSet(MODEL.actors.map(({ row, x, y }) => ({
      id: row, label: " ", shape: "custom", x, y, size: 6, hidden: false, ctxRenderer: drawn,
    })));
    // Lines stand in a data set of their own: the engine would take a second to dress thousands anew.
    this.edges = new vis.DataSet(lines.map(({ id, source, target }) => ({ id, from: source, to: target, hidden: false })));
    this.network = new vis.Network(panel.holder, { nodes: this.nodes, edges: [] }, {
      physics: false,
      layout: { improvedLayout: false },
      interaction: {
        hover: false, dragNodes: false, zoomView: false, selectable: false, selectConnectedEdges: false,
        hoverConnectedEdges: false, keyboard: false,
      },
    });
    this.shown = new Set([...MODEL.actors.map((actor) => actor.row), ...lines.map((line) => line.id)]);
    this.wire();
  }

  wire() {
    const { network, panel } = this;
    panel.holder.querySelector(".vis-network").tabIndex = -1;
    network.on("beforeDrawing", (context) => this.drawGround(context));
    network.on("afterDrawing", (context) => this.drawFront(context));
    network.on("click", ({ pointer }) => panel.onClick(panel.pick(pointer.DOM.x, pointer.DOM.y)));
    for (const move of ["dragging", "dragEnd", "zoom"]) {
      network.on(move, () => {
        panel.moved = true;
        panel.onMove();
      });
    }
  }

  // Only what changed is handed to the engine: a filter on thousands of lines stays quick.
  take(scene) {
    const drawn = new Set(scene.lines.map((line) => line.id));
    this.update(this.nodes, MODEL.actors, (actor) => actor.row, scene.at);
    this.update(this.edges, lines, (line) => line.id, drawn);
  }

  update(data, all, nameOf, wanted) {
    const changes = [];
    for (const one of all) {
      const id = nameOf(one);
      if (wanted.has(id) === this.shown.has(id)) continue;
      if (wanted.has(id)) this.shown.add(id);
      else this.shown.delete(id);
      changes.push({ id, hidden: !wanted.has(id) });
    }
    if (changes.length) data.update(changes);
  }

  drawNode(context, id) {
    const mark = this.panel.scene.at.get(id);
    if (mark) paintMark(context, mark, this.network.getScale());
  }

  drawGround(context) {
    const { panel } = this;
    this.panel.thinned = paintGround(context, panel.scene, this.network.getScale(), panel.region());
  }

  // Marks of groups are no actors, so the engine does not know them.
  drawFront(context) {
    const { panel } = this;
    const scale = this.network.getScale();
    for (const mark of panel.scene.marks) {
      if (!actors.has(mark.id)) paintMark(context, mark, scale);
    }
    const ratio = context.canvas.width / Math.max(1, panel.width);
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintNames(context, panel.placeNames());
    context.restore();
  }

  view() {
    return { ...this.network.getViewPosition(), scale: this.network.getScale() };
  }

  moveTo({ x, y, scale }) {
    this.network.moveTo({ position: { x, y }, scale });
  }

  // In the next frame, once, however often it is asked for.
  redraw() {
    this.network.body.emitter.emit("_requestRedraw");
  }

  resized() {
    this.network.setSize("100%", "100%");
  }

  wheel(on) {
    this.network.setOptions({ interaction: { zoomView: on } });
  }
}
