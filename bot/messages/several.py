"""What differs where a request is for several people: who they are, how many points that is, and who has theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.core.reward import Request, Reward, RewardStatus
from bot.messages.text import any_of, in_words, mention, named, points

# Beside so many mentions a name each helps; beside more it is a crowd.
NAMED_MAX = 6


def recipients(request: Request) -> str:
    """`<@U…> (Asha Rao)`, or each of several: whoever decides or reads it is to know all of them."""
    return people(request.recipients, request.names)


def people(ids: Sequence[str], names: Mapping[str, str]) -> str:
    """The same of any people."""
    return any_of([named(each, names if len(ids) <= NAMED_MAX else {}) for each in ids], "and")


def rewarded(request: Request) -> str:
    """`<@U…> (Asha Rao) with 100 points`: whoever has theirs by now."""
    those = _those(request, RewardStatus.ALLOCATED) or request.rewards
    arrived = [each.recipient_id for each in those]
    each = " each" if len(arrived) > 1 else ""
    return f"{people(arrived, request.names)} with {points(request.points_each)}{each}"


def recipients_in_words(request: Request) -> str:
    """`Asha Rao`, or `3 people`: plain and not escaped."""
    if request.is_for_several:
        return f"{len(request.rewards)} people"
    return in_words(request.names.get(request.recipients[0], "")) or "somebody"


def points_for_each(request: Request, number: int) -> str:
    """`100 points`, or `100 points each`."""
    return f"{points(number)} each" if request.is_for_several else points(number)


def in_all(request: Request, number: int) -> str:
    """`, 300 points in all`, where each gets so many; empty where it is for one."""
    return f", {points(number * len(request.rewards))} in all" if request.is_for_several else ""


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
    is_under_way = any(each.is_on_its_way for each in request.rewards)
    return " ".join(
        (
            *([f"{_arrived(request, len(arrived)).removesuffix('.')}: {who}."] if arrived else []),
            *([_waiting(request)] if is_under_way else []),
            *_without_theirs(request),
        )
    )


def _with_balance(reward: Reward) -> str:
    known = "" if reward.balance is None else f" (new balance {points(reward.balance)})"
    return f"{mention(reward.recipient_id)}{known}"


def _arrived(request: Request, number: int) -> str:
    whole = len(request.rewards)
    have = "has" if number == 1 else "have"
    everybody = "Both" if whole == 2 else f"All {whole}"
    return f"{everybody} have their points." if number == whole else f"{number} of {whole} {have} their points."


def _waiting(request: Request) -> str:
    are_all = all(each.is_on_its_way for each in request.rewards)
    if request.is_held:
        return f"Sending is paused for now; the {'' if are_all else 'other '}points go as soon as it goes on."
    return "Sending the points now." if are_all else "The other points are on their way."


def _without_theirs(request: Request) -> list[str]:
    """A sentence for each thing that can have come between people and their points."""
    unknown, failed = _those(request, RewardStatus.UNKNOWN), _those(request, RewardStatus.FAILED)
    taken_back = [each for each in request.rewards if each.taken_back_at is not None]
    cancelled = _those(request, RewardStatus.CANCELLED)
    restored = [each for each in unknown if each.restored_at is not None]
    sent = [each for each in unknown if each.restored_at is None]
    given_up = [each for each in failed if each.was_unknown]
    refused = [each for each in failed if not each.was_unknown]
    said = {
        "EnKash has not confirmed those for {} yet; I am checking whether they arrived.": sent,
        "My records were restored from a backup, and do not tell what became of those for {}.": restored,
        "EnKash did not accept those for {}.": refused,
        "EnKash never confirmed those for {}, and a person has settled that they will not arrive.": given_up,
        "{} can no longer receive points, so I held theirs back.": cancelled,
        "The points for {} were taken back.": taken_back,
    }
    return [words.format(_who(rewards)) for words, rewards in said.items() if rewards]


def _with_theirs(request: Request) -> list[Reward]:
    """Those whose points have arrived and were not taken back."""
    return [each for each in _those(request, RewardStatus.ALLOCATED) if each.taken_back_at is None]


def _those(request: Request, status: RewardStatus) -> list[Reward]:
    return [each for each in request.rewards if each.status is status]


def _who(rewards: Iterable[Reward]) -> str:
    return any_of([mention(each.recipient_id) for each in rewards], "and")
