from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.absence import Rights, deputies_in, voices_of
from bot.core.decision import Choice, Decision
from bot.core.reassigning import Hindrance, after, awaited_voices, deputies_left, hindrance, reached_at, rights_on
from bot.core.reward import Request
from tests.messages.samples import DECIDED_AT, MEERA, pending

PEOPLE = ("U1", "U2", "U3", "U4", "U5")
SOME = st.lists(st.sampled_from(PEOPLE), unique=True)
PAIRS = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)).map(
    lambda pairs: {one: other for one, other in pairs.items() if one != other}
)


def rights_of(entitled: Sequence[str], deputies: Mapping[str, str], last: Container[str] = ()) -> Rights:
    away = {person: deputy for person, deputy in deputies.items() if person in entitled}
    return Rights(voices_of(entitled, away, last), away)


def request(quorum: int, approved: list[str], reassigned: dict[str, str]) -> Request:
    decisions = tuple(Decision(person, Choice.APPROVE, DECIDED_AT) for person in approved)
    return replace(pending(), quorum=quorum, decisions=decisions, reassigned=reassigned)


@given(st.integers(1, 4), SOME, PAIRS, SOME, PAIRS)
def test_whoever_passed_it_on_is_waited_for_only_where_the_others_are_too_few(
    quorum: int, entitled: list[str], deputies: dict[str, str], approved: list[str], reassigned: dict[str, str]
) -> None:
    rights = rights_of(entitled, deputies)
    voices = rights.voices
    found = awaited_voices(request(quorum, approved, reassigned), rights)
    assert found.items() <= voices.items()
    assert not {*found, *found.values()} & {*approved}
    able = {voice for person, voice in voices.items() if not {person, voice} & {*approved}}
    assert len({*found.values()}) >= min(len(able), quorum - len(approved)), "it can still be approved"
    passed_on = {by for by, to in reassigned.items() if rights.deputies.get(to) != by}
    if {*found} & passed_on:
        theirs = passed_on | {voices[person] for person in passed_on if person in voices}
        others = {voice for person, voice in voices.items() if voice in able and not {person, voice} & theirs}
        assert len(others) < quorum - len(approved)


@given(st.integers(1, 4), SOME, PAIRS)
def test_who_is_away_while_their_deputy_decides_anyway_is_waited_for_only_where_the_others_are_too_few(
    quorum: int, entitled: list[str], deputies: dict[str, str]
) -> None:
    rights = rights_of(entitled, deputies)
    found = awaited_voices(request(quorum, [], {}), rights)
    there = {away: deputy for away, deputy in rights.deputies.items() if deputy not in rights.deputies}
    spared = {away for away, deputy in there.items() if rights.voices[deputy] != away}
    if {*found} & spared:
        assert len({*rights.voices.values()} - spared) < quorum
    else:
        assert found == rights.present


def test_two_who_are_away_and_name_each_other_are_both_waited_for() -> None:
    rights = rights_of(("U1", "U2", "U3"), {"U1": "U2", "U2": "U1"})
    one = request(1, [], {})
    assert {*awaited_voices(one, rights)} == {"U1", "U2", "U3"}
    assert {*awaited_voices(replace(one, reassigned=after(one, "U3", "U2", rights)), rights)} == {"U1", "U2"}


@given(SOME, PAIRS, SOME)
def test_nobody_decides_for_two_and_for_the_last_only_where_they_are_named_by_nobody_else(
    entitled: list[str], deputies: dict[str, str], last: list[str]
) -> None:
    rights = rights_of(entitled, deputies, last)
    for deputy, voice in deputies_in(rights.voices).items():
        named_by = [person for person in entitled if deputies.get(person) == deputy]
        assert voice in named_by
        assert voice not in last or {*named_by} <= {*last}


def test_who_has_been_heard_has_no_deputy_but_the_one_who_spoke_for_them_who_speaks_for_nobody_else() -> None:
    deputies = {"U1": "U2", "U3": "U2", "U4": "U5"}
    own, by_deputy = (
        Decision("U1", Choice.APPROVE, DECIDED_AT),
        Decision("U2", Choice.APPROVE, DECIDED_AT, for_id="U1"),
    )
    half = request(2, [], {})
    assert deputies_left(replace(half, decisions=(own,)), deputies) == {"U3": "U2", "U4": "U5"}
    assert deputies_left(replace(half, decisions=(by_deputy,)), deputies) == {"U1": "U2", "U4": "U5"}


@given(st.integers(1, 3), SOME, PAIRS)
def test_to_whom_it_may_be_passed_on_is_waited_for_then_and_who_passed_it_on_is_not(
    quorum: int, entitled: list[str], deputies: dict[str, str]
) -> None:
    before, rights = request(quorum, [], {}), rights_of(entitled, deputies)
    for by in rights.voices:
        for to in rights.voices:
            if hindrance(before, by, to, rights) is None:
                passed_on = replace(before, reassigned=after(before, by, to, rights))
                found = awaited_voices(passed_on, rights_on(passed_on, entitled, rights.deputies))
                assert {to, reached_at(before, to, rights)} & {*found}
                assert by not in found


def test_it_may_be_passed_on_to_ones_own_deputy_who_then_decides_for_oneself() -> None:
    rights = rights_of(("U1", "U3"), {"U1": "U2"})
    one = request(1, [], {})
    assert hindrance(one, "U1", "U2", rights) is None
    assert awaited_voices(replace(one, reassigned=after(one, "U1", "U2", rights)), rights) == {"U2": "U1", "U3": "U3"}


def test_for_whom_somebody_has_approved_there_is_nothing_left_to_decide() -> None:
    rights = rights_of(("U1", "U3", "U4"), {"U1": "U2"})
    decision = Decision("U2", Choice.APPROVE, DECIDED_AT, for_id="U1")
    half = replace(request(2, [], {}), decisions=(decision,))
    assert awaited_voices(half, rights) == {"U3": "U3", "U4": "U4"}
    assert hindrance(half, "U3", "U1", rights) is Hindrance.HAS_APPROVED
    assert hindrance(half, "U3", MEERA, rights) is Hindrance.GIVER
