"""Who may decide: each approver, and each member of an approving group, active or not."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping

from bot.checking.finding import Finding, good, remark, wrong
from bot.checking.slack import Users
from bot.core.policy import MANAGER, Policy, Standing, is_group
from bot.slack import Slack, SlackTrouble

_STANDINGS: Mapping[Standing, str] = {
    Standing.MEMBER: "is active",
    Standing.GUEST: "is a guest",
    Standing.BOT: "is an app",
    Standing.STRANGER: "belongs to another company",
    Standing.DEACTIVATED: "has no active account any more",
}
_COPY_THE_ID = "Mend the policy: in Slack, a person's id is under Profile, ⋮, Copy member ID."
_NAME_ANOTHER = "Name somebody else in the policy: only active full members count."


def check_deciders(policy: Policy, slack: Slack, users: Users) -> Generator[Finding, None, frozenset[str]]:
    """The ids of everybody who may decide."""
    found: set[str] = set()
    for slack_id in policy.all_approvers:
        if slack_id == MANAGER:
            continue
        if is_group(slack_id):
            found |= yield from _check_group(slack_id, slack, users)
        else:
            yield _check_person("approver", slack_id, users)
            found.add(slack_id)
    for slack_id in policy.operators:
        yield _check_person("operator", slack_id, users)
    for slack_id in dict.fromkeys(budget.owner for budget in policy.budgets if budget.owner is not None):
        yield _check_person("owner of a budget", slack_id, users)
    return frozenset(found) & active(users)


def active(users: Users) -> frozenset[str]:
    """The ids of those who may ask, decide and receive."""
    return frozenset(user.id for user in users.values() if user.standing is Standing.MEMBER)


def _check_person(role: str, slack_id: str, users: Users) -> Finding:
    user = users.get(slack_id)
    if user is None:
        return wrong(f"{role} {slack_id}", "nobody in this workspace has this id.", _COPY_THE_ID)
    says = f"{user.name} {_STANDINGS[user.standing]}."
    if user.standing is Standing.MEMBER:
        return good(f"{role} {slack_id}", says)
    return wrong(f"{role} {slack_id}", says, _NAME_ANOTHER)


def _check_group(group_id: str, slack: Slack, users: Users) -> Generator[Finding, None, set[str]]:
    name = f"approving group {group_id}"
    try:
        member_ids = slack.members_of(group_id)
    except SlackTrouble as error:
        mend = "Mend the policy or the group: in Slack, its id is under Directories, User groups, ⋮, Copy group ID."
        yield wrong(name, f"Slack does not tell its members ({error}).", mend)
        return set()
    can_decide = set(member_ids) & active(users)
    if not can_decide:
        yield wrong(name, "has no active member, so nobody in it can decide.", "Add somebody to it in Slack.")
    else:
        yield good(name, f"{len(can_decide)} of its {len(member_ids)} members can decide.")
    yield from _check_members(name, member_ids, users)
    yield remark(
        name,
        "whoever may edit this group decides who may approve, and Slack does not tell the bot who that is.",
        "Only owners and admins, unless your workspace chose otherwise: see Admin, Workspace settings, Roles &"
        " permissions, Create and edit user groups.",
    )
    return can_decide


def _check_members(name: str, member_ids: tuple[str, ...], users: Users) -> Iterator[Finding]:
    for member_id in member_ids:
        user = users.get(member_id)
        if user is None:
            yield remark(f"{name}, {member_id}", "nobody in this workspace has this id, so they cannot decide.")
        elif user.standing is Standing.MEMBER:
            yield good(f"{name}, {member_id}", f"{user.name} is active.")
        else:
            yield remark(f"{name}, {member_id}", f"{user.name} {_STANDINGS[user.standing]}, so they cannot decide.")
