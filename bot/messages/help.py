"""What can be typed, and what the policy says of it."""

from __future__ import annotations

from bot.core.message import Message
from bot.core.policy import Policy, Tier
from bot.messages.language import later, say, say_many
from bot.messages.phrases import listed, said
from bot.messages.text import any_of, inert, points, section

SHORTCUT = "Reward this message"
"""The shortcut in a message's menu, as the manifest names it to everybody."""

# Of more values than this, the form shows all.
VALUES_SHOWN_MAX = 12


def help_text(command: str, policy: Policy, nearest: str = "") -> Message:
    """What can be typed, and what the policy says of it. `nearest` is the subcommand that a mistyped one resembles."""
    name = inert(command)
    guess = [say("Did you mean `{command} {nearest}`?", command=name, nearest=inert(nearest))] if nearest else []
    typed = "\n".join((*guess, *_lines(name, policy)))
    marks = "\n".join(_marks(name, policy))
    return Message(f"{typed}\n{marks}", (section(typed), section(marks))) if marks else said(typed)


def _lines(name: str, policy: Policy) -> list[str]:
    undo = say(
        "`{command} undo R-7Q2MK4 it was meant for somebody else` asks to have its points taken back{until}.",
        command=name,
        until=_until(policy),
    )
    budget = say("`{command} budget` shows what is left of your budgets.", command=name)
    return [
        say("*To reward somebody:* `{command} @asha 100 for shipping the demo`", command=name),
        f"{what_is_asked(policy)} {what_it_takes(policy)}",
        *(say(line, command=name, shortcut=SHORTCUT) for line in _BEFORE_UNDO),
        undo,
        *([budget] if policy.budgets else []),
        *(say(line, command=name) for line in _AFTER_IT),
    ]


_BEFORE_UNDO = (
    later("*Several people,* as many points for each: `{command} @asha @farah 50 for the release`"),
    later("`{command}` alone opens a form, as does *{shortcut}* in a message's menu (⋮), also in a thread."),
    later("`{command} pending` shows what waits for you, and what you wait for."),
    later("`{command} history` shows what you asked for, and what reached you."),
    later("`{command} balance` shows what is on your card at EnKash."),
    later("`{command} status R-7Q2MK4` says where a request stands."),
    later("`{command} cancel R-7Q2MK4` ends yours while nobody has decided."),
    later("`{command} explain @asha 100 for shipping the demo` says what would become of it, and asks for nothing."),
)
_AFTER_IT = (
    later("`{command} away @farah until Friday` lets another approver decide for you; `{command} back` ends it."),
    later("`{command} help` shows this."),
)


def _marks(name: str, policy: Policy) -> list[str]:
    """What a line may say besides."""
    lines, values = [], [f"`#{inert(value.tag)}` ({inert(value.name)})" for value in policy.values[:VALUES_SHOWN_MAX]]
    if len(policy.values) > VALUES_SHOWN_MAX:
        values.append(say("{number} more", number=len(policy.values) - VALUES_SHOWN_MAX))
    if values and policy.value_required:
        lines.append(say("Name the value that a reward shows: {values}.", values=any_of(values)))
    elif values:
        lines.append(say("You can name the value that a reward shows: {values}.", values=any_of(values)))
    if policy.is_private_allowed:
        private = say("`{command} private @asha 100 for …` keeps it private: no channel hears of it.", command=name)
        lines.append(private)
    return lines


def what_is_asked(policy: Policy) -> str:
    """How much, with a reason or without, and where."""
    step, reason, where = policy.points_multiple_of, policy.reason_required_from_points, policy.channels
    most = points(policy.points_max)
    limits = {
        "steps": say(", in steps of {step}", step=step) if step > 1 else "",
        "where": say(", in {channels}", channels=listed(where)) if where else "",
    }
    if policy.points_min > 1:
        amount = say("From {least} to {most} at a time{steps}{where}.", least=policy.points_min, most=most, **limits)
    else:
        amount = say("Up to {most} at a time{steps}{where}.", most=most, **limits)
    return f"{amount} {say('From {points} on, with a reason.', points=points(reason))}" if reason else amount


def what_it_takes(policy: Policy) -> str:
    """Whose approval, and for bigger rewards whose besides."""
    time, days = _time(policy.expires_hours), policy.same_person_days
    tiers = policy.tiers or (policy.tier_of(policy.points_max),)
    if len(tiers) == 1 and tiers[0].approvals == 1:
        approvers = listed(tiers[0].approvers)
        return say("They move once {approvers} approves, within {time}.", approvers=approvers, time=time)
    head = say("They move once so many approve, within {time}:", time=time)
    return "\n".join((head, *map(_of_tier, tiers), *([_together(days)] if days else [])))


def _of_tier(tier: Tier) -> str:
    if tier.approvals:
        takes = say("{number} of {approvers}", number=tier.approvals, approvers=listed(tier.approvers))
    else:
        takes = say("nobody's approval is needed")
    return say("• up to {points}: {approvals}", points=points(tier.up_to_points), approvals=takes)


def _together(days: int) -> str:
    return say_many(
        days,
        one="What you ask for one person in {number} day counts together.",
        many="What you ask for one person in {number} days counts together.",
    )


def _until(policy: Policy) -> str:
    days = policy.reversal_giver_days
    if not days:
        return say("; an operator can")
    return say_many(days, one=", within {number} day of their arrival", many=", within {number} days of their arrival")


def _time(hours: int) -> str:
    if hours % 24 == 0:
        return say_many(hours // 24, one="{number} day", many="{number} days")
    return say_many(hours, one="{number} hour", many="{number} hours")
