// A field in which several things can be chosen: what is chosen stands as tags that can be taken away.

import { el } from "./mrkdwn.js";

/** `pairs` are `[value, words]`. As other controls: `{node, read(), write(values), focus(), isGroup}`. */
export function manyNode(pairs, initial, most, placeholder, attributes) {
  const { id, ...described } = attributes;
  const tags = el("ul", { class: "tags" });
  const adding = el("select", { id, "aria-label": placeholder ?? "Add" });
  const node = el("div", { ...described, role: "group", class: "many" }, tags, adding);
  let chosen = [...initial];

  function take(values) {
    chosen = values;
    draw();
    node.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function draw() {
    const wordsOf = new Map(pairs);
    tags.replaceChildren(...chosen.map((value) => tag(value, wordsOf.get(value) ?? value)));
    const left = pairs.filter(([value]) => !chosen.includes(value));
    adding.replaceChildren(
      el("option", { value: "" }, placeholder ?? "Choose"),
      ...left.map(([value, words]) => el("option", { value }, words)),
    );
    adding.disabled = chosen.length >= most || !left.length;
  }

  function tag(value, words) {
    const away = el("button", { type: "button", "aria-label": `Take ${words} away` }, "×");
    away.addEventListener("click", () => {
      take(chosen.filter((one) => one !== value));
      adding.focus();
    });
    return el("li", {}, words, away);
  }

  adding.addEventListener("change", (event) => {
    event.stopPropagation();
    if (adding.value) take([...chosen, adding.value]);
  });
  draw();
  return {
    node,
    isGroup: true,
    read: () => [...chosen],
    write(values) {
      chosen = [...values];
      draw();
    },
    focus: () => (adding.disabled ? tags.querySelector("button") : adding).focus(),
  };
}
