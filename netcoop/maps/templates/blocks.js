// The grouped picture: one mark for all actors of a sector in a region, one line for all their ties.
const BLOCKS_FROM = 60;
const BLOCK_SHARE = 0.03;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
const blockList = MODEL.actors.length > BLOCKS_FROM ? findBlocks() : [];
const blockIndex = new Map(blockList.map((block) => [block.id, block]));
const blockOfRow = new Map(blockList.flatMap((block) => block.all.map((actor) => [actor.row, block])));
// A picture of as many groups as actors, or of one group, says nothing.
const canBlock = blockList.length > 1 && blockList.length * 2 <= MODEL.actors.length;

function findBlocks() {
  const found = new Map();
  for (const actor of MODEL.actors) {
    const key = JSON.stringify([actor.region, actor.sector]);
    if (!found.has(key)) {
      found.set(key, { id: `block-${found.size}`, key, region: actor.region, sector: actor.sector, all: [] });
    }
    found.get(key).all.push(actor);
  }
  return [...found.values()].map((block) => ({ ...block, group: commonest(block.all.map((actor) => actor.group)) }));
}

function commonest(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

const blocks = () => blockList;

function openBlock(id) {
  state.opened.add(id);
}

function closeBlocks() {
  state.opened.clear();
}

function isOpen(block) {
  const chosen = state.selected && blockOfRow.get(state.selected);
  return state.opened.has(block.id) || chosen === block;
}

function blockName(block) {
  const words = [valueLabel("region", block.region), valueLabel("sector", block.sector)].filter(Boolean);
  return words.join(" · ") || inLanguage(groups.get(block.group).label);
}

// A group as the card tells of it: who is in it now, how many ties stay inside, and whom it is tied to.
function blockOf(id) {
  const block = blockIndex.get(id);
  if (!block) return undefined;
  const counts = new Map();
  let within = 0;
  for (const line of shownLines()) {
    if (line.missing) continue;
    const ends = [blockOfRow.get(line.source), blockOfRow.get(line.target)];
    if (!ends.includes(block)) continue;
    const other = ends[0] === block ? ends[1] : ends[0];
    if (other === block) within += 1;
    else counts.set(other, (counts.get(other) || 0) + 1);
  }
  const partners = [...counts].sort((a, b) => b[1] - a[1] || blockList.indexOf(a[0]) - blockList.indexOf(b[0]))
    .map(([other, count]) => ({ id: other.id, label: blockName(other), count }));
  return { ...block, label: blockName(block), members: block.all.filter((actor) => isVisible(actor)), within, partners };
}

// Places do not depend on the filters: the middle of all members, pushed apart so that none covers
// another. Where groups are opened the others make room from there, so that they stay about in place.
const placedBlocks = new Map();

function blockPlaces(open = blockList.filter(isOpen)) {
  const name = open.map((block) => block.id).join();
  if (!placedBlocks.has(name)) {
    const before = open.length ? blockPlaces([]) : new Map(blockList.map((block) => [block.id, middleOf(block.all)]));
    placedBlocks.set(name, apart(blockList.map(({ id, all }) => ({
      id, ...before.get(id), r: open.some((block) => block.id === id) ? openRadius(all.length) : blockRadius(all.length),
    }))));
  }
  return placedBlocks.get(name);
}

function middleOf(some) {
  const mean = (axis) => some.reduce((sum, actor) => sum + actor[axis], 0) / some.length;
  return { x: mean("x"), y: mean("y") };
}

function blockRadius(count) {
  return Math.sqrt((count / MODEL.actors.length) * BLOCK_SHARE * MODEL.width * MODEL.height / Math.PI) + MODEL.width / 300;
}

const memberRadius = () => MODEL.width / 220;
const openRadius = (count) => memberRadius() * 1.9 * Math.sqrt(count) + memberRadius();

function apart(spots) {
  const rounds = Math.min(80, Math.ceil(4e6 / (spots.length * spots.length + 1)));
  // Room for the names.
  const gap = 0.42 * Math.sqrt((MODEL.width * MODEL.height) / spots.length);
  for (let turn = 0; turn < rounds; turn += 1) {
    for (let a = 0; a < spots.length; a += 1) {
      for (let b = a + 1; b < spots.length; b += 1) push(spots[a], spots[b], gap, a + b);
    }
  }
  return new Map(spots.map((spot) => [spot.id, spot]));
}

function push(one, other, gap, turn) {
  const across = other.x - one.x;
  const down = other.y - one.y;
  const wanted = one.r + other.r + gap;
  if (Math.abs(across) > wanted || Math.abs(down) > wanted) return;
  const distance = Math.hypot(across, down);
  if (distance >= wanted) return;
  // Two on one spot part in a direction that depends on which they are, not on chance.
  const [x, y] = distance > 1e-6 ? [across / distance, down / distance] : [Math.cos(turn), Math.sin(turn)];
  const step = (wanted - distance) / 2;
  one.x -= x * step;
  one.y -= y * step;
  other.x += x * step;
  other.y += y * step;
}

function groupedParts(view, other, focus) {
  const places = blockPlaces();
  const members = new Map(blockList.map((block) => [block, []]));
  for (const actor of shownActors(view)) members.get(blockOfRow.get(actor.row)).push(actor);
  const marks = [];
  for (const [block, shown] of members) {
    if (!shown.length) continue;
    if (isOpen(block)) marks.push(...openedMarks(block, shown, places.get(block.id), view, focus));
    else marks.push(blockMark(block, shown, places.get(block.id), focus));
  }
  return { marks, lines: groupedLines(view, other, focus) };
}

function blockMark(block, shown, { x, y }, focus) {
  const group = groups.get(block.group);
  const chosen = block.id === state.selected;
  const near = focus !== null && shown.some((actor) => focus.has(actor.row));
  const r = blockRadius(shown.length);
  return {
    id: block.id, label: `${blockName(block)} (${written(shown.length, 0)})`, x, y, r, shape: group.shape, color: group.color,
    hollow: false, below: false, count: shown.length, dim: focus !== null && !near && !chosen, halo: chosen ? "chosen" : null,
    rank: r + (near ? 1e4 : 0) + (chosen ? 1e6 : 0), always: chosen, strong: chosen,
  };
}

// The members of an opened group stand close together where the group stood, as seeds in a sunflower.
function openedMarks(block, shown, { x, y }, view, focus) {
  const places = new Map(block.all.map((actor, place) => [actor.row, place]));
  return shown.map((actor) => {
    const place = places.get(actor.row);
    const reach = memberRadius() * 1.9 * Math.sqrt(place + 0.5);
    const mark = actorMark(actor, view, focus);
    const size = radius(valueOf(actor, state.size, view)) / 20;
    return {
      ...mark, x: x + reach * Math.cos(place * GOLDEN_ANGLE), y: y + reach * Math.sin(place * GOLDEN_ANGLE),
      r: memberRadius() * (0.6 + 0.4 * size), count: 1, rank: mark.rank + blockRadius(1),
    };
  });
}

// The mark an actor stands in: its own where its group is open, else that of the group.
function markIdOf(row) {
  const block = state.blocks && canBlock ? blockOfRow.get(row) : null;
  return !block || isOpen(block) ? row : block.id;
}

// All lines between two marks as one, the missing ones apart.
function bundles(view) {
  const ends = new Map(MODEL.actors.map((actor) => [actor.row, markIdOf(actor.row)]));
  const found = new Map();
  for (const line of shownLines(view)) {
    const [source, target] = [ends.get(line.source), ends.get(line.target)].sort();
    if (source === target) continue;
    const key = `${source} ${target} ${line.missing ? 1 : 0}`;
    const bundle = found.get(key);
    if (!bundle) found.set(key, { key, source, target, missing: line.missing, lines: [line] });
    else bundle.lines.push(line);
  }
  return found;
}

function groupedLines(view, other, focus) {
  const found = bundles(view);
  const beside = other === null ? null : bundles(other);
  let most = 1;
  for (const bundle of found.values()) if (!bundle.missing) most = Math.max(most, bundle.lines.length);
  const drawn = [];
  for (const bundle of found.values()) {
    const isSingle = !isBlockId(bundle.source) && !isBlockId(bundle.target);
    if (isSingle) drawn.push(...bundle.lines.map((line) => tieLine(line, view, other, focus, found.size)));
    else drawn.push(bundleLine(bundle, most, beside, view < other, focus));
  }
  // The widest last, on top.
  return drawn.sort((a, b) => a.width - b.width);
}

function bundleLine(bundle, most, beside, isEarlier, focus) {
  const count = bundle.lines.length;
  const bright = !focus || bundle.lines.some((line) => isLineInFocus(line, focus));
  const look = tieKinds.get(bundle.lines[0].kind);
  const unit = MODEL.width / 1000;
  const share = count / most;
  const drawn = {
    id: bundle.key, source: bundle.source, target: bundle.target, arc: false, count,
    color: bundle.missing ? look.color : CHANGE_STYLES.kept.color, dash: bundle.missing ? look.dash : [],
    bend: bundle.missing ? look.bend : 0, width: bundle.missing ? 1.5 * unit : unit * (0.6 + 7 * share),
    opacity: bright ? (focus ? IN_FOCUS : 0.15 + 0.45 * share) : FAINT,
  };
  if (beside && !bundle.missing && !beside.has(bundle.key)) changeLook(drawn, isEarlier ? "dissolved" : "formed", bright);
  return drawn;
}
