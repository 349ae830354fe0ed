"""The digest, as its channel reads it: who was thanked for what, a chart, and how things stand.

The chart is a picture that was uploaded before. Where there is none it is of letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.core.budget import Every, Pot
from bot.core.days import last_day
from bot.core.digest import Bar, Chart, Digest, DigestRule, Leader, Sums, Thanks
from bot.core.message import Message, Silence
from bot.messages.language import grouped, later, month, say, say_many, whole_month
from bot.messages.operators import mend_of
from bot.messages.phrases import in_quotes, listed, place_name, said
from bot.messages.text import inert, mention, picture, points, section

# So many lines fit into one section, whatever names and reasons hold.
LINES_PER_SECTION = 3
NAME_LENGTH_MAX = 60
REASON_LENGTH_MAX = 100
BAR_LENGTH_MAX = 20
VALUES_SHOWN_MAX = 8


def digest(found: Digest, rule: DigestRule, *, picture_id: str = "") -> Message:
    """Points only where the policy says so. `picture_id` is Slack's id of the file that shows `chart_of` it."""
    lines = [_thanked(thanks, found.names, rule) for thanks in found.thanks]
    if found.thanks and found.unnamed:
        lines.append(say_many(found.unnamed, one="And {number} more reward.", many="And {number} more rewards."))
    before = [
        _headline(found, rule),
        *("\n".join(lines[at : at + LINES_PER_SECTION]) for at in range(0, len(lines), LINES_PER_SECTION)),
        *_values(found),
    ]
    after = [*_leaders(found.leaders, found.names, rule), *_standing(found, rule)]
    chart = chart_of(found, rule)
    drawn = [] if chart is None else [_of_letters(chart)]
    shown = [picture(picture_id, in_words(chart))] if chart and picture_id else map(section, drawn)
    return Message("\n".join((*before, *drawn, *after)), (*map(section, before), *shown, *map(section, after)))


def not_posted(channel_id: str, silence: Silence, words: str) -> Message:
    """To the operators: the channel takes no digest. `words` are Slack's own, where it was Slack who refused."""
    channel = place_name(channel_id)
    if silence is Silence.SHARED:
        return said(
            say(
                "{channel}, which the policy names as `[digest] channel`, is shared with another company or is about "
                "to be, so I posted no digest there. Please name a channel of your own in the policy.",
                channel=channel,
            )
        )
    return said(
        say(
            "I can't post the digest in {channel}. Slack says {words}. {mend}, or name another channel in the policy. "
            "`shabash digest` prints what it would have said.",
            channel=channel,
            words=in_quotes(words),
            mend=mend_of(silence),
        )
    )


def _headline(found: Digest, rule: DigestRule) -> str:
    first, last = day(found.period.first), day(last_day(found.period), with_year=True)
    days = say("*Rewards from {first} to {last}*", first=first, last=last)
    if not found.sums.rewards:
        return f"{days}\n{say('None this week.') if rule.every == 'week' else say('None this month.')}"
    people = say_many(found.sums.people, one="{number} person", many="{number} people")
    return f"{days}\n{say('{much} for {people}', much=_much(found.sums, rule), people=people)}"


def _thanked(thanks: Thanks, names: Mapping[str, str], rule: DigestRule) -> str:
    """`• <@U…> (Asha Rao), from <@U…>: "shipping the demo"`."""
    who = (
        _named(thanks.recipient_ids[0], names)
        if len(thanks.recipient_ids) == 1
        else listed(thanks.recipient_ids, "and")
    )
    given = say("• {who}, from {giver}", who=who, giver=mention(thanks.giver_id))
    amount = points(thanks.points)
    if len(thanks.recipient_ids) > 1:
        amount = say("{points} each", points=amount)
    shown = f"{given}, {amount}" if rule.has_points else given
    return f"{shown}: {in_quotes(thanks.reason, REASON_LENGTH_MAX)}" if thanks.reason.strip() else shown


def _named(slack_id: str, names: Mapping[str, str]) -> str:
    name = inert(names.get(slack_id, ""), NAME_LENGTH_MAX)
    return f"{mention(slack_id)} ({name})" if name else mention(slack_id)


