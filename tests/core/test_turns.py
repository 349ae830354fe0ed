"""In which order those who may decide are asked: named ones first, and nobody of a group more often than others."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.core.deciders import in_turn, people_among

PEOPLE = [f"U{number}" for number in range(12)]
MEMBERS = st.dictionaries(
    st.sampled_from(["S1", "S2", "S3"]), st.lists(st.sampled_from(PEOPLE), unique=True).map(tuple)
)
IDS = st.lists(st.sampled_from([*PEOPLE[:4], "S1", "S2", "S3"]), unique=True).map(tuple)
TURNS = st.integers(0, 10_000_000)
SEATS = st.integers(1, 6)


@given(IDS, MEMBERS, TURNS, SEATS)
def test_everybody_is_asked_once_and_whoever_is_named_first(
    ids: tuple[str, ...], members: dict[str, tuple[str, ...]], turn: int, seats: int
) -> None:
    order = in_turn(ids, members, turn, seats)
    assert sorted(order) == sorted(people_among(ids, members))
    named = [slack_id for slack_id in ids if slack_id.startswith("U")]
    assert list(order[: len(named)]) == named


@given(st.integers(1, 60), st.integers(1, 6), TURNS)
def test_in_as_many_turns_as_a_group_has_members_each_of_them_is_asked_as_often(
    size: int, seats: int, first: int
) -> None:
    group = {"S1": tuple(f"U{number}" for number in range(size))}
    asked = Counter(
        person for turn in range(first, first + size) for person in in_turn(("S1",), group, turn, seats)[:seats]
    )
    assert set(asked.values()) == {min(seats, size)}
    assert len(asked) == size


@given(st.integers(1, 40), TURNS)
def test_so_it_is_where_others_take_some_of_the_seats(size: int, first: int) -> None:
    members = {"S1": tuple(f"U{number}" for number in range(size)), "S2": ("W1", "W2")}
    asked = Counter(
        person for turn in range(first, first + size) for person in in_turn(("U99", "S1", "S2"), members, turn, 5)[:5]
    )
    assert len({asked[person] for person in members["S1"]}) == 1


def test_two_requests_in_a_row_do_not_ask_the_same_five_of_a_big_group() -> None:
    group = {"S1": tuple(f"U{number}" for number in range(40))}
    first, second = (set(in_turn(("S1",), group, turn, 5)[:5]) for turn in (7, 8))
    assert not first & second


def test_groups_take_turns_so_that_a_big_one_does_not_crowd_out_a_small_one() -> None:
    members = {"S1": tuple(f"U{number}" for number in range(40)), "S2": ("W1", "W2")}
    for turn in range(50):
        order = in_turn(("U99", "S1", "S2"), members, turn, 5)
        assert order[0] == "U99"
        assert {"W1", "W2"} < set(order[:5])
