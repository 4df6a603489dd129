// Files to take away: the picture as vectors or pixels with its title and legend, and the table.
const SHEET = { width: 1500, legend: 310, margin: 34, size: 15, most: 1000 };
const PIXELS = 3000;

// A file name of letters, digits and dashes, that every system takes.
function fileName() {
  const name = Array.from(plain(inLanguage(MODEL.title)).replace(/[^a-z0-9]+/g, "-")).slice(0, 60).join("")
    .replace(/^-+|-+$/g, "");
  return !name || /^(con|prn|aux|nul|com\d|lpt\d)$/.test(name) ? "map" : name;
}

function download(content, ending, type) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = html("a", { href: address, download: `${fileName()}.${ending}` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  byId("spoken").textContent = `${say("saved")} ${link.download}`;
}

// Words of a text in lines no longer than this many pixels; a word too long for a line is cut.
function linesOfText(text, size, most) {
  const found = [];
  let line = "";
  for (const word of text.split(/\s+/).filter(Boolean).flatMap((one) => pieces(one, size, most))) {
    const longer = line ? `${line} ${word}` : word;
    if (line && textWidth(longer, size) > most) {
      found.push(line);
      line = word;
    } else line = longer;
  }
  return line ? [...found, line] : found;
}

function pieces(word, size, most) {
  if (textWidth(word, size) <= most) return [word];
  const letters = Array.from(word);
  const each = Math.max(1, Math.floor((letters.length * most) / textWidth(word, size)));
  return Array.from({ length: Math.ceil(letters.length / each) },
    (_, part) => letters.slice(part * each, (part + 1) * each).join(""));
}

// Writes a text below the last one; "pen" knows where that was.
function writeText(sheet, pen, text, { size, most, ...look }) {
  // Bold words are broader than measured.
  for (const line of linesOfText(text, size, look.weight ? most / 1.12 : most)) {
    sheet.append(words(line, pen.x, pen.y + size * 0.7, { size, ...look }));
    pen.y += size * 1.4;
  }
}

function writeLegend(sheet, pen, scale) {
  const most = SHEET.legend;
  for (const { title, entries, note } of legendSections(scale)) {
    writeText(sheet, pen, title, { size: SHEET.size, most, weight: "600" });
    pen.y += 4;
    for (const { sample, text } of entries) {
      const [width, height] = [Number(sample.getAttribute("width")), Number(sample.getAttribute("height"))];
      const beside = Math.max(58, width + 8);
      const lines = linesOfText(text, SHEET.size, most - beside - 4);
      const room = Math.max(height, lines.length * SHEET.size * 1.3);
      sample.setAttribute("x", round(pen.x + Math.max(25, width / 2) - width / 2));
      sample.setAttribute("y", round(pen.y + room / 2 - height / 2));
      sheet.append(sample, ...lines.map((line, row) => words(
        line, pen.x + beside, pen.y + room / 2 + (row - (lines.length - 1) / 2) * SHEET.size * 1.25, { size: SHEET.size })));
      pen.y += room + 5;
    }
    if (note) writeText(sheet, pen, note, { size: SHEET.size - 2.5, most, color: "#545C64" });
    pen.y += 18;
  }
}

// The whole sheet: title, counts, one picture or two, the legend beside, what it cannot show below.
function sheetElement() {
  const { width, legend, margin, size } = SHEET;
  const sheet = svg("svg", { lang: state.lang, role: "img" });
  const ground = svg("rect", { x: 0, y: 0, width, fill: "#FFFFFF" });
  const name = svg("title", {});
  name.textContent = inLanguage(MODEL.title);
  sheet.append(name, ground);
  const pen = { x: margin, y: margin };
  writeText(sheet, pen, inLanguage(MODEL.title), { size: 27, most: width - 2 * margin, weight: "600" });
  writeText(sheet, pen, byId("counts").textContent, { size, most: width - 2 * margin, color: "#545C64" });
  const top = pen.y + 14;
  const beside = { x: width - margin - legend, y: top };
  pen.y = top;
  const scale = writePictures(sheet, pen, width - legend - 3 * margin);
  writeLegend(sheet, beside, scale);
  pen.y = Math.max(pen.y, beside.y) + 10;
  for (const note of noteWords()) writeText(sheet, pen, `• ${note}`, { size: size - 1.5, most: width - 2 * margin, color: "#545C64" });
  const height = Math.ceil(pen.y + margin);
  ground.setAttribute("height", height);
  for (const [key, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) sheet.setAttribute(key, value);
  return sheet;
}

// Returns how many pixels of the sheet a map unit has.
function writePictures(sheet, pen, room) {
  const scenes = scenesShown();
  if (!scenes.some(({ marks }) => marks.length)) {
    writeText(sheet, pen, nothingWords(), { size: SHEET.size, most: room });
    return 1;
  }
  const each = room / scenes.length;
  const paper = projection(sceneRoom(scenes), each, SHEET.most);
  const below = hasViews() ? 26 : 0;
  scenes.forEach((scene, place) => {
    const left = pen.x + place * each;
    if (below) sheet.append(words(headingOf(viewsShown()[place]), left + each / 2, pen.y + 10, { size: SHEET.size + 2, anchor: "middle", weight: "600" }));
    const picture = vectorMap(scene, paper, SHEET.size - (scenes.length > 1 ? 2 : 0));
    picture.setAttribute("x", round(left));
    picture.setAttribute("y", round(pen.y + below));
    sheet.append(picture);
  });
  pen.y += below + paper.height;
  return paper.scale;
}

const noteWords = () => [...document.querySelectorAll("#notes li")].map((note) => note.textContent);

function sheetText() {
  const text = new XMLSerializer().serializeToString(sheetElement());
  // XML has no place for control characters, which a name may hold all the same.
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "")}`;
}

const saveVectors = () => download(sheetText(), "svg", "image/svg+xml");

function savePixels() {
  const picture = new Image();
  picture.addEventListener("load", () => {
    const canvas = html("canvas", { width: PIXELS, height: Math.round((PIXELS * picture.height) / picture.width) });
    const context = canvas.getContext("2d");
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((made) => {
      if (made) download(made, "png", "image/png");
      else byId("spoken").textContent = say("not_saved");
    }, "image/png");
  });
  picture.addEventListener("error", () => { byId("spoken").textContent = say("not_saved"); });
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(sheetText())}`;
}