def chart_of(found: Digest, rule: DigestRule) -> Chart | None:
    """A bar for each week or month, as long as what it stands for; None where there is nothing to compare."""
    numbers = [bar.sums.points if rule.has_points else bar.sums.rewards for bar in found.bars]
    if sum(number > 0 for number in numbers) < 2:
        return None
    bars = zip(_labels(found.bars, rule), map(grouped, numbers), numbers, strict=True)
    return Chart(say(_CHARTS[rule.has_points, rule.every]), tuple(bars))


def in_words(chart: Chart) -> str:
    """`Rewards by week: 26 Oct 3, 2 Nov 5`, for those who do not see it."""
    return f"{chart.headline}: {', '.join(f'{label} {written}' for label, written, _ in chart.bars)}"


def _of_letters(chart: Chart) -> str:
    most, width = max(number for *_, number in chart.bars), max(len(label) for label, *_ in chart.bars)
    drawn = (
        say(
            "{label}  {bar}",
            label=label.rjust(width),
            bar=" ".join(filter(None, ("▇" * _length(number, most), written))),
        )
        for label, written, number in chart.bars
    )
    return "\n".join((f"*{chart.headline}*", "```", *drawn, "```"))


def _labels(bars: Sequence[Bar], rule: DigestRule) -> list[str]:
    if rule.every == "week":
        return [day(bar.period.first) for bar in bars]
    return [say("{month} {year}", month=month(bar.period.first), year=str(bar.period.first.year)) for bar in bars]


_CHARTS = {
    (True, "week"): later("Points by week"),
    (True, "month"): later("Points by month"),
    (False, "week"): later("Rewards by week"),
    (False, "month"): later("Rewards by month"),
}


def _length(number: int, most: int) -> int:
    """Whatever is there is seen."""
    return max(round(number * BAR_LENGTH_MAX / most), 1) if number else 0


def _values(found: Digest) -> Iterator[str]:
    if found.values:
        shown = [f"{inert(name, NAME_LENGTH_MAX)} {grouped(count)}" for name, count in found.values[:VALUES_SHOWN_MAX]]
        yield f"*{say('By value')}*: {' · '.join(shown)}"


def _leaders(leaders: Sequence[Leader], names: Mapping[str, str], rule: DigestRule) -> Iterator[str]:
    if leaders:
        lines = (
            f"{each.place}. {_named(each.person_id, names)}: {_much(Sums(each.rewards, 1, each.points), rule)}"
            for each in leaders
        )
        yield "\n".join((f"*{say('Thanked most')}*", *lines))


def _standing(found: Digest, rule: DigestRule) -> Iterator[str]:
    """What is used of the company's budgets, and what waits at this moment."""
    lines = [_used(pot, rule) for pot in found.pots]
    if found.undecided:
        lines.append(
            say_many(
                found.undecided,
                one="{number} request waits for a decision.",
                many="{number} requests wait for a decision.",
            )
        )
    if found.unknown:
        lines.append(
            say_many(
                found.unknown,
                one="EnKash has not confirmed {number} reward yet; I am looking.",
                many="EnKash has not confirmed {number} rewards yet; I am looking.",
            )
        )
    if lines:
        yield "\n".join(lines)


def _used(pot: Pot, rule: DigestRule) -> str:
    percent = pot.taken_points * 100 // pot.budget.points
    if not rule.has_points:
        return say(
            "Of the company's budget for {period}, {percent} % is used.", period=_of_period(pot), percent=percent
        )
    return say(
        "Of the company's budget for {period}, {percent} % is used ({taken} of {all}).",
        period=_of_period(pot),
        percent=percent,
        taken=pot.taken_points,
        all=points(pot.budget.points),
    )


def _of_period(pot: Pot) -> str:
    first = pot.period.first
    if pot.budget.every is Every.MONTH:
        return say("{month} {year}", month=whole_month(first), year=str(first.year))
    since, until = day(first), day(last_day(pot.period), with_year=True)
    if pot.budget.every is Every.QUARTER:
        return say("the quarter from {first} to {last}", first=since, last=until)
    return say("the year from {first} to {last}", first=since, last=until)


def _much(sums: Sums, rule: DigestRule) -> str:
    rewards = say_many(sums.rewards, one="{number} reward", many="{number} rewards")
    return say("{rewards} of {points}", rewards=rewards, points=points(sums.points)) if rule.has_points else rewards


def day(at: date, *, with_year: bool = False) -> str:
    """`3 Nov`, `3 Nov 2026`."""
    return f"{at.day} {month(at)} {at.year}" if with_year else f"{at.day} {month(at)}"
