// How far everybody has read, kept as long as the tab is open.

const KEY = "shabash seen";
const read = new Map(Object.entries(JSON.parse(sessionStorage.getItem(KEY) ?? "{}")));

/** `place` is a conversation's id, with a thread's ts behind it where it is a thread. */
export function seenIn(personId, ...place) {
  return Number(read.get([personId, ...place].join(" ")) ?? 0);
}

/** Everything up to the newest of these messages has been before that person. */
export function see(personId, place, messages) {
  const newest = Math.max(0, ...messages.map(({ ts }) => Number(ts)));
  if (newest <= seenIn(personId, ...place)) return;
  read.set([personId, ...place].join(" "), newest);
  sessionStorage.setItem(KEY, JSON.stringify(Object.fromEntries(read)));
}

/** How many messages of a conversation are news to that person; what they wrote is none. */
export function unreadIn(memory, personId, channelId) {
  const seen = seenIn(personId, channelId);
  const isNews = ({ ts, thread_ts: threadTs, user_id: userId }) => !threadTs && userId !== personId && Number(ts) > seen;
  return memory.messagesOf(channelId, personId).filter(isNews).length;
}
