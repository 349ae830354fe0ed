// A list on the page, kept in step with what it shows.

/** Replaces a list's items only where what they show has changed, so that focus and selection stay. */
export function fill(list, items, draw) {
  const old = new Map([...list.children].map((node) => [node.dataset.key, node]));
  const nodes = items.map(({ key, ...shown }) => {
    const seen = JSON.stringify(shown);
    const kept = old.get(key);
    if (kept?.dataset.seen === seen) return kept;
    const node = draw(shown);
    Object.assign(node.dataset, { key, seen });
    if (kept?.contains(document.activeElement)) queueMicrotask(() => refocus(node));
    return node;
  });
  for (const node of [...list.children]) if (!nodes.includes(node)) node.remove();
  // A node that is moved loses its focus, so what stands right already is not touched.
  nodes.forEach((node, place) => node !== list.children[place] && list.insertBefore(node, list.children[place] ?? null));
}

function refocus(node) {
  (node.querySelector("button:not(:disabled)") ?? node).focus({ preventScroll: true });
}
