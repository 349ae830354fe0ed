// The one stream of news from the server, and what the page says to it.

const ANSWER_MS_MAX = 40_000; // The server answers after 25 seconds, news or none.
const AGAIN_MS = 1_000;
export const AWAY = "The playground does not answer. Is it still running?";

const waiting = new Set(); // who waits until a version has been drawn
let drawn = "";

/** Asks for news again and again. `take` draws them; `isAway` is called with whether the server is out of reach. */
export async function listen(take, isAway) {
  for (;;) {
    const told = await news().catch(() => null);
    isAway(!told);
    if (!told) {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      continue;
    }
    drawn = told.version;
    take(told);
    for (const one of [...waiting]) one();
  }
}

async function news() {
  const query = new URLSearchParams({ since: drawn });
  const answer = await fetch(`page/news?${query}`, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
  return answer.ok ? answer.json() : null;
}

/** Says what somebody did, and returns once its consequences so far are drawn: `{trouble}`, or `{error}`. */
export async function tell(path, said) {
  const post = {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Playground": "1" },
    body: JSON.stringify(said),
  };
  const answer = await fetch(`page/${path}`, post).then((found) => found.json(), () => ({ error: AWAY }));
  if (answer.version) await isDrawn(answer.version);
  return answer;
}

/** Resolves when that version has been drawn, or the server was started anew. */
function isDrawn(version) {
  const [life, number] = version.split(".");
  const isReached = () => {
    const [drawnLife, drawnNumber] = drawn.split(".");
    return drawnLife !== life || Number(drawnNumber) >= Number(number);
  };
  return new Promise((resolve) => {
    const check = () => {
      if (!isReached()) return;
      waiting.delete(check);
      resolve();
    };
    waiting.add(check);
    check();
  });
}
