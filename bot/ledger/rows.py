"""How the ledger's rows become nouns, and instants become text that sorts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal

from bot.core.decision import Choice, Decision
from bot.core.ids import LISTED
from bot.core.recent import NOTHING_SEEN, Earlier, Given, Lookback, Recent, Sum
from bot.core.reward import Request, RequestStatus, Reward, RewardStatus
from bot.core.token_calls import TokenCalls, Verdict
from bot.ledger import Errand, Lane, SqlValue, Staged
from bot.ledger.connection import Row


def instant(moment: datetime) -> str:
    """ISO 8601 in UTC with microseconds: as text it sorts as it does in time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def to_ids(text: str) -> tuple[str, ...]:
    """A column that holds a list, as JSON; most of them hold an empty one."""
    return () if text == "[]" else tuple(json.loads(text))


def to_reward(row: Row) -> Reward:
    return Reward(
        id=row["id"],
        request_id=row["request_id"],
        recipient_id=row["recipient_id"],
        points=row["points"],
        reference=row["reference"],
        status=None if row["status"] is None else RewardStatus(row["status"]),
        attempt=row["attempt"],
        lease_ends_at=_moment(row["lease_ends_at"]),
        look_ups=row["look_ups"],
        settled_at=_moment(row["settled_at"]),
        settled_by=row["settled_by"],
        was_unknown=bool(row["was_unknown"]),
        is_confirmed_late=bool(row["is_confirmed_late"]),
        balance=None if row["balance"] is None else Decimal(row["balance"]),
        transaction_id=row["transaction_id"],
        restored_at=_moment(row["restored_at"]),
        reverses=row["reverses"] or "",
        taken_back_at=_moment(row["taken_back_at"]),
    )


def to_decision(row: Row) -> Decision:
    return Decision(
        row["decider_id"],
        Choice(row["choice"]),
        datetime.fromisoformat(row["decided_at"]),
        row["reason"],
        row["points"],
        row["for_id"],
    )


def to_earlier(row: Row) -> Earlier:
    return Earlier(row["id"], datetime.fromisoformat(row["asked_at"]), bool(row["is_private"]))


def _earlier(request_id: str | None, asked_at: str | None, is_private: int | None) -> Earlier | None:
    """An earlier request, where one is named and there."""
    if request_id is None or asked_at is None:
        return None
    return Earlier(request_id, datetime.fromisoformat(asked_at), bool(is_private))


def to_recent(row: Row) -> Recent:
    return Recent(
        row["request_id"],
        row["giver_id"],
        row["recipient_id"],
        row["points"],
        datetime.fromisoformat(row["asked_at"]),
    )


def to_lookback(row: Row, mutual_with: Earlier | None) -> Lookback:
    return Lookback(
        _sum(row["same_person_points"], row["same_person_days"], row["same_person_id"]),
        mutual_with,
        _sum(row["split_points"], row["split_days"], row["split_person_id"]),
        needs_next_tier=bool(row["needs_next_tier"]),
        mutual_by=row["mutual_by"],
    )


def of_lookback(lookback: Lookback) -> dict[str, SqlValue]:
    """The columns that say it; none where there is nothing to say, as they are made then."""
    if lookback == NOTHING_SEEN:
        return {}
    same_person, mutual_with, split = lookback.same_person, lookback.mutual_with, lookback.split
    found: dict[str, SqlValue] = {
        "same_person_points": None if same_person is None else same_person.points,
        "same_person_days": None if same_person is None else same_person.days,
        "mutual_with": None if mutual_with is None else mutual_with.id,
        "split_points": None if split is None else split.points,
        "split_days": None if split is None else split.days,
        "needs_next_tier": int(lookback.needs_next_tier),
    }
    people = {
        "same_person_id": "" if same_person is None else same_person.person_id,
        "split_person_id": "" if split is None else split.person_id,
        "mutual_by": lookback.mutual_by,
    }
    return {**found, **{column: person for column, person in people.items() if person}}


def of_message(request: Request) -> dict[str, SqlValue]:
    """The columns that say which message it is about; none where there is none, as they are made then."""
    return {"message_ts": request.message_ts, "thread_ts": request.thread_ts} if request.message_ts else {}


