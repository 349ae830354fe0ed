// Tours: each plays on the page what people would do there, with a caption for every step.

import { Actor, Stopped } from "./actor.js";
import { el } from "./mrkdwn.js";

const WORD_MS = 330;
const SETTLE_MS = 1500;
// `?pace=0` leaves out every pause, `?pace=2` makes each twice as long.
const asked = Number(new URLSearchParams(location.search).get("pace") ?? 1);
const PACE = Number.isFinite(asked) && asked >= 0 ? asked : 1;

const [MEERA, RAVI, FARAH, ASHA] = ["Meera Nair", "Ravi Kumar", "Farah Khan", "Asha Rao"];

// A step is its caption, and what is done once it stands there.
const TOURS = [
  {
    name: "A first reward",
    steps: [
      ["Meera wants to thank Asha. One line is enough: whom, how many points, and what for.", async (a) => {
        a.beside(1);
        a.look("EnKash");
        a.become(MEERA);
        await a.ask("/reward @asha 100 for shipping the demo");
      }],
      ["Only Meera sees this answer. It names who can decide, until when, and that nothing moves before.", async () => {}],
      ["Ravi is one of those who can. He finds the request in the channel, and approves it.", async (a) => {
        a.become(RAVI);
        await a.press("Approve");
      }],
      ["EnKash was asked once, and its yes is written down. Only now does the message say “rewarded”.", (a) => a.says("rewarded")],
      ["The thread has the new balance.", (a) => a.openThread()],
      ["Asha hears of it directly.", async (a) => a.become(ASHA, "Shabash")],
      ["Redeem gives her a link that logs her in at EnKash. It is made at this moment, only she sees it, and it is kept nowhere.", async (a) => {
        await a.press("Redeem");
        await a.hears("Open your rewards at EnKash");
      }],
      ["And this is how it went behind the scenes, the newest at the top: request, commit, POST, reply, commit.", async (a) => {
        a.look("Behind the scenes");
        await a.stands("allocated");
      }],
    ],
  },
  {
    name: "Two approvals",
    steps: [
      ["Above 1,000 points, the policy of this playground wants two approvals. Meera asks for 1,500.", async (a) => {
        a.beside(1);
        a.look("Behind the scenes");
        a.become(MEERA);
        await a.ask("/reward @asha 1500 for the launch");
      }],
      ["Ravi and Farah, side by side. Each has the same message before them.", async (a) => {
        a.become(RAVI);
        a.beside(2);
        a.become(FARAH);
        await a.says("1,500 points");
      }],
      ["Ravi approves. One of two: it stays pending, and the message says so in both windows.", async (a) => {
        a.become(RAVI);
        await a.press("Approve");
        a.become(FARAH);
        await a.says("1 of 2");
      }],
      ["Nobody counts twice, so only Farah can complete it. She does.", (a) => a.press("Approve")],
      ["The second approval, and the allocation staged with it, are one commit. Then EnKash is asked.", async (a) => {
        await a.stands("allocated");
        await a.says("rewarded");
      }],
    ],
  },
  {
    name: "Several people at once",
    steps: [
      ["Meera thanks two people in one line. Each is to get 50 points.", async (a) => {
        a.beside(1);
        a.look("EnKash");
        a.become(MEERA);
        await a.ask("/reward @asha @farah 50 for the release");
      }],
      ["The answer says the total before anything is asked: 100 points in all.", (a) => a.says("100 points in all")],
      ["Farah approves as a rule. This one is for her too, so Ravi decides, once for both.", async (a) => {
        a.become(RAVI);
        await a.press("Approve");
      }],
      ["EnKash is asked for each of them, under a reference of their own.", (a) => a.says("rewarded")],
      ["One reply in the thread tells who has their points.", (a) => a.openThread()],
      ["Each hears of theirs directly.", async (a) => a.become(FARAH, "Shabash")],
      ["Behind the scenes each is followed by itself, under the request's id and a number.", async (a) => {
        a.look("Behind the scenes");
        await a.stands("allocated");
      }],
    ],
  },
  {
    name: "The reply got lost",
    steps: [
      ["Now something goes wrong at EnKash: the points move, but the answer never arrives.", async (a) => {
        a.beside(1);
        a.become(MEERA);
        await a.pressBeside("Lose EnKash’s reply");
      }],
      ["Meera asks as always.", (a) => a.ask("/reward @asha 250 for the night shift")],
      ["Ravi approves. Watch the path on the right.", async (a) => {
        a.look("Behind the scenes");
        a.become(RAVI);
        await a.press("Approve");
      }],
      ["Unknown. Shabash does not say that it failed, for it may have happened; and it does not send it again, for that could pay twice.", async (a) => {
        await a.stands("unknown");
        await a.says("has not confirmed");
      }],
      ["It looks the reward up by its reference instead, after seconds, then ever more seldom.", (a) => a.stands("allocated")],
      ["Found, with the same card and the same amount: settled, and everybody is told.", async (a) => {
        await a.says("rewarded");
        await a.openThread();
      }],
      ["EnKash’s side: asked once, moved once.", async (a) => a.look("EnKash")],
    ],
  },
];

