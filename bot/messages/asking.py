"""The form in which a giver asks: what it costs and whose approval it takes, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.core.budget import Pot
from bot.core.command import LENGTH_MAX
from bot.core.explanation import Explanation
from bot.core.filling import FIELD_OF, Draft, Field, Filled, Origin
from bot.core.marks import PRIVATE
from bot.core.message import unescape
from bot.core.policy import Policy, Tier, is_channel
from bot.core.refusal import Refusal, Why
from bot.core.value import name_of
from bot.messages import limits, lookback, showing
from bot.messages.budgets import left, left_in_each
from bot.messages.explaining import asked_in_all
from bot.messages.forms import bounds, closed_form, field_block, modal
from bot.messages.help import what_is_asked, what_it_takes
from bot.messages.language import full_stop, later, say
from bot.messages.phrases import listed, place_name
from bot.messages.refusals import NOTHING, sentence
from bot.messages.text import Block, context, in_words, inert, option, points, quote, section

GIVE, REWARD_MESSAGE = "reward_give", "reward_this_message"
"""The shortcuts that open it, as the manifest names them."""

ASK_FORM, PREVIEW = "reward_ask_form", "reward_ask_preview"
INPUTS = {each: f"reward_ask_{each}" for each in Field}
TITLE = later("Give a reward")
NO_AUTHOR = later("The author of this message")
"""Of a message that no person wrote."""

_MENDED_IN_FORM = {
    Why.PERSON_MISSING: later("Please pick at least one person."),
    Why.TOO_MANY_PEOPLE: later("One request can be for {limit} people at most. Please pick fewer."),
    Why.POINTS_MISSING: later("How many points? Please write a number."),
    Why.REASON_MISSING: later("From {limit} points on, a reward needs a reason. Please write a few words."),
    Why.VALUE_MISSING: later("Please pick the value that it shows."),
    Why.TOO_LONG: later("Please shorten the reason to {limit} characters."),
    Why.NOT_HERE: later("Rewards are asked for in {allowed}. Please ask there."),
}
"""What is mended otherwise in a form than in a line."""


def ask_form(
    origin: Origin, policy: Policy, told: str, filled: Filled | None = None, *, is_for_several: bool = False
) -> dict[str, Any]:
    """The form; `told` stands above its fields, mrkdwn. What stands in the fields Slack keeps by itself where the form
    is updated; `filled` says it again. `is_for_several`: another page comes before it is asked."""
    where = where_it_goes(origin, policy)
    return modal(
        ASK_FORM,
        origin.written(),
        (say(TITLE), say("Next") if is_for_several else say("Ask")),
        section(told),
        _people(origin, policy, filled),
        _points(policy, filled),
        _reason(policy, filled),
        *([_value(policy, filled)] if policy.values else []),
        *([_private(filled)] if policy.is_private_allowed else []),
        *([context(where)] if origin.channel_id else [_place(policy, filled)]),
    )


def preview(draft: Draft, policy: Policy, told: str) -> dict[str, Any]:
    """The second page, before several people are rewarded: what will be asked of whom. `told` is mrkdwn."""
    reason, filled = quote(draft.filled.reason), draft.filled
    value = name_of(filled.value_in(policy), policy.values)
    where = f"{showing.kept_private()}{full_stop()}" if filled.is_private else where_it_goes(draft.placed, policy)
    marks = f"{say('Shows {value}', value=inert(value))}{full_stop()} " if value else ""
    return modal(
        PREVIEW,
        draft.written(),
        (say(TITLE), say("Ask")),
        section(told),
        *([section(reason)] if reason else []),
        context(f"{marks}{where} {say('One request, one approval, and a reward for each of them.')}"),
    )


def cannot_ask(refusal: Refusal) -> dict[str, Any]:
    """What stands in the form's place where nothing that is written in it would help."""
    return closed_form(in_form(refusal), TITLE)


def where_it_goes(origin: Origin, policy: Policy) -> str:
    """Where the card will stand of what is asked from here."""
    approvals, unless_private = policy.approvals_channel, _unless_private(policy)
    if approvals is not None and approvals != origin.channel_id:
        channel = place_name(approvals)
        return say("It is decided in {channel}{unless_private}.", channel=channel, unless_private=unless_private)
    if not is_channel(origin.channel_id):
        # A conversation of two has no card, nor a thread for it.
        return say("I will tell you directly what came of it.")
    if origin.message_ts:
        return say("The card goes into the thread of this message{unless_private}.", unless_private=unless_private)
    channel = place_name(origin.channel_id)
    return say("The card goes to {channel}{unless_private}.", channel=channel, unless_private=unless_private)


def _unless_private(policy: Policy) -> str:
    return say(", unless it is private") if policy.is_private_allowed else ""


def beforehand(policy: Policy, pots: Sequence[Pot], giver_id: str) -> str:
    """What may be asked, whose approval it takes, and what is left, while the form says too little to tell more."""
    budgets = left_in_each([pot for pot in pots if not pot.is_nobodys], giver_id)
    return "\n".join(filter(None, (what_is_asked(policy), what_it_takes(policy), budgets)))


def foreseen(found: Explanation, policy: Policy) -> str:
    """What would become of what the form says now."""
    if found.refusal is not None:
        return f"{say('*As it stands, I could not ask for this.*')} {in_form(found.refusal)}"
    takes = _takes(found.verdict.tier, found.deciders, is_one_of_several=bool(policy.tiers))
    afterwards = [replace(pot, taken_points=pot.taken_points + found.points_asked) for pot in found.pots]
    budgets = [f"{left(pot, found.giver_id)}{full_stop()}" for pot in afterwards if not pot.is_nobodys]
    shown = (
        f"*{asked_in_all(found)}*",
        " ".join((takes, *lookback.explained(found.lookback, found.recipients, for_giver=True))),
        *(say("{line}, before this one.", line=line) for line in limits.left_for(found.rooms)),
        *([say("_After it:_ {budgets}", budgets=" ".join(budgets))] if budgets else []),
    )
    return "\n".join(shown)


