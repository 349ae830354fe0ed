// Somebody's Home of the app, as the app has published it.

import { blockNodes } from "./blocks.js";
import { fill } from "./fill.js";
import { el } from "./mrkdwn.js";

const EMPTY = "Shabash has put nothing here yet. What it writes to you alone is under Messages.";

/** Fills `node` with this person's Home. `press(where, element, node)` is called for a click or a choice. */
export function drawHome(node, memory, me, press) {
  const home = memory.homes.get(me) ?? null;
  fill(node, [{ key: `home ${me}`, home }], ({ home: shown }) => {
    const pressed = (element, pressedNode) => press({ view_id: shown.id }, element, pressedNode);
    const blocks = shown?.blocks?.length ? blockNodes(shown.blocks, memory.namesFor(me), pressed) : el("p", { class: "empty" }, EMPTY);
    return el("div", { class: "home-view" }, blocks);
  });
}
