"""Why nothing was recorded: one sentence or two for every reason, with the mend and the whole corrected line."""

from __future__ import annotations

from bot.core.command import NOBODY
from bot.core.figures import readings
from bot.core.refusal import Refusal, Why
from bot.messages.barred import why_not
from bot.messages.budgets import too_little_left
from bot.messages.limits import beyond
from bot.messages.phrases import listed
from bot.messages.text import any_of, count_of, inert, mention, named

NOTHING = "Nothing was recorded."
WHOLE_NUMBERS = "Points are whole numbers from {least} to {limit}."

# The corrected line follows after a colon. What stands after a bar only leads over to it, and goes where there is none.
_TYPED = {
    Why.PERSON_MISSING: "Please begin with the person, picked from the list Slack shows as you type @, and the points",
    Why.POINTS_MISSING: "How many points? Write the number right after the person.|For example",
    Why.RUPEES: "I count in points, not rupees.|If you mean {seen} points",
    Why.IN_SHORT: "Please write the number in full: `5,000` or `1,00,000`.|Like this",
    Why.IN_WORDS: "Please write the points in figures.|Like this",
    Why.OTHER_SCRIPT: "Please write {seen} with the digits 0–9.|Like this",
    Why.GROUPING: "I am not sure what {seen} means. Write {readings}.|For example",
    Why.NOT_WHOLE: f"{WHOLE_NUMBERS}|For example",
    Why.TWO_NUMBERS: 'I see two numbers. Put "for" before the reason',
    Why.SECOND_PERSON: "Is {person} to get points too, or part of the reason? To reward both, name both before the "
    'points; otherwise put "for" before the reason',
    Why.PLAIN_NAME: "I can't tell who {seen} is. Pick the name from the list Slack shows as you type @.|Your line",
    Why.CHANNEL: "{seen} is a channel, and points go to a person. Pick the person",
    Why.EVERYBODY: "{seen} means everybody, and points go to people whom you name. Pick them",
    Why.HIDDEN_MARKS: "I found marks in your line that cannot be seen. Please type it again.|Without them it reads",
    Why.EMPTY_REASON: "A reason needs a letter or a digit. Add a few words, or leave the reason out",
    Why.PRIVATE_OR_REASON: 'Is this to be private, or is that a word of the reason? Then put "for" before the reason.'
    "|To keep it private, put the word first",
    Why.UNKNOWN_VALUE: "{seen} is none of our values: {tags}. In a reason, leave out the #.|For example",
    Why.TWO_VALUES: "A reward shows one value, and I see several. Keep the one that fits best|For example",
    Why.TOO_LONG: "Your line is longer than {limit} characters. Please shorten the reason.|This much fits",
}

_JUDGED = {
    Why.TOO_MANY_PEOPLE: "One request can be for {limit} people at most, and this one is for {number}. {nothing} "
    "Please ask in parts. The first of them",
    Why.GROUP_NOT_YET_KNOWN: "I don't know yet who is in {groups}, and am asking Slack. {nothing} Please try again in "
    "a minute, or name the people.|Your line, for then",
    Why.NOBODY_ELSE_IN_GROUP: "Nobody but you is in {groups}, and you can't reward yourself. {nothing} "
    "Pick somebody else",
    Why.YOURSELF: "You can't reward yourself. {nothing} Somebody else can ask for you.|The line for them",
    Why.BOT: "{person} is an app, and points go to people. {nothing} Pick a colleague instead",
    Why.STRANGER: "{person} belongs to another company, so I can't reward them. {nothing} Pick a colleague instead",
    Why.GUEST: "{person} is a guest here, and points go to full members. {nothing} Pick a full member instead",
    Why.DEACTIVATED: "{person} has no active Slack account any more, so I can't reward them. {nothing} "
    "Pick a colleague instead",
    Why.NOT_YET_KNOWN: "Slack has not told me about {person} yet. {nothing} Please try again in a minute",
    Why.NOT_MAPPED: "I can't reward {person} yet: HR has not given me an e-mail and mobile for this person. {nothing} "
    "{helpers_or_hr} can add them.|Your line, for later",
    Why.GIVER_MAY_NOT: "Only full members of this workspace can ask for rewards. {nothing} One of them can ask for you."
    "|The line for them",
    Why.NOBODY_DECIDES: "A reward needs three different people, one who asks, one who approves and one who receives, "
    "and there is no other active approver for this one. {nothing} {helpers} can help.|Your line, for later",
    Why.TOO_FEW_DECIDE: "A reward of this size needs the approval of {limit} different people who neither ask for it "
    "nor receive it, and there are not so many active approvers for this one. {nothing} {helpers} can help."
    "|Your line, for later",
    Why.NO_MANAGER: "The approval of your manager counts here, and HR has not told me who that is. {nothing} {helpers} "
    "can help.|Your line, for later",
    Why.GIVER_NOT_NAMED: "Only {allowed} can ask for rewards. {nothing} One of them can ask for you.|The line for them",
    Why.NOT_HERE: "Rewards are asked for in {allowed}. {nothing} Please type your line there",
    Why.NOT_A_MULTIPLE: "Points are given in steps of {limit}. {nothing}|For example",
    Why.REASON_MISSING: "From {limit} points on, a reward needs a reason. {nothing} Please write yours for the dots",
    Why.VALUE_MISSING: "A reward names the value that it shows: {tags}. {nothing} Please put yours for the dots",
    Why.NOT_PRIVATE: "Rewards are not kept private here: channels hear of them. {nothing}"
    "|Without that word, your line is",
    Why.NO_DEPARTMENT: "Rewards count against a department's budget here, and HR has not told me which department is "
    "yours. {nothing} {helpers_or_hr} can add it.|Your line, for later",
    Why.OVER_BUDGET: "{budget} {nothing}|Your line, for later",
    Why.OVER_LIMIT_OF_PAIR: "{room} for {person}. {nothing}|Your line, for later",
    Why.OVER_LIMIT_OF_RECIPIENT: "There is a limit to what one person may be given, and it does not allow this for "
    "{person} at the moment. {nothing} {helpers} can help.|Your line, for later",
    Why.TOO_MANY_OPEN: "You already have {requests} waiting for a decision, the most there can be. {nothing} "
    "There is room as soon as one is decided or cancelled.|Your line, for later",
}

