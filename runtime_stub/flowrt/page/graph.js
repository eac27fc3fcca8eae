// A flow's drawing laid out from top to bottom: boxes by rank, arrows between them. Takes what
// the compiler draws, {nodes, edges, frames}; gives an SVG element whose boxes `mark` marks.

import { svg } from "./elements.js";

const CHARACTER = 7.3;
const LINE = 16;
const PAD = 12;
const GAP = { x: 28, y: 52 };
const SWEEPS = 8;
const DOT = 18;
const LARGE = 20;

/** Return the drawing as {element, mark(path)}; a path is what the last call took. */
export function graphOf(drawing, label) {
  const boxes = placed(drawing);
  const width = Math.max(...boxes.map((box) => box.x + box.w)) + PAD;
  const height = Math.max(...boxes.map((box) => box.y + box.h)) + PAD;
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const shown = boxes.filter((box) => box.lines);
  const nodes = new Map(shown.map((box) => [box.id, node(box)]));
  const element = svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label, class: shown.length > LARGE ? "graph large" : "graph" },
    arrowHeads(),
    (drawing.frames ?? []).map((frame) => frameOf(frame, byId)),
    drawing.edges.map((edge, at) => arrow(edge, at, byId, boxes, drawing.edges)),
    [...nodes.values()],
  );
  return { element, mark: (path) => mark(shown, nodes, path) };
}

function mark(boxes, nodes, path) {
  const ended = new Map();
  for (const one of path) {
    // The box of a flow that is called is taken where a segment of that flow ran.
    if (one.kind !== "flow" && !ended.get(one.name)?.failed) ended.set(one.name, one);
  }
  for (const box of boxes) {
    const taken = ended.get(box.lines[0]);
    const classes = nodes.get(box.id).classList;
    classes.toggle("taken", Boolean(taken) && !taken.failed);
    classes.toggle("failed", Boolean(taken?.failed));
  }
}

// --- places --------------------------------------------------------------------------------------

function placed({ nodes, edges }) {
  const boxes = nodes.map((one) => ({
    ...one,
    ...sizeOf(one),
    rank: 0,
  }));
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const forward = edges.flatMap((edge, at) =>
    edge.back ? [] : [[byId.get(edge.from), byId.get(edge.to), at]],
  );
  rank(boxes, forward);
  const links = stretched(boxes, forward);
  const rows = [];
  for (const box of boxes) (rows[box.rank] ??= []).push(box);
  const near = neighbours(boxes, links);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) order(rows, near, sweep % 2 === 0);
  spread(rows, near);
  return boxes;
}

function sizeOf({ shape, lines }) {
  if (shape === "join") return { w: DOT, h: DOT };
  const longest = Math.max(...lines.map((line) => line.length), 1);
  return { w: longest * CHARACTER + 2 * PAD, h: Math.max(1, lines.length) * LINE + PAD };
}

function rank(boxes, links) {
  for (let round = 0; round < boxes.length; round += 1) {
    let moved = false;
    for (const [from, to] of links) {
      if (to.rank <= from.rank) {
        to.rank = from.rank + 1;
        moved = true;
      }
    }
    if (!moved) return;
  }
}

/** Return links between neighbouring ranks: a long one passes through points, which are boxes too. */
function stretched(boxes, links) {
  const found = [];
  for (const [from, to, edge] of links) {
    let last = from;
    for (let at = from.rank + 1; at < to.rank; at += 1) {
      const point = { id: "", edge, w: 14, h: 1, rank: at };
      boxes.push(point);
      found.push([last, point]);
      last = point;
    }
    found.push([last, to]);
  }
  return found;
}

function neighbours(boxes, links) {
  const near = new Map(boxes.map((box) => [box, { up: [], down: [] }]));
  for (const [from, to] of links) {
    near.get(from).down.push(to);
    near.get(to).up.push(from);
  }
  return near;
}

function order(rows, near, downwards) {
  for (const row of rows) row.forEach((box, at) => (box.at = at / row.length));
  for (const row of downwards ? rows : [...rows].reverse()) {
    const side = downwards ? "up" : "down";
    const weight = new Map(row.map((box) => [box, mean(near.get(box)[side].map((one) => one.at)) ?? box.at]));
    row.sort((one, two) => weight.get(one) - weight.get(two));
    row.forEach((box, at) => (box.at = at / row.length));
  }
}

function spread(rows, near) {
  let top = PAD;
  for (const row of rows) {
    let left = PAD;
    for (const box of row) {
      box.x = left;
      left += box.w + GAP.x;
    }
    const tallest = Math.max(...row.map((box) => box.h));
    for (const box of row) box.y = top + (tallest - box.h) / 2;
    top += tallest + GAP.y;
  }
  for (let round = 0; round < 24; round += 1) {
    for (const row of round % 2 ? [...rows].reverse() : rows) pull(row, near);
  }
  for (const row of rows) pull(row, near, ["up"]);
  const least = Math.min(...rows.flat().map((box) => box.x));
  for (const box of rows.flat()) box.x += PAD - least;
}

