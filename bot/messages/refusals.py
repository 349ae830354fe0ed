"""Why nothing was recorded: one sentence or two for every reason, with the mend and the whole corrected line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.command import NOBODY
from bot.core.figures import readings
from bot.core.refusal import Refusal, Why
from bot.messages.barred import why_not
from bot.messages.budgets import too_little_left
from bot.messages.language import full_stop, later, say, say_many
from bot.messages.limits import beyond
from bot.messages.phrases import listed
from bot.messages.text import any_of, inert, mention, named

NOTHING = later("Nothing was recorded.")
WHOLE_NUMBERS = later("Points are whole numbers from {least} to {limit}.")

_Template = tuple[str, str]
"""What is said, and what leads over from there to the corrected line; without that, the line follows after a colon."""

_FOR_EXAMPLE = later("For example")
_LIKE_THIS = later("Like this")
_FOR_LATER = later("Your line, for later")
_FOR_THEM = later("The line for them")

_TYPED: Mapping[Why, _Template] = {
    Why.PERSON_MISSING: (
        later("Please begin with the person, picked from the list Slack shows as you type @, and the points"),
        "",
    ),
    Why.POINTS_MISSING: (later("How many points? Write the number right after the person."), _FOR_EXAMPLE),
    Why.RUPEES: (later("I count in points, not rupees."), later("If you mean {seen} points")),
    Why.IN_SHORT: (later("Please write the number in full: `5,000` or `1,00,000`."), _LIKE_THIS),
    Why.IN_WORDS: (later("Please write the points in figures."), _LIKE_THIS),
    Why.OTHER_SCRIPT: (later("Please write {seen} with the digits 0–9."), _LIKE_THIS),
    Why.GROUPING: (later("I am not sure what {seen} means. Write {readings}."), _FOR_EXAMPLE),
    Why.NOT_WHOLE: (WHOLE_NUMBERS, _FOR_EXAMPLE),
    Why.TWO_NUMBERS: (later('I see two numbers. Put "for" before the reason'), ""),
    Why.SECOND_PERSON: (
        later(
            "Is {person} to get points too, or part of the reason? To reward both, name both before the points; "
            'otherwise put "for" before the reason'
        ),
        "",
    ),
    Why.PLAIN_NAME: (
        later("I can't tell who {seen} is. Pick the name from the list Slack shows as you type @."),
        later("Your line"),
    ),
    Why.CHANNEL: (later("{seen} is a channel, and points go to a person. Pick the person"), ""),
    Why.EVERYBODY: (later("{seen} means everybody, and points go to people whom you name. Pick them"), ""),
    Why.HIDDEN_MARKS: (
        later("I found marks in your line that cannot be seen. Please type it again."),
        later("Without them it reads"),
    ),
    Why.EMPTY_REASON: (later("A reason needs a letter or a digit. Add a few words, or leave the reason out"), ""),
    Why.PRIVATE_OR_REASON: (
        later('Is this to be private, or is that a word of the reason? Then put "for" before the reason.'),
        later("To keep it private, put the word first"),
    ),
    Why.UNKNOWN_VALUE: (later("{seen} is none of our values: {tags}. In a reason, leave out the #."), _FOR_EXAMPLE),
    Why.TWO_VALUES: (later("A reward shows one value, and I see several. Keep the one that fits best."), _FOR_EXAMPLE),
    Why.TOO_LONG: (
        later("Your line is longer than {limit} characters. Please shorten the reason."),
        later("This much fits"),
    ),
}

_JUDGED: Mapping[Why, _Template] = {
    Why.TOO_MANY_PEOPLE: (
        later(
            "One request can be for {limit} people at most, and this one is for {number}. {nothing} Please ask in"
            " parts. The first of them"
        ),
        "",
    ),
    Why.GROUP_NOT_YET_KNOWN: (
        later(
            "I don't know yet who is in {groups}, and am asking Slack. {nothing} Please try again in a minute. If"
            " you read this again, Slack may have switched it off or not tell me of it: name the people."
        ),
        later("Your line, for then"),
    ),
    Why.NOBODY_ELSE_IN_GROUP: (
        later("Nobody but you is in {groups}, and you can't reward yourself. {nothing} Pick somebody else"),
        "",
    ),
    Why.YOURSELF: (later("You can't reward yourself. {nothing} Somebody else can ask for you."), _FOR_THEM),
    Why.BOT: (later("{person} is an app, and points go to people. {nothing} Pick a colleague instead"), ""),
    Why.STRANGER: (
        later("{person} belongs to another company, so I can't reward them. {nothing} Pick a colleague instead"),
        "",
    ),
    Why.GUEST: (
        later("{person} is a guest here, and points go to full members. {nothing} Pick a full member instead"),
        "",
    ),
    Why.DEACTIVATED: (
        later(
            "{person} has no active Slack account any more, so I can't reward them. {nothing} Pick a colleague instead"
        ),
        "",
    ),
    Why.NOT_YET_KNOWN: (later("Slack has not told me about {person} yet. {nothing} Please try again in a minute"), ""),
    Why.NOT_MAPPED: (
        later(
            "I can't reward {person} yet: HR has not given me an e-mail and mobile for this person. {nothing} "
            "{helpers_or_hr} can add them."
        ),
        _FOR_LATER,
    ),
    Why.GIVER_MAY_NOT: (
        later("Only full members of this workspace can ask for rewards. {nothing} One of them can ask for you."),
        _FOR_THEM,
    ),
    Why.NOBODY_DECIDES: (
        later(
            "A reward needs three different people, one who asks, one who approves and one who receives, and "
            "there is no other active approver for this one. {nothing} {helpers} can help."
        ),
        _FOR_LATER,
    ),
    Why.TOO_FEW_DECIDE: (
        later(
            "A reward of this size needs the approval of {limit} different people who neither ask for it nor "
            "receive it, and there are not so many active approvers for this one. {nothing} {helpers} can help."
        ),
        _FOR_LATER,
    ),
    Why.NO_MANAGER: (
        later(
            "The approval of your manager counts here, and HR has not told me who that is. {nothing} {helpers} "
            "can help."
        ),
        _FOR_LATER,
    ),
    Why.GIVER_NOT_NAMED: (
        later("Only {allowed} can ask for rewards. {nothing} One of them can ask for you."),
        _FOR_THEM,
    ),
    Why.NOT_HERE: (later("Rewards are asked for in {allowed}. {nothing} Please type your line there"), ""),
    Why.NOT_A_MULTIPLE: (later("Points are given in steps of {limit}. {nothing}"), _FOR_EXAMPLE),
    Why.REASON_MISSING: (
        later("From {limit} points on, a reward needs a reason. {nothing} Please write yours for the dots"),
        "",
    ),
    Why.VALUE_MISSING: (
        later("A reward names the value that it shows: {tags}. {nothing} Please put yours for the dots"),
        "",
    ),
    Why.NOT_PRIVATE: (
        later("Rewards are not kept private here: channels hear of them. {nothing}"),
        later("Without that word, your line is"),
    ),
    Why.NO_DEPARTMENT: (
        later(
            "Rewards count against a department's budget here, and HR has not told me which department is yours. "
            "{nothing} {helpers_or_hr} can add it."
        ),
        _FOR_LATER,
    ),
    Why.OVER_BUDGET: (later("{budget} {nothing}"), _FOR_LATER),
    Why.OVER_LIMIT_OF_PAIR: (later("{room} for {person}. {nothing}"), _FOR_LATER),
    Why.OVER_LIMIT_OF_RECIPIENT: (
        later(
            "There is a limit to what one person may be given, and it does not allow this for {person} at the "
            "moment. {nothing} {helpers} can help."
        ),
        _FOR_LATER,
    ),
    Why.TOO_MANY_OPEN: (
        later(
            "You already have {requests} waiting for a decision, the most there can be. {nothing} There is room "
            "as soon as one is decided or cancelled."
        ),
        _FOR_LATER,
    ),
}

_WITHOUT_THEM, _PICK_OTHERS = later("Without them"), later("Pick others")
_BARRED = later("{nothing} Not everybody can be rewarded: {barred}.")

# Somebody else is to be picked, so the line that follows names nobody.
_NOT_THIS_PERSON = (Why.BOT, Why.STRANGER, Why.GUEST, Why.DEACTIVATED)
_ABOUT_THE_AMOUNT = (Why.RUPEES, Why.IN_SHORT, Why.IN_WORDS, Why.OTHER_SCRIPT, Why.GROUPING)


def sentence(refusal: Refusal, *, command: str) -> str:
    """What happened, that nothing was recorded, what to do, and last the whole line to type, in backticks.

    Mrkdwn: what a person wrote is escaped. `command` is the slash command, `/reward`.
    """
    templates, lead = _templates(refusal)
    text = " ".join(_filled(template, refusal) for template in templates)
    # A sentence begins with a capital letter, also where it begins with whoever it is about.
    text = text[0].upper() + text[1:]
    if not refusal.line:
        return text if text.endswith(full_stop()) else f"{text}{full_stop()}"
    if lead:
        text += f" {_filled(lead, refusal)}"
    return f"{text}: {_code(f'{command} {_line(refusal)}')}"


def _templates(refusal: Refusal) -> tuple[tuple[str, ...], str]:
    """An amount that is also beyond the policy's largest is told both at once."""
    if refusal.barred:
        others = _WITHOUT_THEM if refusal.number > len(refusal.barred) else _PICK_OTHERS
        return (_BARRED,), others
    if refusal.why in _JUDGED:
        template, lead = _JUDGED[refusal.why]
        return (template,), lead
    template, lead = _TYPED[refusal.why]
    if refusal.limit and refusal.why in _ABOUT_THE_AMOUNT:
        return (NOTHING, template, WHOLE_NUMBERS), _FOR_EXAMPLE
    return (NOTHING, template), lead


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
    helpers = listed(refusal.helpers)
    return say(
        template,
        nothing=say(NOTHING),
        seen=inert(refusal.seen),
        least=refusal.least,
        limit=refusal.limit,
        allowed=listed(refusal.allowed),
        tags=any_tag(refusal.tags),
        number=refusal.number,
        groups=any_of([mention(group) for group in refusal.groups], "and") or say("that group"),
        barred=why_not(refusal.barred),
        readings=any_of(readings(refusal.seen)) or say("the number in full"),
        person=_person(refusal),
        helpers=helpers or say("The people who look after Shabash"),
        helpers_or_hr=helpers or say("HR"),
        budget=too_little_left(refusal.pot, refusal.giver_id),
        room=beyond(refusal.room),
        requests=say_many(refusal.limit, one="{number} request", many="{number} requests"),
    )


def any_tag(tags: Sequence[str]) -> str:
    """`#a, #b or #c`."""
    return any_of([f"#{inert(tag)}" for tag in tags])


def _person(refusal: Refusal) -> str:
    if refusal.person_id:
        return named(refusal.person_id, {refusal.person_id: refusal.name})
    return inert(refusal.name or refusal.seen) or say("this person")


def _code(line: str) -> str:
    """In backticks. A line that has backticks of its own goes into a block; three in a row would end even that."""
    if "`" not in line:
        return f"`{line}`"
    inside = line.replace("```", "'''")
    return f"```{inside} ```" if inside.endswith("`") else f"```{inside}```"
