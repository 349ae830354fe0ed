"""What a digest says, line by line: whom, for what, how much only where that is wanted, and how things stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.core.budget import Budget, Every, Per, Period, Pot
from bot.core.days import Rhythm, containing
from bot.core.digest import Bar, Digest, DigestRule, Leader, Sums, Thanks, leaders
from bot.messages.digest import BAR_LENGTH_MAX, digest
from tests.messages.samples import ASHA, FARAH, MEERA, RAVI, check_message

WEEK = containing(date(2026, 11, 16), Rhythm.WEEK)
RULE = DigestRule("C0TEAM")
THANKS = Thanks("R-7Q2MK4", MEERA, (ASHA,), 100, "shipping the demo", "C0DESIGN")
NAMES = {ASHA: "Asha Rao"}


def said(found: Digest, rule: DigestRule = RULE) -> list[str]:
    message = digest(found, rule)
    check_message(message)
    return message.text.splitlines()


def test_a_week_without_a_reward_says_so_in_two_lines() -> None:
    assert said(Digest(WEEK, Sums(0, 0, 0))) == ["*Rewards from 16 Nov to 22 Nov 2026*", "None this week."]


def test_several_who_were_thanked_at_once_stand_together_and_each_counts() -> None:
    thanks = replace(THANKS, recipient_ids=(ASHA, RAVI, FARAH))
    found = Digest(WEEK, Sums(5, 4, 500), (thanks,), names=NAMES)
    assert said(found)[1:] == [
        "5 rewards for 4 people",
        f'• <@{ASHA}>, <@{RAVI}> and <@{FARAH}>, from <@{MEERA}>: "shipping the demo"',
        "And 2 more rewards.",
    ]
    with_points = said(found, replace(RULE, has_points=True))
    assert with_points[1] == "5 rewards of 500 points for 4 people"
    assert f"from <@{MEERA}>, 100 points each: " in with_points[2]


def test_one_without_a_reason_has_none() -> None:
    found = Digest(WEEK, Sums(1, 1, 100), (replace(THANKS, reason=" "),), names=NAMES)
    assert said(found)[-1] == f"• <@{ASHA}> (Asha Rao), from <@{MEERA}>"


def test_the_chart_has_a_bar_for_each_week_the_longest_for_the_most() -> None:
    weeks = [containing(date(2026, 11, day), Rhythm.WEEK) for day in (2, 9, 16)]
    bars = tuple(Bar(week, Sums(count, 1, 1_000 * count)) for week, count in zip(weeks, (1, 0, 40), strict=True))
    found = Digest(WEEK, Sums(40, 1, 40_000), bars=bars)
    assert said(found)[2:] == [
        "*Rewards by week*",
        "```",
        " 2 Nov  ▇ 1",
        " 9 Nov  0",
        f"16 Nov  {'▇' * BAR_LENGTH_MAX} 40",
        "```",
    ]
    in_points = said(found, replace(RULE, has_points=True))
    assert in_points[2] == "*Points by week*"
    assert in_points[6].endswith(" 40,000")


def test_there_is_no_chart_of_one_week() -> None:
    assert not any("▇" in line for line in said(Digest(WEEK, Sums(9, 1, 9), bars=(Bar(WEEK, Sums(9, 1, 9)),))))


def test_of_a_budget_the_share_alone_is_told_without_points() -> None:
    pots = tuple(
        Pot(Budget(Per.COMPANY, 300, every), "", Period(first, next_first), 200)
        for every, first, next_first in (
            (Every.MONTH, date(2026, 11, 1), date(2026, 12, 1)),
            (Every.QUARTER, date(2026, 10, 1), date(2027, 1, 1)),
        )
    )
    assert said(Digest(WEEK, Sums(0, 0, 0), pots=pots))[2:] == [
        "Of the company's budget for November 2026, 66 % is used.",
        "Of the company's budget for the quarter from 1 Oct to 31 Dec 2026, 66 % is used.",
    ]


@given(st.dictionaries(st.text("ABC", min_size=1, max_size=3), st.integers(1, 6), max_size=40), st.booleans())
def test_leaders_are_those_with_most_and_who_is_as_far_has_the_same_place(
    counts: dict[str, int], by_points: bool
) -> None:
    received = {who: Sums(1 if by_points else count, 1, count if by_points else 1) for who, count in counts.items()}
    found = leaders(received, by_points=by_points)
    assert len(found) <= 10
    for leader in found:
        assert leader.place == 1 + sum(more > counts[leader.person_id] for more in counts.values())
    shown = {leader.person_id for leader in found}
    least = min((counts[who] for who in shown), default=0)
    assert all(who in shown for who, count in counts.items() if count > least and shown)


def test_leaders_say_how_often_and_points_only_where_wanted() -> None:
    found = Digest(WEEK, Sums(3, 2, 300), leaders=(Leader(1, ASHA, 2, 150), Leader(2, RAVI, 1, 150)), names=NAMES)
    assert said(found)[-2:] == [f"1. <@{ASHA}> (Asha Rao): 2 rewards", f"2. <@{RAVI}>: 1 reward"]
    assert said(found, replace(RULE, has_points=True))[-1] == f"2. <@{RAVI}>: 1 reward of 150 points"
