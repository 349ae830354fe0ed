// The statuses as a drawn path: every legal move, the moves that were made, and where it stands.

const NS = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [308, 236];
const [NODE_WIDTH, NODE_HEIGHT] = [86, 26];
// Where each status stands: the way of a reward that goes well runs down the left.
const PLACES = {
  pending: [50, 20], approved: [50, 84], sending: [50, 148], allocated: [50, 212],
  declined: [256, 20], expired: [256, 52], cancelled: [256, 96], unknown: [256, 156], failed: [256, 216],
};

function svg(name, attributes, ...children) {
  const node = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** The drawing, empty. */
export function pathDrawing() {
  return svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" });
}

/** Draws the path where it has changed. */
export function drawPath(holder, path) {
  const seen = JSON.stringify(path);
  if (holder.dataset.seen === seen) return;
  holder.dataset.seen = seen;
  const been = new Set(path.been.map(String));
  const passed = new Set(path.been.flat());
  const rank = (move) => (been.has(String(move)) ? 2 : move[0] === path.here ? 1 : 0);
  const moves = path.moves.filter((move) => move.every((status) => PLACES[status])).sort((a, b) => rank(a) - rank(b));
  const drawing = holder.querySelector("svg");
  const way = [...path.been.map(([came]) => came), path.here].join(", then ");
  drawing.setAttribute("aria-label", `Where it stands: ${path.here}. Its way: ${way}.`);
  drawing.replaceChildren(
    ...moves.map((move) => line(move, ["may", "next", "been"][rank(move)])),
    ...Object.entries(PLACES).map(([status, place]) => node(status, place, status === path.here ? "here" : passed.has(status) ? "passed" : "")),
  );
}

function node(status, [x, y], kind) {
  const box = svg("rect", { x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2, width: NODE_WIDTH, height: NODE_HEIGHT, rx: 13 });
  const words = svg("text", { x, y: y + 4, "text-anchor": "middle" }, status);
  return svg("g", { class: `status ${kind}` }, box, words);
}

/** A move as a curve that leaves to its right, so that two opposite ones lie apart. */
function line([came, goes], kind) {
  const [[x1, y1], [x2, y2]] = [PLACES[came], PLACES[goes]];
  const length = Math.hypot(x2 - x1, y2 - y1);
  const isLong = x1 === x2 && Math.abs(y2 - y1) > 70;
  const bend = isLong ? 58 : 12;
  const [bendX, bendY] = [((x1 + x2) / 2) - ((y2 - y1) / length) * bend, ((y1 + y2) / 2) + ((x2 - x1) / length) * bend];
  const [fromX, fromY] = edge([x1, y1], [bendX, bendY]);
  const [toX, toY] = edge([x2, y2], [bendX, bendY]);
  const turn = Math.round((Math.atan2(toY - bendY, toX - bendX) * 180) / Math.PI);
  return svg(
    "g",
    { class: `move ${kind}` },
    svg("path", { d: `M${fromX} ${fromY}Q${bendX} ${bendY} ${toX} ${toY}`, class: "line" }),
    svg("path", { d: "M0 0-7-3.5-7 3.5Z", class: "head", transform: `translate(${toX} ${toY}) rotate(${turn})` }),
  );
}

/** Where the way from a node's middle to a point leaves its box. */
function edge([x, y], [toX, toY]) {
  const [dx, dy] = [toX - x, toY - y];
  const share = Math.min(dx ? NODE_WIDTH / 2 / Math.abs(dx) : Infinity, dy ? NODE_HEIGHT / 2 / Math.abs(dy) : Infinity, 1);
  return [Math.round(x + dx * share), Math.round(y + dy * share)];
}
