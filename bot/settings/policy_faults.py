"""Where the keys of a policy do not go together: each fault with the key and the mend."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.core.budget import Per
from bot.core.policy import MANAGER, is_group
from bot.core.value import TAG_LENGTH_MAX

if TYPE_CHECKING:
    from bot.settings.hours import WorkingHoursKeys
    from bot.settings.policy_file import Approvals, PolicyFile, Rewards, TierKeys


# What Slack's form can list, and how long each line there may be (Slack, "Select menu element", "Option object").
VALUES_MAX = 100
VALUE_NAME_LENGTH_MAX = 75
_TAG = re.compile(rf"(?=.*[^\W\d])[\w-]{{1,{TAG_LENGTH_MAX}}}")


def faults_between(file: PolicyFile) -> list[str]:
    """A line for each fault, as `faults_in` would write it."""
    faults = (
        *_amounts(file.rewards),
        *_tiers(file),
        *_windows(file.approvals),
        *_deciders(file),
        *_times(file.approvals),
        *_working_hours(file.working_hours),
        *_budgets(file),
        *_limits(file),
        *_digest(file),
        *_tax(file),
        *_values(file),
    )
    return [f"policy key {fault}" for fault in faults]


def _amounts(rewards: Rewards) -> Iterator[str]:
    least, most, step = rewards.points_min, rewards.points_max, rewards.points_multiple_of
    if least > most:
        yield f"rewards.points_min: is {least:,}, and points_max is {most:,}; please make it {most:,} at most"
    elif most // step * step < least:
        yield (
            f"rewards.points_multiple_of: from {least:,} to {most:,} points there is no multiple of {step:,}; please "
            "write a smaller one"
        )


def _tiers(file: PolicyFile) -> Iterator[str]:
    tiers = file.approvals.tiers
    for below, above in pairwise(tiers):
        if above.up_to_points <= below.up_to_points:
            yield (
                f"approvals.tiers: the tier up to {above.up_to_points:,} points comes after the one up to "
                f"{below.up_to_points:,}; please write them rising, each higher than the one before"
            )
    highest = max((tier.up_to_points for tier in tiers), default=file.rewards.points_max)
    if highest < file.rewards.points_max:
        yield (
            f"approvals.tiers: the highest ends at {highest:,} points, and rewards.points_max is "
            f"{file.rewards.points_max:,}, so nobody could approve what is between; please write a tier up to "
            f"{file.rewards.points_max:,}, or lower points_max"
        )
    has_giver_budget = any(budget.per is Per.GIVER for budget in file.budgets)
    for tier in tiers:
        yield from _people(tier, tier.approvers or file.approvals.approvers, has_giver_budget=has_giver_budget)


def _people(tier: TierKeys, approvers: tuple[str, ...], *, has_giver_budget: bool) -> Iterator[str]:
    which = f"approvals.tiers: the tier up to {tier.up_to_points:,} points"
    if tier.approvals == 0 and not has_giver_budget:
        yield (
            f"{which} has approvals = 0: what nobody approves needs a budget for each giver beside it; please add a "
            '[[budgets]] with per = "giver", or write 1 or more'
        )
    people = len(set(approvers))
    # How many are in a group is Slack's to say; whoever asks hears then where they are too few.
    if not any(map(is_group, approvers)) and people < tier.approvals:
        yield (
            f"{which} wants {tier.approvals} approvals, and names {people} who could give them; please name more "
            "approvers there, or want fewer"
        )


def _windows(approvals: Approvals) -> Iterator[str]:
    """A sum reaches another tier only where there is one, and what follows needs days to follow from."""
    has_tiers = len(approvals.tiers) > 1
    for name, what_follows, days in (
        ("mutual", approvals.mutual, approvals.mutual_days),
        ("split", approvals.split, approvals.split_days),
    ):
        if what_follows == "next_tier" and days is None:
            yield f"approvals.{name}: says next_tier, and not within how many days; please write approvals.{name}_days"
        elif what_follows == "next_tier" and not has_tiers:
            yield f'approvals.{name}: says next_tier, and there is no other tier; please write more, or "show"'
    for name, days in (("same_person_days", approvals.same_person_days), ("split_days", approvals.split_days)):
        if days is not None and not has_tiers:
            yield f"approvals.{name}: adds up for a higher tier, and there is none; please write more, or leave it out"


def _deciders(file: PolicyFile) -> Iterator[str]:
    """The giver's manager is somebody else for each giver, so nobody would hear of trouble as such."""
    if set(file.approvals.approvers) == {MANAGER} and not file.operators.people:
        yield (
            "operators.people: is missing, and approvals.approvers names only the giver's manager, so nobody would "
            "hear of trouble; please name somebody"
        )


