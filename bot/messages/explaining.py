"""Why a request would be refused, or who would decide on it; and what EnKash would get."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.core.command import Subcommand
from bot.core.explanation import Explanation
from bot.core.judging import Rule
from bot.core.message import Message
from bot.core.policy import Tier
from bot.core.refusal import Refusal
from bot.messages import limits, lookback
from bot.messages.budgets import left
from bot.messages.phrases import listed, said
from bot.messages.refusals import sentence
from bot.messages.several import people
from bot.messages.text import any_of, deadline, inert, mention, points, section

_RULES: Mapping[Rule, str] = {
    Rule.AMOUNT: "the points are within the limits",
    Rule.MULTIPLE: "they are in the policy's steps",
    Rule.REASON: "a reason is there where one is needed",
    Rule.VALUE: "the value that it shows is named",
    Rule.PRIVATE: "it may be kept private",
    Rule.PEOPLE: "it is for no more people than one request may be",
    Rule.NOT_YOURSELF: "whoever gives does not receive",
    Rule.KNOWN: "Slack has told me of everybody",
    Rule.GIVER: "the giver may ask",
    Rule.CHANNEL: "it is asked where the policy allows it",
    Rule.RECIPIENT: "whoever receives is an active full member",
    Rule.MAPPED: "HR has told me whom EnKash should credit",
    Rule.OPEN_REQUESTS: "the giver has room for one more request",
    Rule.BUDGETS: "its budgets have room for it",
    Rule.LIMITS: "the limits at one person have room for it",
    Rule.DECIDERS: "enough others can approve it",
}


def explained(found: Explanation | Refusal | Subcommand, *, command: str, for_giver: bool = False) -> Message:
    """The whole answer, to whoever asked for it; `command` is the slash command. `for_giver`: to whoever would ask."""
    if isinstance(found, Subcommand):
        name = inert(command)
        return said(f"I explain what would become of a request: `{name} explain @asha 100 for shipping the demo`")
    if isinstance(found, Refusal):
        return said(f"It would be refused: {sentence(found, command=command)}")
    shown_parts = (_who(found, for_giver), _times(found), _budgets(found, for_giver), _limits(found), _body(found))
    paragraphs = [_what(found), _checks(found, command), *shown_parts]
    shown = [paragraph for paragraph in paragraphs if paragraph]
    return Message("\n".join(shown), tuple(section(paragraph) for paragraph in shown))


def _what(found: Explanation) -> str:
    what = f"{asked_in_all(found)}, asked by {mention(found.giver_id)}"
    marks = (f"for #{inert(found.ask.value)}" if found.ask.value else "", "private" if found.ask.is_private else "")
    shown = "".join(f", {mark}" for mark in marks if mark)
    left_out = " Whoever asks is in that group themselves, and left out." if found.is_giver_left_out else ""
    return f"*If this were asked now:* {what}{shown}.{left_out} I only explain it: nothing was asked."


def asked_in_all(found: Explanation) -> str:
    """`100 points for <@U…> (Asha Rao)`; for several, how many each and in all."""
    if len(found.recipients) == 1:
        return f"{points(found.ask.points)} for {people(found.recipients, found.names)}"
    whom = people(found.recipients, found.names) or "nobody"
    return f"{points(found.ask.points)} each for {whom}, {points(found.points_asked)} in all"


def _checks(found: Explanation, command: str) -> str:
    """Each rule that was tried; none is tried after the first that refuses."""
    tried = [check for check in found.verdict.checks if check.why is not None or _is_worth_telling(check.rule, found)]
    lines = [f"{'✗' if check.why else '✓'} {_RULES[check.rule]}" for check in tried]
    if found.refusal is not None:
        lines.append(f"It would be refused: {sentence(found.refusal, command=command)}")
    return "\n".join(lines)


def _is_worth_telling(rule: Rule, found: Explanation) -> bool:
    """Of a rule that lets it pass: where it is about this request at all."""
    is_about = {
        Rule.DECIDERS: found.verdict.tier.approvals > 0,
        Rule.VALUE: bool(found.ask.value),
        Rule.PRIVATE: found.ask.is_private,
        Rule.PEOPLE: len(found.recipients) > 1,
    }
    return is_about.get(rule, True)


def _who(found: Explanation, for_giver: bool) -> str:
    sentences = lookback.explained(found.lookback, found.recipients, for_giver=for_giver)
    seen = "".join(f" {sentence}" for sentence in sentences)
    if found.verdict.tier.approvals == 0:
        return f"*Tier:* up to {points(found.verdict.tier.up_to_points)}, approved by itself.{seen}"
    who = (
        f"Now these could approve: {listed(found.deciders, 'and')}" if found.deciders else "Nobody could approve it now"
    )
    away = [f" {mention(who)} decides for {mention(whom)}, who is away." for who, whom in found.deputies.items()]
    return f"*Tier:* {_tier(found.verdict.tier)}. {who}.{''.join(away)}{seen}"


def _tier(tier: Tier) -> str:
    approvals = "1 approval" if tier.approvals == 1 else f"{tier.approvals} approvals"
    return f"up to {points(tier.up_to_points)}, {approvals} by {listed(tier.approvers)}"


def _times(found: Explanation) -> str:
    """When something happens where nobody decides; of what is refused, or needs nobody, nothing does."""
    if found.refusal is not None or found.verdict.tier.approvals == 0:
        return ""
    times = found.times
    whom = listed(found.above, "and") if found.above else "the operators"
    steps = [
        *([f"a reminder {deadline(times.remind_at)}"] if times.remind_at else []),
        *([f"{whom} asked as well {deadline(times.escalate_at)}"] if times.escalate_at and found.above else []),
        *([f"{whom} told {deadline(times.escalate_at)}"] if times.escalate_at and not found.above else []),
        f"its end {deadline(times.expires_at)}",
    ]
    return f"*Where nobody decides:* {any_of(steps, 'and')}."


def _budgets(found: Explanation, for_giver: bool) -> str:
    """Each before and after it, where it has room for it."""
    viewer_id = found.giver_id if for_giver else ""
    lines = [
        f"{left(pot, viewer_id)}"
        + (f", and {pot.left_points - found.points_asked:,} after it" if pot.has_room_for(found.points_asked) else "")
        for pot in found.pots
        if not pot.is_nobodys
    ]
    return "\n".join(["*Budgets:*", *lines]) if lines else ""


def _limits(found: Explanation) -> str:
    """Those that count one giver's points alone: what others ask for the same person is not for everybody to read."""
    lines = limits.left_for(found.rooms)
    return "\n".join(["*Limits:*", *lines]) if lines else ""


def _body(found: Explanation) -> str:
    if not found.body:
        return ""
    shown = {name: inert(value) if isinstance(value, str) else value for name, value in found.body.items()}
    each = ", and the like for each of the others" if len(found.recipients) > 1 else ""
    return f"*EnKash would get,* once approved{each}:\n```{json.dumps(shown, ensure_ascii=False, indent=1)}```"
