"""The policy file, as people write it, and the core's `Policy` that it means."""

from __future__ import annotations

import re
import tomllib
from datetime import time
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from zoneinfo import available_timezones

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator

from bot.core.budget import Budget, Every, Per, YearStart
from bot.core.errors import SettingsError
from bot.core.limits import Limit, LimitPer
from bot.core.policy import Policy, Tier
from bot.core.statement.layout import DATE_FORMATS, StatementLayout, squeezed
from bot.core.value import Value
from bot.settings.faults import faults_in
from bot.settings.hours import TimeOfDay, WorkingHoursKeys
from bot.settings.looking_back import DigestKeys, ReportKeys
from bot.settings.policy_faults import faults_between
from bot.settings.section import ChannelId, Section

if TYPE_CHECKING:
    from bot.settings.environment import LocalSettings, Settings

POINTS_LIMIT = 10_000_000
# The card names each of them, and one message holds no more.
PEOPLE_LIMIT = 50

ApproverId = Annotated[str, Field(pattern=r"^([UWS][A-Z0-9]{2,}|manager)$")]
SlackId = Annotated[str, Field(pattern=r"^[UWS][A-Z0-9]{2,}$")]
PersonId = Annotated[str, Field(pattern=r"^[UW][A-Z0-9]{2,}$")]
# Nobody looks back further than a year.
Days = Annotated[int, Field(ge=1, le=366)]
ColumnName = Annotated[str, Field(pattern=r"\S")]


def _several(tables: Any, name: str) -> Any:
    if isinstance(tables, dict):
        raise ValueError(f"is one table; please write it in double brackets, [[{name}]]")
    return tables


class TierKeys(Section):
    """One `[[approvals.tiers]]`."""

    up_to_points: int = Field(ge=1, le=POINTS_LIMIT)
    approvals: int = Field(ge=0, le=10)
    approvers: tuple[ApproverId, ...] | None = Field(None, min_length=1)


class Approvals(Section):
    approvers: tuple[ApproverId, ...] = Field(min_length=1)
    expires_hours: int = Field(168, ge=1, le=8_760)
    remind_working_hours: int | None = Field(None, ge=1, le=1_000)
    escalate_working_hours: int | None = Field(None, ge=1, le=1_000)
    channel: ChannelId | None = None
    questions: Literal["direct", "thread"] = "direct"
    same_person_days: Days | None = None
    mutual_days: Days | None = None
    mutual: Literal["show", "next_tier"] = "show"
    split_days: Days | None = None
    split: Literal["show", "next_tier"] = "show"
    tiers: tuple[TierKeys, ...] = ()

    @field_validator("tiers", mode="before")
    @classmethod
    def _are_several(cls, tiers: Any) -> Any:
        return _several(tiers, "approvals.tiers")


class Rewards(Section):
    points_min: int = Field(1, ge=1, le=POINTS_LIMIT)
    points_max: int = Field(10_000, ge=1, le=POINTS_LIMIT)
    points_multiple_of: int = Field(1, ge=1, le=POINTS_LIMIT)
    reason_required_from_points: int | None = Field(None, ge=1)
    givers: tuple[SlackId, ...] = ()
    channels: tuple[ChannelId, ...] = ()
    open_requests_max: int = Field(20, ge=1)
    people_max: int = Field(20, ge=1, le=PEOPLE_LIMIT)
    rupees_per_point: Literal[1] | None = None
    time_zone: str = "Asia/Kolkata"
    year_starts: str = "01-01"
    value_required: bool = False
    private_allowed: bool = True

    @field_validator("year_starts")
    @classmethod
    def _is_a_day_of_every_month(cls, day: str) -> str:
        if re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])", day) is None:
            raise ValueError("is not a month and a day from 01 to 28; please write it like 04-01")
        return day

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("is not a time zone's name; please write one such as Asia/Kolkata or UTC")
        return name


class BudgetKeys(Section):
    """One `[[budgets]]`."""

    per: Per
    points: int = Field(ge=1, le=10**12)
    every: Every
    owner: PersonId | None = None


class LimitKeys(Section):
    """One `[[limits]]`."""

    per: LimitPer
    points: int = Field(ge=1, le=10**12)
    days: Days | None = None
    every: Every | None = None


class Operators(Section):
    people: tuple[PersonId, ...] = ()
    channel: ChannelId | None = None
    low_balance_points: int | None = Field(None, ge=0)


class Reversals(Section):
    giver_days: int = Field(7, ge=0, le=366)


class Messages(Section):
    balance: Literal["thread", "recipient"] = "thread"
    locale: Literal["en-US", "en-GB", "en-IN", "hi-IN"] = "en-US"


