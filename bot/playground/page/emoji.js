// Emoji by Slack's names: the few that people use with rewards. Another name is shown as it is typed.

const KNOWN = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", "100": "💯", bell: "🔔", clap: "👏", eyes: "👀", fire: "🔥", gift: "🎁",
  heart: "❤️", hourglass: "⌛", moneybag: "💰", muscle: "💪", pray: "🙏", raised_hands: "🙌", rocket: "🚀",
  smile: "😄", sparkles: "✨", star: "⭐", tada: "🎉", trophy: "🏆", warning: "⚠️", wave: "👋",
  white_check_mark: "✅", x: "❌",
};

/** The character, from the code points where Slack gives them, such as `1f389`. */
export function emoji(name, unicode = "") {
  const points = unicode.split("-").map((point) => Number.parseInt(point, 16));
  if (unicode && points.every((point) => point > 0 && point <= 0x10ffff)) return String.fromCodePoint(...points);
  return KNOWN[name] ?? `:${name}:`;
}