const part = {};
let playing = null;

function build() {
  const menu = el("details", { class: "tours" }, el("summary", { class: "top-button" }, "Tours"));
  const list = el("ul", {}, TOURS.map((tour) => {
    const button = el("button", { type: "button" }, tour.name);
    button.addEventListener("click", () => {
      menu.open = false;
      play(tour);
    });
    return el("li", {}, button);
  }));
  menu.append(list);
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", ({ target }) => !menu.contains(target) && (menu.open = false));
  document.querySelector(".top").insertBefore(menu, document.getElementById("count"));

  const button = (name, words, act) => {
    part[name] = el("button", { type: "button", class: "button" }, words);
    part[name].addEventListener("click", act);
    return part[name];
  };
  part.step = el("p", { class: "tour-step" });
  part.words = el("p", { class: "tour-words", "aria-live": "polite" });
  part.bar = el(
    "section",
    { class: "tour", "aria-label": "Tour", hidden: true },
    el("div", {}, part.step, part.words),
    el("div", { class: "tour-buttons" }, button("pause", "Pause", pause), button("next", "Next", next), button("stop", "Stop", stop)),
  );
  part.bar.addEventListener("keydown", ({ key }) => key === "ArrowRight" && playing && next());
  document.getElementById("panes").before(part.bar);
}

/** Plays one tour to its end, or until it is stopped. */
async function play(tour) {
  stop();
  const stopping = new AbortController();
  const actor = new Actor(PACE, stopping.signal);
  const mine = (playing = { stopping, actor });
  part.bar.hidden = false;
  part.pause.hidden = part.next.hidden = false;
  part.pause.textContent = "Pause";
  part.stop.textContent = "Stop";
  part.next.focus();
  try {
    await actor.calm();
    for (const [place, [words, act]] of tour.steps.entries()) {
      part.step.textContent = `${tour.name}: step ${place + 1} of ${tour.steps.length}`;
      part.words.textContent = words;
      part.bar.dataset.state = "acting";
      await actor.rest(SETTLE_MS);
      await act(actor);
      part.bar.dataset.state = "reading";
      if (place + 1 < tour.steps.length) await actor.read(words.split(" ").length * WORD_MS);
    }
    part.bar.dataset.state = "done";
  } catch (problem) {
    if (!(problem instanceof Stopped)) throw problem;
    if (mine !== playing || !problem.message) return;
    part.words.textContent = problem.message;
    part.bar.dataset.state = "broken";
  }
  part.pause.hidden = part.next.hidden = true;
  part.stop.textContent = "Close";
  part.stop.focus();
}

function pause() {
  const actor = playing.actor;
  actor.isPaused = !actor.isPaused;
  part.pause.textContent = actor.isPaused ? "Go on" : "Pause";
}

function next() {
  playing.actor.isSkipping = true;
}

function stop() {
  playing?.stopping.abort();
  playing = null;
  part.bar.hidden = true;
}

build();
