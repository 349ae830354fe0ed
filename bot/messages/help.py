"""What can be typed, and what the policy says of it."""

from __future__ import annotations

from bot.core.message import Message
from bot.core.policy import Policy, Tier
from bot.messages.phrases import listed, said
from bot.messages.text import any_of, count_of, inert, points, section

# Of more values than this, the form shows all.
VALUES_SHOWN_MAX = 12


def help_text(command: str, policy: Policy, nearest: str = "") -> Message:
    """What can be typed, and what the policy says of it. `nearest` is the subcommand that a mistyped one resembles."""
    name = inert(command)
    guess = f"Did you mean `{name} {inert(nearest)}`?\n" if nearest else ""
    budget = f"`{name} budget` shows what is left of your budgets.\n" if policy.budgets else ""
    marks = "\n".join(_marks(name, policy))
    typed = (
        f"{guess}*To reward somebody:* `{name} @asha 100 for shipping the demo`\n"
        f"{what_is_asked(policy)} {what_it_takes(policy)}\n"
        f"*Several people,* as many points for each: `{name} @asha @farah 50 for the release`\n"
        f"`{name}` alone opens a form, as does *Reward this message* in a message's menu (⋮), also in a thread.\n"
        f"`{name} pending` shows what waits for you, and what you wait for.\n"
        f"`{name} history` shows what you asked for, and what reached you.\n"
        f"`{name} balance` shows what is on your card at EnKash.\n"
        f"`{name} status R-7Q2MK4` says where a request stands.\n"
        f"`{name} cancel R-7Q2MK4` ends yours while nobody has decided.\n"
        f"`{name} explain @asha 100 for shipping the demo` says what would become of it, and asks for nothing.\n"
        f"`{name} undo R-7Q2MK4 it was meant for somebody else` asks to have its points taken back"
        f"{_until(policy)}.\n"
        f"{budget}`{name} away @farah until Friday` lets another approver decide for you; `{name} back` ends it.\n"
        f"`{name} help` shows this."
    )
    return Message(f"{typed}\n{marks}", (section(typed), section(marks))) if marks else said(typed)


def _marks(name: str, policy: Policy) -> list[str]:
    """What a line may say besides."""
    values = [f"`#{inert(value.tag)}` ({inert(value.name)})" for value in policy.values[:VALUES_SHOWN_MAX]]
    more = [f"{len(policy.values) - VALUES_SHOWN_MAX} more"] if len(policy.values) > VALUES_SHOWN_MAX else []
    must = "Name" if policy.value_required else "You can name"
    return [
        *([f"{must} the value that a reward shows: {any_of([*values, *more])}."] if values else []),
        *(
            [f"`{name} private @asha 100 for …` keeps it private: no channel hears of it."]
            if policy.is_private_allowed
            else []
        ),
    ]


def what_is_asked(policy: Policy) -> str:
    """How much, with a reason or without, and where."""
    least = f"From {policy.points_min:,} to" if policy.points_min > 1 else "Up to"
    steps = f", in steps of {policy.points_multiple_of:,}" if policy.points_multiple_of > 1 else ""
    reason, where = policy.reason_required_from_points, policy.channels
    return (
        f"{least} {points(policy.points_max)} at a time{steps}{f', in {listed(where)}' if where else ''}."
        f"{f' From {points(reason)} on, with a reason.' if reason else ''}"
    )


def what_it_takes(policy: Policy) -> str:
    """Whose approval, and for bigger rewards whose besides."""
    within = f"within {_days(policy.expires_hours)}"
    tiers = policy.tiers or (policy.tier_of(policy.points_max),)
    if len(tiers) == 1 and tiers[0].approvals == 1:
        return f"They move once {listed(tiers[0].approvers)} approves, {within}."
    lines = [f"• up to {points(tier.up_to_points)}: {_approvals(tier)}" for tier in tiers]
    days = policy.same_person_days
    together = [f"What you ask for one person in {count_of(days, 'day')} counts together."] if days else []
    return "\n".join([f"They move once so many approve, {within}:", *lines, *together])


def _until(policy: Policy) -> str:
    days = policy.reversal_giver_days
    return f", within {count_of(days, 'day')} of their arrival" if days else "; an operator can"


def _approvals(tier: Tier) -> str:
    return f"{tier.approvals} of {listed(tier.approvers)}" if tier.approvals else "nobody's approval is needed"


def _days(hours: int) -> str:
    number, unit = (hours // 24, "day") if hours % 24 == 0 else (hours, "hour")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