# Somebody else is to be picked, so the line that follows names nobody.
_NOT_THIS_PERSON = (Why.BOT, Why.STRANGER, Why.GUEST, Why.DEACTIVATED)
_ABOUT_THE_AMOUNT = (Why.RUPEES, Why.IN_SHORT, Why.IN_WORDS, Why.OTHER_SCRIPT, Why.GROUPING)


def sentence(refusal: Refusal, *, command: str) -> str:
    """What happened, that nothing was recorded, what to do, and last the whole line to type, in backticks.

    Mrkdwn: what a person wrote is escaped. `command` is the slash command, `/reward`.
    """
    body, _, lead = _template(refusal).partition("|")
    text = _filled(body, refusal)
    if not refusal.line:
        return text if text.endswith(".") else f"{text}."
    if lead:
        text += f" {_filled(lead, refusal)}"
    return f"{text}: {_code(f'{command} {_line(refusal)}')}"


def _template(refusal: Refusal) -> str:
    """An amount that is also beyond the policy's largest is told both at once."""
    if refusal.barred:
        others = "Without them" if refusal.number > len(refusal.barred) else "Pick others"
        return f"{{nothing}} Not everybody can be rewarded: {{barred}}.|{others}"
    if refusal.why in _JUDGED:
        return _JUDGED[refusal.why]
    template = f"{{nothing}} {_TYPED[refusal.why]}"
    if refusal.limit and refusal.why in _ABOUT_THE_AMOUNT:
        return f"{template.partition('|')[0]} {WHOLE_NUMBERS}|For example"
    return template


def _line(refusal: Refusal) -> str:
    if refusal.why is Why.REASON_MISSING:
        return f"{refusal.line} for …"
    if refusal.why is Why.VALUE_MISSING:
        head, because, reason = refusal.line.partition(" for ")
        return f"{head} #…{because}{reason}"
    if refusal.why not in _NOT_THIS_PERSON or refusal.barred:
        return refusal.line
    return refusal.line.replace(mention(refusal.person_id), NOBODY, 1)


def _filled(template: str, refusal: Refusal) -> str:
    """A sentence begins with a capital letter, also where it begins with whoever it is about."""
    helpers = listed(refusal.helpers)
    text = template.format(
        nothing=NOTHING,
        seen=inert(refusal.seen),
        least=f"{refusal.least:,}",
        limit=f"{refusal.limit:,}",
        allowed=listed(refusal.allowed),
        tags=any_of([f"#{inert(tag)}" for tag in refusal.tags]) if refusal.tags else "",
        number=f"{refusal.number:,}",
        groups=any_of([mention(group) for group in refusal.groups], "and") or "that group",
        barred=why_not(refusal.barred),
        readings=any_of(readings(refusal.seen)) or "the number in full",
        person=_person(refusal),
        helpers=helpers or "The people who look after Shabash",
        helpers_or_hr=helpers or "HR",
        budget=too_little_left(refusal.pot, refusal.giver_id),
        room=beyond(refusal.room),
        requests=count_of(refusal.limit, "request"),
    )
    return text[0].upper() + text[1:]


def _person(refusal: Refusal) -> str:
    if refusal.person_id:
        return named(refusal.person_id, {refusal.person_id: refusal.name})
    return inert(refusal.name or refusal.seen) or "this person"


def _code(line: str) -> str:
    """In backticks. A line that has backticks of its own goes into a block; three in a row would end even that."""
    if "`" not in line:
        return f"`{line}`"
    inside = line.replace("```", "'''")
    return f"```{inside} ```" if inside.endswith("`") else f"```{inside}```"