def _takes(tier: Tier, deciders: Sequence[str], *, is_one_of_several: bool) -> str:
    """Whose approval it needs; where that goes by the points, up to how many."""
    of_tier = say(", as rewards up to {points} do", points=points(tier.up_to_points)) if is_one_of_several else ""
    if tier.approvals == 0:
        return say("It needs nobody's approval{of_tier}.", of_tier=of_tier)
    if tier.approvals == 1:
        return say("It needs the approval of {deciders}{of_tier}.", deciders=listed(deciders), of_tier=of_tier)
    return say(
        "It needs {number} approvals{of_tier}, of {deciders}.",
        number=tier.approvals,
        of_tier=of_tier,
        deciders=listed(deciders),
    )


def in_form(refusal: Refusal) -> str:
    """Why it is not recorded, for whoever has the form before them: a sentence or two, mrkdwn."""
    template = _MENDED_IN_FORM.get(refusal.why)
    if template is not None:
        return say(template, limit=refusal.limit, allowed=listed(refusal.allowed))
    # The form stays as it is, so nobody needs to be told that nothing was kept of it, nor what to type instead.
    nothing = say(NOTHING)
    return sentence(replace(refusal, line=""), command="").replace(f"{nothing} ", "").replace(f" {nothing}", "")


def at_field(refusal: Refusal) -> dict[str, str]:
    """The same at the field where it is to be mended, in plain words that mention nobody; empty where there is none."""
    where = FIELD_OF.get(refusal.why)
    if where is None:
        return {}
    barred = tuple(replace(each, person_id="") for each in refusal.barred)
    return {where: unescape(in_form(replace(refusal, person_id="", helpers=(), barred=barred)))}


def _people(origin: Origin, policy: Policy, filled: Filled | None) -> Block:
    chosen = filled.people if filled else tuple(filter(None, (origin.recipient_id,)))
    field: Block = {"type": "multi_users_select", "max_selected_items": policy.people_max}
    if chosen:
        field["initial_users"] = list(chosen)
    return _told_of(Field.PEOPLE, say("Who is it for?"), say("Each of them gets as many points."), field)


def _points(policy: Policy, filled: Filled | None) -> Block:
    field: Block = {
        "type": "number_input",
        "is_decimal_allowed": False,
        "min_value": str(policy.points_min),
        "max_value": str(policy.points_max),
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
        **_initial("initial_value", filled.points if filled else ""),
    }
    hint = bounds(policy.points_min, policy.points_max, policy.points_multiple_of)
    return _told_of(Field.POINTS, say("How many points?"), hint, field)


def _reason(policy: Policy, filled: Filled | None) -> Block:
    """Required as soon as every reward needs one; else it is told at the field where this one does."""
    needed_from = policy.reason_required_from_points
    is_always_needed = needed_from is not None and needed_from <= policy.points_min
    field: Block = {
        "type": "plain_text_input",
        "action_id": INPUTS[Field.REASON],
        "multiline": True,
        "max_length": LENGTH_MAX,
        **_initial("initial_value", filled.reason if filled else ""),
    }
    hint = say("Everybody who sees the card reads it.")
    if needed_from is not None and not is_always_needed:
        hint += f" {say('From {number} points on it is needed.', number=needed_from)}"
    block = field_block(Field.REASON, say("What is it for?"), hint, field)
    return block if is_always_needed else {**block, "optional": True}


def _value(policy: Policy, filled: Filled | None) -> Block:
    options = [option(in_words(value.name), value.tag) for value in policy.values]
    chosen = [each for each in options if filled and each["value"] == filled.value]
    field: Block = {
        "type": "static_select",
        "action_id": INPUTS[Field.VALUE],
        "options": options,
        **({"initial_option": chosen[0]} if chosen else {}),
    }
    block = field_block(Field.VALUE, say("What does it show?"), say("The value of ours that fits best."), field)
    return block if policy.value_required else {**block, "optional": True}


def _private(filled: Filled | None) -> Block:
    options = [option(say("Keep it private"), PRIVATE)]
    field: Block = {
        "type": "checkboxes",
        "action_id": INPUTS[Field.PRIVATE],
        "options": options,
        **({"initial_options": options} if filled and filled.is_private else {}),
    }
    hint = say("No channel hears of it: only the two of you, and those who decide.")
    return {**field_block(Field.PRIVATE, say("Who hears of it?"), hint, field), "optional": True}


def _place(policy: Policy, filled: Filled | None) -> Block:
    """People expect the channel that they have before them."""
    chosen = filled.channel_id if filled else ""
    field: Block = {
        "type": "conversations_select",
        "default_to_current_conversation": True,
        "filter": {"include": ["public", "private"], "exclude_external_shared_channels": True},
        **_initial("initial_conversation", chosen),
    }
    unless_private = _unless_private(policy)
    if policy.approvals_channel is None:
        hint = say("The card goes there{unless_private}.", unless_private=unless_private)
    else:
        hint = say("It hears of the reward once the points are there{unless_private}.", unless_private=unless_private)
    return _told_of(Field.PLACE, say("In which channel?"), hint, field)


def _told_of(field: Field, label: str, hint: str, element: Block) -> Block:
    """A field whose every change the bot hears of, so that what is told above keeps up with it."""
    return {
        **field_block(field, label, hint, {**element, "action_id": INPUTS[field]}),
        "dispatch_action": True,
    }


def _initial(key: str, value: str) -> Block:
    return {key: value} if value else {}