def of_telling(request: Request) -> dict[str, SqlValue]:
    """The columns that say what it shows, and that no channel hears of it, where they are not as they are made."""
    found: dict[str, SqlValue] = {"value": request.value} if request.value else {}
    return {**found, "is_private": 1} if request.is_private else found


def _sum(points: int | None, days: int | None, person_id: str) -> Sum | None:
    return None if points is None or days is None else Sum(points, days, person_id)


def to_request(
    row: Row,
    rewards: Iterable[Row],
    decisions: Iterable[Row],
    names: Mapping[str, str],
    *,
    is_held: bool,
) -> Request:
    same_as = _earlier(row["same_as"], row["same_asked_at"], row["same_is_private"])
    mutual_with = _earlier(row["mutual_with"], row["mutual_asked_at"], row["mutual_is_private"])
    return Request(
        id=row["id"],
        team_id=row["team_id"],
        channel_id=row["channel_id"],
        giver_id=row["giver_id"],
        points=row["points"],
        reason=row["reason"],
        status=RequestStatus(row["status"]),
        asked_at=datetime.fromisoformat(row["asked_at"]),
        expires_at=datetime.fromisoformat(row["expires_at"]),
        deciders=to_ids(row["deciders"]),
        escalated_to=to_ids(row["escalated_to"]),
        quorum=row["quorum"],
        approvals_channel_id=row["approvals_channel_id"],
        ended_at=_moment(row["ended_at"]),
        ended_by=row["ended_by"],
        deciders_mark=row["deciders_mark"],
        decisions=tuple(to_decision(decision) for decision in decisions),
        rewards=tuple(to_reward(reward) for reward in rewards),
        same_as=same_as,
        lookback=to_lookback(row, mutual_with),
        is_held=is_held,
        policy_hash=row["policy_hash"],
        tier_up_to_points=row["tier_up_to_points"],
        pots=to_ids(row["pots"]),
        reassigned=json.loads(row["reassigned"]),
        message_ts=row["message_ts"],
        thread_ts=row["thread_ts"],
        value=row["value"],
        is_private=bool(row["is_private"]),
        is_by_list=row["trigger_id"].startswith(f"{LISTED} "),
        names=dict(names),
    )


def people_of(row: Row, rewards: Iterable[Row], decisions: Iterable[Row], given: Given | None) -> set[str]:
    """Everybody whose name may be told with a request."""
    people = {row["giver_id"], *to_ids(row["deciders"]), *to_ids(row["escalated_to"])}
    people.update(reward["recipient_id"] for reward in rewards)
    people.update(decision["decider_id"] for decision in decisions)
    return people if given is None else people | {given.giver_id}


def to_errand(row: Row) -> Errand:
    return Errand(
        id=row["id"],
        lane=Lane(row["lane"]),
        request_id=row["request_id"],
        kind=row["kind"],
        place=row["place"],
        response_url=row["response_url"],
        detail=row["detail"],
        version=row["version"],
        attempts=row["attempts"],
        doubts=row["doubts"],
        staged_at=datetime.fromisoformat(row["staged_at"]),
        outcome=row["outcome"],
        part=row["part"],
    )


def to_staged(row: Row) -> Staged:
    return Staged(
        lane=Lane(row["lane"]),
        kind=row["kind"],
        place=row["place"],
        staged_at=datetime.fromisoformat(row["staged_at"]),
        due_at=datetime.fromisoformat(row["due_at"]),
        done_at=_moment(row["done_at"]),
        is_in_hand=bool(row["is_in_hand"]),
        attempts=row["attempts"],
        outcome=row["outcome"],
        part=row["part"],
    )


def to_token_calls(row: Row) -> TokenCalls:
    return TokenCalls(
        failures=row["failures"],
        accepted_at=_moment(row["accepted_at"]),
        stopped_at=_moment(row["stopped_at"]),
        stopped_by=None if row["stopped_by"] is None else Verdict(row["stopped_by"]),
        lease_ends_at=_moment(row["lease_ends_at"]),
    )
