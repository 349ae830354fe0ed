"""The clock of a request that waits: its deciders are reminded, the tier above is asked as well, and in the end it
expires, or waits a day more where all it waits for are away.

Each of these once: that it happened is in the history, in the same transaction. One errand is the clock; whoever takes
it does what is due, and puts it back until what comes next.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.deciders import mark_of
from bot.core.policy import Policy, Tier
from bot.core.reward import Request, RequestStatus
from bot.core.timetable import Timetable, timetable
from bot.ledger import Entry, Errand, Lane, Reading, Writing
from bot.rewards.ending import expire
from bot.rewards.entitlement import added_by, awaited_of, members_of, parties_of, rights_for, tier_above
from bot.rewards.looking_up import PAUSED_SECONDS
from bot.rewards.reaching import asked_in_turn, remind
from bot.rewards.staging import CLOCK, DIRECT_CARDS_MAX, OPERATORS, Kind, stage_cards, stage_notice

# What the history calls these.
REMINDED = "reminded"
ESCALATED = "escalated"
EXTENDED = "extended"


def first_due_at(policy: Policy, request: Request) -> datetime:
    """When its clock has something to do for the first time."""
    return _next_at(timetable(policy, request.asked_at, request.expires_at), done={})


def tick(tx: Writing, policy: Policy, errand: Errand, request: Request) -> None:
    """Do what is due by now, by the policy in force."""
    if request.is_in_doubt:
        tx.put_back(errand, tx.now + timedelta(seconds=PAUSED_SECONDS), "in doubt")
        return
    if request.status is RequestStatus.PENDING and tx.now < request.expires_at:
        _press(tx, policy, request)
    elif request.status is RequestStatus.PENDING:
        run_out(tx, policy, request)
    request = tx.request(request.id) or request
    if request.status is not RequestStatus.PENDING:
        tx.finish(errand, request.status)
        return
    done = _done(tx, request)
    tx.put_back(errand, _next_at(_timetable(policy, request, done), done), "waits")


def run_out(tx: Writing, policy: Policy, request: Request) -> None:
    """Its time is over: it expires, unless all whose approval it waits for are away, whoever decides for them. Then it
    waits until the next working day, once."""
    awaited = awaited_of(tx, policy, request)
    deciders = set(awaited.values())
    are_all_away = bool(deciders) and deciders == tx.deputies(deciders).keys()
    if not are_all_away or EXTENDED in _done(tx, request):
        expire(tx, request)
        return
    until = policy.working_hours.next_day(tx.now)
    tx.extend(request.id, until)
    detail = f"until {until:%Y-%m-%d %H:%M} UTC: all who were to decide are away"
    tx.append(Entry(EXTENDED, CLOCK, request.id, detail=detail))
    stage_cards(tx, request)
    tx.stage(Lane.MESSAGES, request.id, Kind.EXTENDED, request.giver_id)


def _done(tx: Reading, request: Request) -> dict[str, datetime]:
    """What its clock has done, and when."""
    return {recorded.entry.event: recorded.at for recorded in tx.history(request.id)}


def _timetable(policy: Policy, request: Request, done: dict[str, datetime]) -> Timetable:
    return timetable(policy, request.asked_at, request.expires_at, done.get(REMINDED))


def _next_at(times: Timetable, done: dict[str, datetime]) -> datetime:
    wanted = {REMINDED: times.remind_at, ESCALATED: times.escalate_at}
    return min([at for what, at in wanted.items() if at is not None and what not in done], default=times.expires_at)


def _press(tx: Writing, policy: Policy, request: Request) -> None:
    done = _done(tx, request)
    times = _timetable(policy, request, done)
    if times.remind_at is not None and times.remind_at <= tx.now and REMINDED not in done:
        remind(tx, policy, request)
    elif times.escalate_at is not None and times.escalate_at <= tx.now and ESCALATED not in done:
        _escalate(tx, policy, request)


def _escalate(tx: Writing, policy: Policy, request: Request) -> None:
    """Ask the tier above as well; where that brings nobody, the operators hear of it."""
    above = tier_above(policy, request)
    others = () if above is None else _still_to_approve(tx, above, request)
    if above is None or not others:
        tx.append(Entry(ESCALATED, CLOCK, request.id, detail="to the operators, as no tier above has anybody else"))
        stage_notice(tx, Kind.OPERATORS_UNDECIDED, OPERATORS, request.id)
        return
    tx.escalate(request.id, [name for name in above.approvers if name not in request.deciders])
    tx.append(Entry(ESCALATED, CLOCK, request.id, detail=f"to the tier up to {above.up_to_points:,} points"))
    request = tx.request(request.id) or request
    rights = rights_for(tx, policy, request)
    voices = rights.voices
    # Its cards are drawn for these from here on.
    tx.note_deciders(request.id, mark_of(voices, rights.deputies))
    stage_cards(tx, request)
    order = asked_in_turn(tx, request, voices, members_of(tx, request.named, request.giver_id))
    asked_now = [person for person in order if voices[person] in others]
    tx.stage_each(Lane.MESSAGES, request.id, Kind.CARD, asked_now[:DIRECT_CARDS_MAX])
    # Where they are too few all the same, nobody was asked, and the giver has heard so.
    if asked_now:
        tx.stage(Lane.MESSAGES, request.id, Kind.ESCALATED, request.giver_id)


def _still_to_approve(tx: Reading, above: Tier, request: Request) -> tuple[str, ...]:
    """Who of that tier may decide, was not named before, and has not approved as somebody's deputy."""
    added = added_by(tx, above, request.deciders, parties_of(request))
    return tuple(person for person in added if person not in request.approvers)