def _times(approvals: Approvals) -> Iterator[str]:
    """What would come after the end, however the working hours lie."""
    hours = 0
    for key in ("remind_working_hours", "escalate_working_hours"):
        hours += getattr(approvals, key) or 0
        if hours >= approvals.expires_hours:
            yield (
                f"approvals.{key}: comes {hours:,} working hours after asking, and a request ends after "
                f"expires_hours, {approvals.expires_hours:,}; please write fewer, or more expires_hours"
            )
            return


def _working_hours(hours: WorkingHoursKeys) -> Iterator[str]:
    if hours.begin >= hours.end:
        yield (
            f"working_hours.end: is {hours.end}, and begin is {hours.begin}, so nobody would ever work; please write a "
            "later one"
        )


def _budgets(file: PolicyFile) -> Iterator[str]:
    """Two of one kind would count the same points in one pot, by two measures."""
    kinds = [(budget.per, budget.every) for budget in file.budgets]
    for per, every in dict.fromkeys(kind for kind in kinds if kinds.count(kind) > 1):
        yield (
            f'budgets: there are {kinds.count((per, every))} with per = "{per}" and every = "{every}"; please keep one '
            "of them"
        )


def _limits(file: PolicyFile) -> Iterator[str]:
    for number, limit in enumerate(file.limits):
        if (limit.days is None) == (limit.every is None):
            said = "says neither days nor every" if limit.days is None else "says both days and every"
            yield f'limits.{number}: {said}; please write one of them, such as days = 30 or every = "month"'
        if limit.points < file.rewards.points_min:
            yield (
                f"limits.{number}.points: is {limit.points:,}, and rewards.points_min is {file.rewards.points_min:,}, "
                "so nobody could ask for anything; please write more"
            )


def _digest(file: PolicyFile) -> Iterator[str]:
    if file.digest.channel is None and file.digest.model_fields_set:
        yield "digest.channel: is missing, so nobody would read it; please name a channel, or leave [digest] out"


def _tax(file: PolicyFile) -> Iterator[str]:
    if file.report.tax_free_rupees_per_year is not None and file.rewards.rupees_per_point is None:
        yield (
            "report.tax_free_rupees_per_year: is in rupees, and nobody has said how many a point is; please write "
            "rewards.rupees_per_point too"
        )


def _values(file: PolicyFile) -> Iterator[str]:
    """People type the tag behind a #, in capital letters or not, and pick the name in the form."""
    for tag, name in file.values.items():
        if _TAG.fullmatch(tag) is None:
            yield (
                f"values.{tag}: is no tag; please write one word of letters, digits, - and _, at most "
                f"{TAG_LENGTH_MAX} of them and not digits alone, such as ownership, without the #"
            )
        if not name.strip() or len(name) > VALUE_NAME_LENGTH_MAX:
            yield f"values.{tag}: please write what people call it, in 1 to {VALUE_NAME_LENGTH_MAX} characters"
    for tag, count in Counter(tag.casefold() for tag in file.values).items():
        if count > 1:
            yield f"values.{tag}: is there {count} times, but for capital letters; please keep one of them"
    if len(file.values) > VALUES_MAX:
        yield f"values: are {len(file.values)}, and Slack lists {VALUES_MAX} at most; please keep so many"
    if file.rewards.value_required and not file.values:
        yield (
            "rewards.value_required: is true, and there is no value to name; please write some below [values], such as "
            'ownership = "Ownership", or leave it out'
        )
