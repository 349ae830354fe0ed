"""What differs where a request is for several people: who they are, how many points that is, and who has theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.core.reward import Request, Reward, RewardStatus
from bot.messages.language import full_stop, later, say, say_many
from bot.messages.text import any_of, in_words, mention, named, points

# Beside so many mentions a name each helps; beside more it is a crowd.
NAMED_MAX = 6


def recipients(request: Request) -> str:
    """`<@U…> (Asha Rao)`, or each of several: whoever decides or reads it is to know all of them."""
    return people(request.recipients, request.names)


def people(ids: Sequence[str], names: Mapping[str, str]) -> str:
    """The same of any people."""
    return any_of([named(each, names if len(ids) <= NAMED_MAX else {}) for each in ids], "and")


def rewarded(request: Request) -> tuple[str, str]:
    """Whoever has theirs by now, `<@U…> (Asha Rao)`, and how much: `100 points`, `100 points each`."""
    those = _those(request, RewardStatus.ALLOCATED) or request.rewards
    arrived = [each.recipient_id for each in those]
    each = points(request.points_each)
    return people(arrived, request.names), say("{points} each", points=each) if len(arrived) > 1 else each


def recipients_in_words(request: Request) -> str:
    """`Asha Rao`, or `3 people`: plain and not escaped."""
    if request.is_for_several:
        return say_many(len(request.rewards), one="{number} person", many="{number} people")
    return in_words(request.names.get(request.recipients[0], "")) or say("somebody")


def points_for_each(request: Request, number: int) -> str:
    """`100 points`, or `100 points each`."""
    return say("{points} each", points=points(number)) if request.is_for_several else points(number)


def in_all(request: Request, number: int) -> str:
    """`, 300 points in all`, where each gets so many; empty where it is for one."""
    total = points(number * len(request.rewards))
    return say(", {points} in all", points=total) if request.is_for_several else ""


def progress(request: Request, approved_by: str) -> str:
    """Where an approved request for several stands, fit for the channel: how many have their points, and who not."""
    arrived = _with_theirs(request)
    is_under_way = any(each.is_on_its_way for each in request.rewards)
    return " ".join(
        filter(
            None,
            (
                approved_by if is_under_way else "",
                _arrived(request, len(arrived)) if arrived else "",
                _waiting(request) if is_under_way else "",
                *_without_theirs(request),
            ),
        )
    )


def summary(request: Request) -> str:
    """The same once nothing is on its way any more, with who has theirs, and what they have by now."""
    arrived = _with_theirs(request)
    who = any_of([_with_balance(each) for each in arrived], "and")
    are_there = _arrived(request, len(arrived)).removesuffix(full_stop())
    is_under_way = any(each.is_on_its_way for each in request.rewards)
    return " ".join(
        (
            *([f"{are_there}: {who}{full_stop()}"] if arrived else []),
            *([_waiting(request)] if is_under_way else []),
            *_without_theirs(request),
        )
    )


def _with_balance(reward: Reward) -> str:
    who = mention(reward.recipient_id)
    if reward.balance is None:
        return who
    return say("{recipient} (new balance {points})", recipient=who, points=points(reward.balance))


def _arrived(request: Request, number: int) -> str:
    whole = len(request.rewards)
    if number < whole:
        return say_many(
            number,
            one="{number} of {whole} has their points.",
            many="{number} of {whole} have their points.",
            whole=whole,
        )
    return say("Both have their points.") if whole == 2 else say("All {whole} have their points.", whole=whole)


def _waiting(request: Request) -> str:
    are_all = all(each.is_on_its_way for each in request.rewards)
    if request.is_held and are_all:
        return say("Sending is paused for now; the points go as soon as it goes on.")
    if request.is_held:
        return say("Sending is paused for now; the other points go as soon as it goes on.")
    return say("Sending the points now.") if are_all else say("The other points are on their way.")


def _without_theirs(request: Request) -> list[str]:
    """A sentence for each thing that can have come between people and their points."""
    unknown, failed = _those(request, RewardStatus.UNKNOWN), _those(request, RewardStatus.FAILED)
    happened = {
        _UNCONFIRMED: [each for each in unknown if each.restored_at is None],
        _RESTORED: [each for each in unknown if each.restored_at is not None],
        _REFUSED: [each for each in failed if not each.was_unknown],
        _GIVEN_UP: [each for each in failed if each.was_unknown],
        _HELD_BACK: _those(request, RewardStatus.CANCELLED),
        _TAKEN_BACK: [each for each in request.rewards if each.taken_back_at is not None],
    }
    return [say(words, people=_who(rewards)) for words, rewards in happened.items() if rewards]


_UNCONFIRMED = later("EnKash has not confirmed those for {people} yet; I am checking whether they arrived.")
_RESTORED = later("My records were restored from a backup, and do not tell what became of those for {people}.")
_REFUSED = later("EnKash did not accept those for {people}.")
_GIVEN_UP = later("EnKash never confirmed those for {people}, and a person has settled that they will not arrive.")
_HELD_BACK = later("{people} can no longer receive points, so I held theirs back.")
_TAKEN_BACK = later("The points for {people} were taken back.")


def _with_theirs(request: Request) -> list[Reward]:
    """Those whose points have arrived and were not taken back."""
    return [each for each in _those(request, RewardStatus.ALLOCATED) if each.taken_back_at is None]


def _those(request: Request, status: RewardStatus) -> list[Reward]:
    return [each for each in request.rewards if each.status is status]


def _who(rewards: Iterable[Reward]) -> str:
    return any_of([mention(each.recipient_id) for each in rewards], "and")
