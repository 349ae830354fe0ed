"""Why a request would be refused, or who would decide on it; and what EnKash would get."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.core.budget import Pot
from bot.core.command import Subcommand
from bot.core.explanation import Explanation
from bot.core.judging import Rule
from bot.core.message import Message
from bot.core.refusal import Refusal
from bot.messages import limits, lookback
from bot.messages.budgets import left
from bot.messages.language import later, say, say_many
from bot.messages.phrases import listed, said
from bot.messages.refusals import sentence
from bot.messages.several import people
from bot.messages.text import any_of, deadline, inert, mention, points, section

_RULES: Mapping[Rule, str] = {
    Rule.AMOUNT: later("the points are within the limits"),
    Rule.MULTIPLE: later("they are in the policy's steps"),
    Rule.REASON: later("a reason is there where one is needed"),
    Rule.VALUE: later("the value that it shows is named"),
    Rule.PRIVATE: later("it may be kept private"),
    Rule.PEOPLE: later("it is for no more people than one request may be"),
    Rule.NOT_YOURSELF: later("whoever gives does not receive"),
    Rule.KNOWN: later("Slack has told me of everybody"),
    Rule.GIVER: later("the giver may ask"),
    Rule.CHANNEL: later("it is asked where the policy allows it"),
    Rule.RECIPIENT: later("whoever receives is an active full member"),
    Rule.MAPPED: later("HR has told me whom EnKash should credit"),
    Rule.OPEN_REQUESTS: later("the giver has room for one more request"),
    Rule.BUDGETS: later("its budgets have room for it"),
    Rule.LIMITS: later("the limits at one person have room for it"),
    Rule.DECIDERS: later("enough others can approve it"),
}


def explained(found: Explanation | Refusal | Subcommand, *, command: str, for_giver: bool = False) -> Message:
    """The whole answer, to whoever asked for it; `command` is the slash command. `for_giver`: to whoever would ask."""
    if isinstance(found, Subcommand):
        return said(
            say(
                "I explain what would become of a request: `{command} explain @asha 100 for shipping the demo`",
                command=inert(command),
            )
        )
    if isinstance(found, Refusal):
        return said(_refused(found, command))
    shown_parts = (_who(found, for_giver), _times(found), _budgets(found, for_giver), _limits(found), _body(found))
    paragraphs = [_what(found), _checks(found, command), *shown_parts]
    shown = tuple(section(paragraph) for paragraph in paragraphs if paragraph)
    return Message("\n".join(each["text"]["text"] for each in shown), shown)


def _refused(refusal: Refusal, command: str) -> str:
    return say("It would be refused: {why}", why=sentence(refusal, command=command))


def _what(found: Explanation) -> str:
    asked = say("{points}, asked by {giver}", points=asked_in_all(found), giver=mention(found.giver_id))
    marks = (
        say("for #{value}", value=inert(found.ask.value)) if found.ask.value else "",
        say("private") if found.ask.is_private else "",
    )
    what = ", ".join(filter(None, (asked, *marks)))
    sentences = (
        say("*If this were asked now:* {what}.", what=what),
        say("Whoever asks is in that group themselves, and left out.") if found.is_giver_left_out else "",
        say("I only explain it: nothing was asked."),
    )
    return " ".join(filter(None, sentences))


def asked_in_all(found: Explanation) -> str:
    """`100 points for <@U…> (Asha Rao)`; for several, how many each and in all."""
    each, whom = points(found.ask.points), people(found.recipients, found.names)
    if len(found.recipients) == 1:
        return say("{points} for {recipients}", points=each, recipients=whom)
    return say(
        "{points} for {recipients}, {total} in all",
        points=say("{points} each", points=each),
        recipients=whom or say("nobody"),
        total=points(found.points_asked),
    )


def _checks(found: Explanation, command: str) -> str:
    """Each rule that was tried; none is tried after the first that refuses."""
    tried = [check for check in found.verdict.checks if check.why is not None or _is_worth_telling(check.rule, found)]
    lines = [f"{'✗' if check.why else '✓'} {say(_RULES[check.rule])}" for check in tried]
    if found.refusal is not None:
        lines.append(_refused(found.refusal, command))
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
    seen = lookback.explained(found.lookback, found.recipients, for_giver=for_giver)
    tier = found.verdict.tier
    up_to = points(tier.up_to_points)
    if tier.approvals == 0:
        return " ".join((say("*Tier:* up to {points}, approved by itself.", points=up_to), *seen))
    needs = say_many(
        tier.approvals,
        one="*Tier:* up to {points}, {number} approval by {approvers}.",
        many="*Tier:* up to {points}, {number} approvals by {approvers}.",
        points=up_to,
        approvers=listed(tier.approvers),
    )
    if found.deciders:
        who = say("Now these could approve: {people}.", people=listed(found.deciders, "and"))
    else:
        who = say("Nobody could approve it now.")
    away = [
        say("{deputy} decides for {person}, who is away.", deputy=mention(deputy), person=mention(person))
        for deputy, person in found.deputies.items()
    ]
    return " ".join((needs, who, *away, *seen))


def _times(found: Explanation) -> str:
    """When something happens where nobody decides; of what is refused, or needs nobody, nothing does."""
    if found.refusal is not None or found.verdict.tier.approvals == 0:
        return ""
    times = found.times
    steps = []
    if times.remind_at:
        steps.append(say("a reminder {until}", until=deadline(times.remind_at)))
    if times.escalate_at and found.above:
        whom = listed(found.above, "and")
        steps.append(say("{people} asked as well {until}", people=whom, until=deadline(times.escalate_at)))
    elif times.escalate_at:
        steps.append(say("the operators told {until}", until=deadline(times.escalate_at)))
    steps.append(say("its end {until}", until=deadline(times.expires_at)))
    return say("*Where nobody decides:* {steps}.", steps=any_of(steps, "and"))


def _budgets(found: Explanation, for_giver: bool) -> str:
    """Each before and after it, where it has room for it."""
    viewer_id = found.giver_id if for_giver else ""
    lines = [_budget(pot, found.points_asked, viewer_id) for pot in found.pots if not pot.is_nobodys]
    return "\n".join([say("*Budgets:*"), *lines]) if lines else ""


def _budget(pot: Pot, asked: int, viewer_id: str) -> str:
    before = left(pot, viewer_id)
    if not pot.has_room_for(asked):
        return before
    return say("{left}, and {number} after it", left=before, number=pot.left_points - asked)


def _limits(found: Explanation) -> str:
    """Those that count one giver's points alone: what others ask for the same person is not for everybody to read."""
    lines = limits.left_for(found.rooms)
    return "\n".join([say("*Limits:*"), *lines]) if lines else ""


def _body(found: Explanation) -> str:
    if not found.body:
        return ""
    shown = {name: inert(value) if isinstance(value, str) else value for name, value in found.body.items()}
    if len(found.recipients) > 1:
        headline = say("*EnKash would get,* once approved, and the like for each of the others:")
    else:
        headline = say("*EnKash would get,* once approved:")
    return f"{headline}\n```{json.dumps(shown, ensure_ascii=False, indent=1)}```"
