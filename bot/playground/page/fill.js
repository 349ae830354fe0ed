// A list on the page, kept in step with what it shows.

const shownBy = new WeakMap(); // node -> the properties that it was drawn from

/** Replaces a list's items only where what they show has changed, so that focus and selection stay. */
export function fill(list, items, draw) {
  const old = new Map([...list.children].map((node) => [node.dataset.key, node]));
  const nodes = items.map(({ key, ...shown }) => {
    const kept = old.get(key);
    if (kept && isSame(shownBy.get(kept), shown)) return kept;
    const node = draw(shown);
    node.dataset.key = key;
    shownBy.set(node, shown);
    // Whoever gave the focus to something else meanwhile keeps it there.
    if (kept?.contains(document.activeElement)) queueMicrotask(() => document.activeElement === document.body && refocus(node));
    return node;
  });
  const wanted = new Set(nodes);
  for (const node of [...list.children]) if (!wanted.has(node)) node.remove();
  // A node that is moved loses its focus, so what stands right already is not touched.
  let place = list.firstElementChild;
  for (const node of nodes) {
    if (node === place) place = place.nextElementSibling;
    else list.insertBefore(node, place);
  }
}

/** The same object is taken for unchanged, so whoever changes one puts another in its place. */
function isSame(before, after) {
  const keys = Object.keys(after);
  return before && keys.length === Object.keys(before).length && keys.every((key) => isEqual(before[key], after[key]));
}

function isEqual(one, other) {
  return Object.is(one, other) || (typeof one === "object" && JSON.stringify(one) === JSON.stringify(other));
}

function refocus(node) {
  (node.querySelector("button:not(:disabled)") ?? node).focus({ preventScroll: true });
}