/** Move the boxes of a row towards what they are linked with, as far as they have room. */
function pull(row, near, sides = ["up", "down"]) {
  const wanted = row.map((box) => {
    const linked = sides.flatMap((side) => near.get(box)[side]);
    const centre = mean(linked.map((one) => one.x + one.w / 2));
    return centre === null ? box.x : centre - box.w / 2;
  });
  row.forEach((box, at) => {
    const before = row[at - 1];
    const least = before ? before.x + before.w + GAP.x : -Infinity;
    box.x = Math.max(least, wanted[at]);
  });
  for (let at = row.length - 2; at >= 0; at -= 1) {
    const room = row[at + 1].x - GAP.x - row[at].w;
    const least = at ? row[at - 1].x + row[at - 1].w + GAP.x : -Infinity;
    if (row[at].x < wanted[at]) row[at].x = Math.max(least, Math.min(room, wanted[at]));
  }
}

function mean(numbers) {
  return numbers.length ? numbers.reduce((sum, one) => sum + one, 0) / numbers.length : null;
}

// --- pieces --------------------------------------------------------------------------------------

function node(box) {
  const colour = box.colour === undefined ? "" : ` used-${box.colour}`;
  const middle = box.x + box.w / 2;
  const top = box.y + box.h / 2 - ((box.lines.length - 1) * LINE) / 2;
  return svg(
    "g",
    { class: `box is-${box.shape}${colour}`, "data-name": box.lines[0] ?? "" },
    svg("rect", { x: box.x, y: box.y, width: box.w, height: box.h, rx: rounding(box) }),
    box.shape === "cut" ? cutSign(box) : null,
    box.lines.map((line, at) =>
      svg("text", { x: middle, y: top + at * LINE, class: at ? "more" : "main" }, line),
    ),
  );
}

function rounding(box) {
  return { param: box.h / 2, result: box.h / 2, choice: 3, join: box.h / 2 }[box.shape] ?? 7;
}

/** Return the two lines that show where a flow is cut. */
function cutSign({ x, y, w, h: height }) {
  const side = (at) => svg("line", { x1: at, y1: y + 4, x2: at, y2: y + height - 4, class: "cut-sign" });
  return svg("g", {}, side(x + 5), side(x + w - 5));
}

function arrow(edge, number, byId, boxes, edges) {
  const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
  const through = boxes.filter((box) => box.edge === number);
  const points = edge.back
    ? [side(from), side(to)]
    : [bottom(from), ...through.map((box) => ({ x: box.x + box.w / 2, y: box.y })), top(to)];
  const label = from.shape === "param" ? "" : edge.labels.join(", ");
  const at = labelAt(edge, points, edges);
  return svg(
    "g",
    { class: `edge is-${edge.line}` },
    svg("path", { d: edge.back ? around(points) : curve(points), "marker-end": `url(#head-${edge.line})` }),
    label ? svg("text", { x: at.x, y: at.y, class: "label" }, label) : null,
  );
}

const bottom = (box) => ({ x: box.x + box.w / 2, y: box.y + box.h });
const top = (box) => ({ x: box.x + box.w / 2, y: box.y - 3 });
const side = (box) => ({ x: box.x + box.w, y: box.y + box.h / 2 });

/** Return where a label has room: away from the end at which other arrows crowd. */
function labelAt(edge, points, edges) {
  const crowd = edges.filter((one) => one.to === edge.to).length > 1;
  const fan = edges.filter((one) => one.from === edge.from).length > 1;
  const [one, two] = crowd || !fan ? points : points.slice(-2);
  const share = crowd === fan ? 0.5 : crowd ? 0.3 : 0.7;
  return { x: one.x + (two.x - one.x) * share ** 2 * (3 - 2 * share), y: one.y + (two.y - one.y) * share };
}

function curve([first, ...rest]) {
  let path = `M${first.x},${first.y}`;
  let last = first;
  for (const point of rest) {
    const bend = (point.y - last.y) / 2;
    path += `C${last.x},${last.y + bend} ${point.x},${point.y - bend} ${point.x},${point.y}`;
    last = point;
  }
  return path;
}

function around([from, to]) {
  const out = Math.max(from.x, to.x) + 30;
  return `M${from.x},${from.y}C${out},${from.y} ${out},${to.y} ${to.x + 3},${to.y}`;
}

function arrowHeads() {
  const head = (line) =>
    svg(
      "marker",
      { id: `head-${line}`, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" },
      svg("path", { d: "M0,0L8,4L0,8z", class: `head is-${line}` }),
    );
  return svg("defs", {}, ["data", "control", "leave"].map(head));
}

function frameOf(frame, byId) {
  const inside = frame.nodes.map((id) => byId.get(id)).filter(Boolean);
  if (!inside.length) return null;
  const x = Math.min(...inside.map((box) => box.x)) - 10;
  const y = Math.min(...inside.map((box) => box.y)) - 20;
  const right = Math.max(...inside.map((box) => box.x + box.w)) + 10;
  const low = Math.max(...inside.map((box) => box.y + box.h)) + 10;
  const isCrossed = [...byId.values()].some(
    (box) => !inside.includes(box) && box.x < right && box.x + box.w > x && box.y < low && box.y + box.h > y,
  );
  if (isCrossed) return null;
  return svg(
    "g",
    { class: "frame" },
    svg("rect", { x, y, width: right - x, height: low - y, rx: 10 }),
    svg("text", { x: x + 10, y: y + 12 }, frame.title),
  );
}
