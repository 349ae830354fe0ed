"""What a file at the command line asks for, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn

from bot.cli.ending import fail
from bot.cli.plain import plain
from bot.cli.whom import called
from bot.core.refusal import Why

if TYPE_CHECKING:
    from bot.core.allocation import Allocation
    from bot.core.command import Ask
    from bot.core.explanation import Explanation
    from bot.core.policy import Policy
    from bot.core.refusal import Refusal
    from bot.core.reward import Request
    from bot.ledger import Reading
    from bot.ledger.opening import OpenLedger
    from bot.people import Fault, Listing
    from bot.people.listing import Named
    from bot.rewards.asking import Line

NOTHING = "Nothing was asked."
_TAKE_OUT = "Take the line out."
_YOURSELF = f"whoever asks gets nothing. {_TAKE_OUT} Or let somebody else ask for all."
_MENDS = {
    Why.NOT_MAPPED: "Add them to HR's list with `shabash people import`, or take the line out.",
    Why.OVER_LIMIT_OF_PAIR: "Ask for fewer points, ask later, or take the line out.",
    Why.OVER_LIMIT_OF_RECIPIENT: "Ask for fewer points, ask later, or take the line out.",
}
"""What to do about somebody who cannot be rewarded now, by why not."""
_MENDED = {
    Why.NOT_WHOLE: "Points are whole numbers from {least} to {limit}.",
    Why.REASON_MISSING: "From {limit} points on, a reward needs a reason. Say --reason, or write it into a column.",
    Why.VALUE_MISSING: "A reward names the value that it shows. Write one of these into the reason: {tags}.",
    Why.TOO_LONG: "The reason is longer than {limit} characters. Shorten it.",
    Why.NOT_HERE: "Rewards are asked for in {allowed}. Say one of them with --channel.",
    Why.NOT_PRIVATE: "Rewards are not kept private here. Leave out --private.",
}
"""What is mended otherwise in a file than in a line."""
_TO_THE_GIVER = (Why.TOO_MANY_OPEN, Why.NO_MANAGER, Why.NO_DEPARTMENT)
"""What speaks to whoever asks."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the file asks for, whom by row, what would become of it, what may be the same, and where the card goes."""

    ask: Ask
    line: Line
    rows: Mapping[str, Named]
    found: Explanation
    before: Request | None
    card_channel_id: str


@dataclass(frozen=True, slots=True)
class Wish:
    """How the command was called, as far as more than one step of it needs to know."""

    reason: str
    is_private: bool
    again: bool
    as_json: bool


@dataclass(slots=True)
class Faults:
    """What stands against it: by row, and of the file and the request as a whole."""

    in_rows: list[Fault]
    in_all: list[str]

    def __bool__(self) -> bool:
        return bool(self.in_rows or self.in_all)

    def refuse(self) -> NoReturn:
        """Each on a line of its own, in the order of the file."""
        in_order = sorted(self.in_rows, key=lambda fault: fault.line)
        count = len(in_order) + len(self.in_all)
        head = f"{NOTHING} Please mend {'1 thing' if count == 1 else f'{count} things'}:"
        fail("\n".join([head, *map(str, in_order), *self.in_all]))


def plan_of(policy: Policy, ledger: OpenLedger, line: Line, listing: Listing, wish: Wish) -> Plan:
    """What the file asks for. Where anything of it cannot be asked for the command ends, and says all of that."""
    from bot.core.command import Ask
    from bot.core.filling import Filled
    from bot.rewards.explaining import Explainer
    from bot.rewards.listed import asked_before

    with ledger.read() as view:
        rows, faults = _rows(view, policy, listing)
    if wish.reason and listing.reason:
        faults.in_all.append("The file has a reason of its own: leave out --reason, or the column.")
    if not rows or listing.points is None:
        faults.refuse()
    reason = listing.reason or wish.reason
    wanted = Filled(tuple(rows), str(listing.points), reason, is_private=wish.is_private).ask(policy)
    if not isinstance(wanted, Ask):
        with ledger.read() as view:
            faults.in_all.append(plain(view, mended(wanted, line.giver_id)))
        faults.refuse()
    found = Explainer(ledger, policy, _nothing_of_enkash).judged(wanted, line.giver_id, line.channel_id)
    with ledger.read() as view:
        _add_verdict(view, faults, found, rows)
        before, _ = asked_before(view, line.team_id, line.giver_id, wanted)
    if faults:
        faults.refuse()
    return Plan(wanted, line, rows, found, before, policy.approvals_channel or line.channel_id)


def _nothing_of_enkash(_: Allocation) -> Mapping[str, object]:
    """What EnKash would get is nothing to whoever asks."""
    return {}


def _rows(view: Reading, policy: Policy, listing: Listing) -> tuple[dict[str, Named], Faults]:
    """Whom the file names, by id. Beyond as many as one request may be for nobody is looked up."""
    from bot.messages.text import count_of
    from bot.people import Fault

    rows: dict[str, Named] = {}
    faults = Faults([*listing.faults], [])
    for row in listing.rows[: policy.people_max]:
        found = called(view, row.who) if row.who else ""
        if isinstance(found, str):
            # A row that names nobody is a fault already.
            faults.in_rows += [Fault(row.line, "who", row.who, found)] if found else []
        elif (first := rows.setdefault(found.id, row)) is not row:
            mend = f"{found.name} ({found.id}) is in line {first.line} already. Leave one of them out."
            faults.in_rows.append(Fault(row.line, "who", row.who, mend))
    if len(listing.rows) > policy.people_max:
        most = count_of(policy.people_max, "person", "people")
        faults.in_all.append(
            f"One request can be for {most} at most (rewards.people_max), and the file has {len(listing.rows):,}. Make "
            f"files of so many; from line {listing.rows[policy.people_max].line} on I have looked nobody up."
        )
    return rows, faults


def _add_verdict(view: Reading, faults: Faults, found: Explanation, rows: Mapping[str, Named]) -> None:
    """What the policy says against it: of each row, and of the whole."""
    from bot.messages.barred import why_not
    from bot.people import Fault

    for each in found.barred:
        clause, mend = plain(view, why_not([each])), _MENDS.get(each.why, _TAKE_OUT)
        said = _YOURSELF if each.why is Why.YOURSELF else f"{clause}. {mend}"
        row = rows[each.person_id]
        faults.in_rows.append(Fault(row.line, "who", row.who, said))
    if found.refusal is not None and found.refusal.why not in {each.why for each in found.barred}:
        faults.in_all.append(plain(view, mended(found.refusal, found.giver_id)))


def mended(refusal: Refusal, giver_id: str) -> str:
    """Why the whole is refused, and what to do about it here. Mrkdwn."""
    from bot.messages.asking import in_form
    from bot.messages.phrases import listed
    from bot.messages.refusals import any_tag
    from bot.messages.text import mention

    template = _MENDED.get(refusal.why)
    if template is None:
        told = in_form(replace(refusal, giver_id=""))
        return f"{mention(giver_id)} would read: {told}" if refusal.why in _TO_THE_GIVER else told
    return template.format(
        least=f"{refusal.least:,}",
        limit=f"{refusal.limit:,}",
        allowed=listed(refusal.allowed),
        tags=any_tag(refusal.tags) or "the policy's values",
    )