// Where a spreadsheet would begin a formula: at the start of a text or behind what it may take for
// the end of a cell. The pattern of _core/files.py.
const FORMULA = /(?:^|(?<=[,;\t\r\n]))(?=[\x00 \x0b\x0c\x1c-\x1f\x85\xa0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff'"]*[=+\-@\uff1d\uff0b\uff0d\uff20])|^(?='*[\t\r\n])/g;

// What it would take for a formula gets an apostrophe; every text is quoted.
const textCell = (text) => `"${text.replace(FORMULA, "'").replace(/"/g, '""')}"`;

function numberCell(value) {
  if (value === null || value === undefined) return "";
  return state.lang === "cs" ? String(value).replace(".", ",") : String(value);
}

// The rows of the table, of both periods in a comparison, with as many digits as there are.
function tableText() {
  const columns = tableColumns();
  const head = [...(hasViews() ? [say("period")] : []), ...columns.map((column) => column.label)].map(textCell);
  const chosen = columns.find((column) => column.key === state.sort.column) || columns[0];
  const rows = viewsShown().flatMap((view) => sorted(shownActors(view), chosen).map((actor) => [
    ...(hasViews() ? [textCell(headingOf(view))] : []),
    ...columns.map((column) => (column.metric
      ? numberCell(valueOf(actor, column.key, view)) : textCell(String(column.value(actor))))),
  ]));
  return `\uFEFF${[head, ...rows].map((row) => row.join(";")).join("\r\n")}\r\n`;
}

const saveTable = () => download(tableText(), "csv", "text/csv;charset=utf-8");

function wireSaving() {
  const menu = byId("save");
  const close = () => { menu.open = false; };
  const choose = { "save-png": savePixels, "save-svg": saveVectors, "save-csv": saveTable, print: () => window.print() };
  for (const [id, action] of Object.entries(choose)) {
    byId(id).addEventListener("click", () => {
      close();
      menu.querySelector("summary").focus({ preventScroll: true });
      action();
    });
  }
  menu.addEventListener("focusout", (event) => { if (event.relatedTarget && !menu.contains(event.relatedTarget)) close(); });
  document.addEventListener("pointerdown", (event) => { if (!menu.contains(event.target)) close(); });
}
