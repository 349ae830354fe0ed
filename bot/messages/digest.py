"""The digest, as its channel reads it: who was thanked for what, a chart, and how things stand.

The chart is of letters. One drawn as an image would have to be uploaded first (files.upload's second version: three
calls and the scope files:write), would say nothing to a screen reader, and could not be updated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.core.budget import Every, Pot
from bot.core.days import last_day
from bot.core.digest import Bar, Digest, DigestRule, Leader, Sums, Thanks
from bot.core.message import Message, Silence
from bot.messages.language import whole_month
from bot.messages.operators import mend_of
from bot.messages.phrases import in_quotes, listed, place_name, said
from bot.messages.text import count_of, inert, mention, points, section

# So many lines fit into one section, whatever names and reasons hold.
LINES_PER_SECTION = 3
NAME_LENGTH_MAX = 60
REASON_LENGTH_MAX = 100
BAR_LENGTH_MAX = 20
VALUES_SHOWN_MAX = 8


def digest(found: Digest, rule: DigestRule) -> Message:
    """Points only where the policy says so."""
    lines = [_thanked(thanks, found.names, rule) for thanks in found.thanks]
    if found.thanks and found.unnamed:
        lines.append(f"And {count_of(found.unnamed, 'more reward')}.")
    paragraphs = [
        _headline(found, rule),
        *("\n".join(lines[at : at + LINES_PER_SECTION]) for at in range(0, len(lines), LINES_PER_SECTION)),
        *_values(found),
        *_chart(found.bars, rule),
        *_leaders(found.leaders, found.names, rule),
        *_standing(found, rule),
    ]
    return Message("\n".join(paragraphs), tuple(map(section, paragraphs)))


def not_posted(channel_id: str, silence: Silence, words: str) -> Message:
    """To the operators: the channel takes no digest. `words` are Slack's own, where it was Slack who refused."""
    channel = place_name(channel_id)
    if silence is Silence.SHARED:
        return said(
            f"{channel}, which the policy names as `[digest] channel`, is shared with another company or is about to "
            "be, so I posted no digest there. Please name a channel of your own in the policy."
        )
    return said(
        f"I can't post the digest in {channel}. Slack says {in_quotes(words)}. {mend_of(silence)}, or name "
        "another channel in the policy. `shabash digest` prints what it would have said."
    )


def _headline(found: Digest, rule: DigestRule) -> str:
    days = f"*Rewards from {_day(found.period.first)} to {_day(last_day(found.period), with_year=True)}*"
    if not found.sums.rewards:
        return f"{days}\nNone this {rule.every}."
    people = count_of(found.sums.people, "person", "people")
    return f"{days}\n{_much(found.sums, rule)} for {people}"


def _thanked(thanks: Thanks, names: Mapping[str, str], rule: DigestRule) -> str:
    """`• <@U…> (Asha Rao), from <@U…>: "shipping the demo"`."""
    who = (
        _named(thanks.recipient_ids[0], names)
        if len(thanks.recipient_ids) == 1
        else listed(thanks.recipient_ids, "and")
    )
    each = " each" if len(thanks.recipient_ids) > 1 else ""
    amount = f", {points(thanks.points)}{each}" if rule.has_points else ""
    reason = f": {in_quotes(thanks.reason, REASON_LENGTH_MAX)}" if thanks.reason.strip() else ""
    return f"• {who}, from {mention(thanks.giver_id)}{amount}{reason}"


def _named(slack_id: str, names: Mapping[str, str]) -> str:
    name = inert(names.get(slack_id, ""), NAME_LENGTH_MAX)
    return f"{mention(slack_id)} ({name})" if name else mention(slack_id)


def _chart(bars: Sequence[Bar], rule: DigestRule) -> Iterator[str]:
    """A bar for each week or month, as long as what it stands for; none where there is nothing to compare."""
    numbers = [bar.sums.points if rule.has_points else bar.sums.rewards for bar in bars]
    if sum(number > 0 for number in numbers) < 2:
        return
    labels = [f"{_day(bar.period.first):>6}" if rule.every == "week" else f"{bar.period.first:%b %Y}" for bar in bars]
    drawn = (
        " ".join(filter(None, (f"{label} ", "▇" * _length(number, max(numbers)), f"{number:,}")))
        for label, number in zip(labels, numbers, strict=True)
    )
    noun = "Points" if rule.has_points else "Rewards"
    yield "\n".join((f"*{noun} by {rule.every}*", "```", *drawn, "```"))


def _length(number: int, most: int) -> int:
    """Whatever is there is seen."""
    return max(round(number * BAR_LENGTH_MAX / most), 1) if number else 0


def _values(found: Digest) -> Iterator[str]:
    if found.values:
        shown = [f"{inert(name, NAME_LENGTH_MAX)} {count:,}" for name, count in found.values[:VALUES_SHOWN_MAX]]
        yield f"*By value*: {' · '.join(shown)}"


def _leaders(leaders: Sequence[Leader], names: Mapping[str, str], rule: DigestRule) -> Iterator[str]:
    if leaders:
        lines = (
            f"{each.place}. {_named(each.person_id, names)}: {_much(Sums(each.rewards, 1, each.points), rule)}"
            for each in leaders
        )
        yield "\n".join(("*Thanked most*", *lines))


def _standing(found: Digest, rule: DigestRule) -> Iterator[str]:
    """What is used of the company's budgets, and what waits at this moment."""
    lines = [_used(pot, rule) for pot in found.pots]
    if found.undecided:
        waits = "waits" if found.undecided == 1 else "wait"
        lines.append(f"{count_of(found.undecided, 'request')} {waits} for a decision.")
    if found.unknown:
        lines.append(f"EnKash has not confirmed {count_of(found.unknown, 'reward')} yet; I am looking.")
    if lines:
        yield "\n".join(lines)


def _used(pot: Pot, rule: DigestRule) -> str:
    percent = pot.taken_points * 100 // pot.budget.points
    of = f" ({pot.taken_points:,} of {points(pot.budget.points)})" if rule.has_points else ""
    return f"Of the company's budget for {_of_period(pot)}, {percent:,} % is used{of}."


def _of_period(pot: Pot) -> str:
    first = pot.period.first
    if pot.budget.every is Every.MONTH:
        return f"{whole_month(first)} {first.year}"
    return f"the {pot.budget.every} from {_day(first)} to {_day(last_day(pot.period), with_year=True)}"


def _much(sums: Sums, rule: DigestRule) -> str:
    rewards = count_of(sums.rewards, "reward")
    return f"{rewards} of {points(sums.points)}" if rule.has_points else rewards


def _day(day: date, *, with_year: bool = False) -> str:
    """`3 Nov`, `3 Nov 2026`."""
    return f"{day.day} {day:%b %Y}" if with_year else f"{day.day} {day:%b}"
