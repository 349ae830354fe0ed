from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.absence import voices_of
from bot.core.reassigning import Hindrance, after, awaited_voices, hindrance
from bot.core.reward import Choice, Decision, Request
from tests.messages.samples import DECIDED_AT, MEERA, pending

PEOPLE = ("U1", "U2", "U3", "U4", "U5")
SOME = st.lists(st.sampled_from(PEOPLE), unique=True)
PAIRS = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)).map(
    lambda pairs: {one: other for one, other in pairs.items() if one != other}
)


def request(quorum: int, approved: list[str], reassigned: dict[str, str]) -> Request:
    decisions = tuple(Decision(person, Choice.APPROVE, DECIDED_AT) for person in approved)
    return replace(pending(), quorum=quorum, decisions=decisions, reassigned=reassigned)


@given(st.integers(1, 4), SOME, PAIRS, SOME, PAIRS)
def test_whoever_passed_it_on_is_waited_for_only_where_the_others_are_too_few(
    quorum: int, entitled: list[str], deputies: dict[str, str], approved: list[str], reassigned: dict[str, str]
) -> None:
    voices = voices_of(entitled, deputies)
    found = awaited_voices(request(quorum, approved, reassigned), voices)
    assert found.items() <= voices.items()
    assert not {*found, *found.values()} & {*approved}
    able = {voice for person, voice in voices.items() if not {person, voice} & {*approved}}
    assert len({*found.values()}) >= min(len(able), quorum - len(approved)), "it can still be approved"
    if {*found} & {*reassigned}:
        others = {
            voice
            for person, voice in voices.items()
            if voice in able and person not in reassigned and (voice not in reassigned or person in reassigned.values())
        }
        assert len(others) < quorum - len(approved)


@given(st.integers(1, 3), SOME, PAIRS)
def test_to_whom_it_may_be_passed_on_is_waited_for_then_and_who_passed_it_on_is_not(
    quorum: int, entitled: list[str], deputies: dict[str, str]
) -> None:
    before, voices = request(quorum, [], {}), voices_of(entitled, deputies)
    for by in voices:
        for to in voices:
            if hindrance(before, by, to, voices) is None:
                found = awaited_voices(replace(before, reassigned=after(before, by, to)), voices)
                assert to in found
                assert by not in found


def test_it_may_be_passed_on_to_ones_own_deputy_who_then_decides_for_oneself() -> None:
    voices = voices_of(("U1", "U3"), {"U1": "U2"})
    one = request(1, [], {})
    assert hindrance(one, "U1", "U2", voices) is None
    assert awaited_voices(replace(one, reassigned=after(one, "U1", "U2")), voices) == {"U2": "U1", "U3": "U3"}


def test_for_whom_somebody_has_approved_there_is_nothing_left_to_decide() -> None:
    voices = voices_of(("U1", "U3", "U4"), {"U1": "U2"})
    decision = Decision("U2", Choice.APPROVE, DECIDED_AT, for_id="U1")
    half = replace(request(2, [], {}), decisions=(decision,))
    assert awaited_voices(half, voices) == {"U3": "U3", "U4": "U4"}
    assert hindrance(half, "U3", "U1", voices) is Hindrance.HAS_APPROVED
    assert hindrance(half, "U3", MEERA, voices) is Hindrance.GIVER
