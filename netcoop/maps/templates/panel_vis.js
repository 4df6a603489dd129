// vis-network bears the map: it holds the marks and the view; draw.js says how all of it looks.
class VisBearer {
  constructor(panel) {
    this.panel = panel;
    // The engine knows where everyone stands and draws nobody: it would leave out whoever stands in an
    // opened group far from there, and work for long at every change.
    const engine = new vis.DataSet(MODEL.actors.map(({ row, x, y }) => ({
      id: row, label: " ", shape: "custom", x, y, size: 6, ctxRenderer: () => ({ drawNode() {} }),
    })));
    // What is drawn, for whoever asks; a data set of the engine would take long to hear of thousands.
    this.nodes = asDataSet(MODEL.actors, (actor) => actor.row, () => panel.scene.at);
    const drawn = () => (panel.scene.drawn ??= new Set(panel.scene.lines.map((line) => line.id)));
    this.edges = asDataSet(lines, (line) => line.id, drawn);
    this.network = new vis.Network(panel.holder, { nodes: engine, edges: [] }, {
      physics: false,
      layout: { improvedLayout: false },
      interaction: {
        hover: false, dragNodes: false, zoomView: true, selectable: false, selectConnectedEdges: false,
        hoverConnectedEdges: false, keyboard: false,
      },
    });
    this.wire();
  }

  wire() {
    const { network, panel } = this;
    panel.holder.querySelector(".vis-network").tabIndex = -1;
    panel.holder.addEventListener("wheel", (event) => {
      if (!panel.isHot) event.stopPropagation();
    }, { capture: true, passive: true });
    network.on("beforeDrawing", (context) => this.drawGround(context));
    network.on("afterDrawing", (context) => this.drawFront(context));
    network.on("click", ({ pointer }) => panel.click(pointer.DOM.x, pointer.DOM.y));
    for (const move of ["dragging", "dragEnd", "zoom"]) {
      network.on(move, () => {
        panel.moved = true;
        panel.onMove();
      });
    }
  }

  // Whatever the scene holds is drawn in the next frame.
  take() {}

  drawGround(context) {
    const { panel } = this;
    this.panel.thinned = paintGround(context, panel.scene, this.network.getScale(), panel.region());
  }

  drawFront(context) {
    const { panel } = this;
    paintMarks(context, panel.scene, this.network.getScale(), panel.region());
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

  // Two fingers always zoom the map; one finger moves it, and the wheel zooms it, once it is in focus.
  wheel(on) {
    this.network.setOptions({ interaction: { dragView: on } });
    for (const part of this.panel.holder.querySelectorAll(".vis-network, .vis-network canvas")) {
      part.style.setProperty("touch-action", on ? "none" : "pan-y", "important");
    }
  }
}