class Reconcile(Section):
    daily_at: TimeOfDay = "00:30"
    reference_column: ColumnName = "reference"
    points_column: ColumnName = "points"
    type_column: ColumnName | None = None
    status_column: ColumnName | None = None
    date_column: ColumnName | None = None
    date_format: str = "dd/mm/yyyy"
    decimal_mark: Literal[".", ","] | None = None
    credit_words: tuple[str, ...] = ()
    debit_words: tuple[str, ...] = ()
    moved_words: tuple[str, ...] = ()
    not_moved_words: tuple[str, ...] = ()

    @field_validator("date_format")
    @classmethod
    def _is_known(cls, name: str) -> str:
        if name.lower() in DATE_FORMATS:
            return name.lower()
        raise ValueError(f"is not one of {', '.join(DATE_FORMATS)}")

    @field_validator("debit_words", "not_moved_words")
    @classmethod
    def _mean_one_thing(cls, words: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        other = "credit_words" if info.field_name == "debit_words" else "moved_words"
        meant = set(map(squeezed, info.data.get(other, ())))
        for word in words:
            if squeezed(word) in meant:
                raise ValueError(f'has "{word}", and so has {other}; a word means one thing')
        return words


class PolicyFile(Section):
    """`policy.toml`, as people write it."""

    approvals: Approvals
    rewards: Rewards = Rewards()
    operators: Operators = Operators()
    messages: Messages = Messages()
    reconcile: Reconcile = Reconcile()
    reversals: Reversals = Reversals()
    working_hours: WorkingHoursKeys = WorkingHoursKeys()
    digest: DigestKeys = DigestKeys()
    report: ReportKeys = ReportKeys()
    budgets: tuple[BudgetKeys, ...] = ()
    limits: tuple[LimitKeys, ...] = ()
    values: dict[str, str] = Field(default_factory=dict)

    @field_validator("budgets", "limits", mode="before")
    @classmethod
    def _are_several(cls, tables: Any, info: ValidationInfo) -> Any:
        return _several(tables, str(info.field_name))

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if faults := faults_between(self):
            raise ValueError("\n".join(faults))
        return self


_WHO_APPROVES = {("approvals",), ("approvals", "approvers")}
_LEAST_POLICY = '[approvals]\napprovers = ["U02RAVI"]   # Slack ids of people (U…) or user groups (S…)'


def read_policy(settings: Settings | LocalSettings) -> Policy:
    """The policy in force; raises `SettingsError` naming the key and its mend."""
    text = settings.policy
    if not text:
        try:
            text = settings.policy_file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise SettingsError(f"The policy {settings.policy_file} is not in UTF-8. Please save it as that.") from None
        except OSError as error:
            raise SettingsError(
                f"The policy {settings.policy_file} cannot be read ({error.strerror}). The least that works:\n\n"
                + _LEAST_POLICY
            ) from None
    return to_policy(text)


def to_policy(text: str) -> Policy:
    """The policy that this TOML text means; raises `SettingsError`."""
    try:
        file = PolicyFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The policy is not TOML: {error}.") from None
    except ValidationError as error:
        lacks_approvers = any(fault["loc"] in _WHO_APPROVES for fault in error.errors())
        least = f"\n\nThe least that works:\n\n{_LEAST_POLICY}" if lacks_approvers else ""
        raise SettingsError(f"{faults_in(error, 'policy key', str)}{least}") from None
    return _meant(file)


def _meant(file: PolicyFile) -> Policy:
    return Policy(
        approvers=_once(file.approvals.approvers),
        expires_hours=file.approvals.expires_hours,
        points_max=file.rewards.points_max,
        open_requests_max=file.rewards.open_requests_max,
        people_max=file.rewards.people_max,
        rupees_per_point=file.rewards.rupees_per_point,
        operators=file.operators.people,
        operators_channel=file.operators.channel,
        low_balance_points=_low_balance_points(file),
        approvals_channel=file.approvals.channel,
        has_questions_in_thread=file.approvals.questions == "thread",
        is_balance_private=file.messages.balance == "recipient",
        reconcile_at=time.fromisoformat(file.reconcile.daily_at),
        statement=_statement_layout(file.reconcile),
        tiers=tuple(
            Tier(tier.up_to_points, tier.approvals, _once(tier.approvers or file.approvals.approvers))
            for tier in file.approvals.tiers
        ),
        givers=_once(file.rewards.givers),
        channels=_once(file.rewards.channels),
        points_min=file.rewards.points_min,
        points_multiple_of=file.rewards.points_multiple_of,
        reason_required_from_points=file.rewards.reason_required_from_points,
        time_zone=file.rewards.time_zone,
        budgets=tuple(Budget(each.per, each.points, each.every, each.owner) for each in file.budgets),
        working_hours=file.working_hours.meant(file.rewards.time_zone),
        remind_working_hours=file.approvals.remind_working_hours,
        escalate_working_hours=file.approvals.escalate_working_hours,
        year_start=YearStart(*map(int, file.rewards.year_starts.split("-"))),
        limits=tuple(Limit(each.per, each.points, each.days, each.every) for each in file.limits),
        same_person_days=file.approvals.same_person_days,
        mutual_days=file.approvals.mutual_days,
        mutual_needs_next_tier=file.approvals.mutual == "next_tier",
        split_days=file.approvals.split_days,
        split_needs_next_tier=file.approvals.split == "next_tier",
        digest=file.digest.meant(),
        tax_free_rupees_per_year=file.report.tax_free_rupees_per_year,
        values=tuple(Value(tag, name.strip()) for tag, name in file.values.items()),
        value_required=file.rewards.value_required,
        is_private_allowed=file.rewards.private_allowed,
        reversal_giver_days=file.reversals.giver_days,
        locale=file.messages.locale,
    )


def _once(ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def _statement_layout(keys: Reconcile) -> StatementLayout:
    return StatementLayout(
        reference=keys.reference_column,
        points=keys.points_column,
        kind=keys.type_column,
        status=keys.status_column,
        date=keys.date_column,
        date_format=keys.date_format,
        decimal_mark=keys.decimal_mark,
        credit_words=keys.credit_words,
        debit_words=keys.debit_words,
        moved_words=keys.moved_words,
        not_moved_words=keys.not_moved_words,
    )


def _low_balance_points(file: PolicyFile) -> int:
    """Unless it is written, the account is low when it could not pay one largest reward."""
    written = file.operators.low_balance_points
    return file.rewards.points_max if written is None else written
