"""What follows `/reward away`, and who decides in whose name."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.absence import deputies_in, in_place, shown_voices, voices_of
from bot.core.away import DAYS_MAX, Unclear, Wish, end_of, read_away
from tests.core.test_deciders import PEOPLE

FRIDAY = date(2026, 11, 27)
FARAH = "<@U05FARAH>"


@pytest.mark.parametrize(
    ("text", "last_day"),
    [
        (f"{FARAH} until Friday", "2026-12-04"),
        (f"{FARAH} until Sat", "2026-11-28"),
        (f" {FARAH}  UNTIL monday.", "2026-11-30"),
        (f"{FARAH} until next Wed", "2026-12-02"),
        (f"{FARAH} Thursday", "2026-12-03"),
        (f"{FARAH} until Tues", "2026-12-01"),
        (f"{FARAH} until wednesday", "2026-12-02"),
        (f"{FARAH} until Saturday", "2026-11-28"),
        (f"{FARAH} until Sun", "2026-11-29"),
        (f"{FARAH} until 2026-12-04", "2026-12-04"),
        (f"{FARAH} until 2026-11-27", "2026-11-27"),
        (f"{FARAH} until २०२६-१२-०४", "2026-12-04"),
        (f"{FARAH} for ३ days", "2026-11-29"),
        (f"{FARAH} for 3 days", "2026-11-29"),
        (f"{FARAH} for 1 day", "2026-11-27"),
        (f"{FARAH} for a week", "2026-12-03"),
        (f"{FARAH} for 2 weeks", "2026-12-10"),
        (f"{FARAH} tomorrow", "2026-11-28"),
        (f"{FARAH} until tomorrow", "2026-11-28"),
        (f"{FARAH} today", "2026-11-27"),
        (f"until Friday {FARAH}", "2026-12-04"),
        ("<@U05FARAH|farah>, until Friday", "2026-12-04"),
        ("to <@U05FARAH> until Friday", "2026-12-04"),
    ],
)
def test_deputy_and_last_day_are_read(text: str, last_day: str) -> None:
    assert read_away(text, FRIDAY) == Wish("U05FARAH", date.fromisoformat(last_day))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Unclear.WHO),
        ("until Friday", Unclear.WHO),
        ("@farah until Friday", Unclear.WHO),
        ("<!subteam^S1> until Friday", Unclear.WHO),
        (f"{FARAH} <@U02RAVI> until Friday", Unclear.WHO),
        (FARAH, Unclear.WHEN),
        (f"{FARAH} until then", Unclear.WHEN),
        (f"{FARAH} until 2026-02-30", Unclear.WHEN),
        (f"{FARAH} until 4.12.2026", Unclear.WHEN),
        (f"{FARAH} for some days", Unclear.WHEN),
        (f"{FARAH} until Friday or so", Unclear.WHEN),
        (f"{FARAH} until monkey", Unclear.WHEN),
        (f"{FARAH} until ２０２６-12-04", Unclear.WHEN),
        (f"{FARAH} until 2026-11-26", Unclear.PAST),
        (f"{FARAH} for 0 days", Unclear.PAST),
        (f"{FARAH} for 367 days", Unclear.TOO_LONG),
        (f"{FARAH} until 9999-12-31", Unclear.TOO_LONG),
    ],
)
def test_what_is_unclear_is_refused_with_its_reason(text: str, why: Unclear) -> None:
    assert read_away(text, FRIDAY) is why


@given(st.text(max_size=60), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_any_text_has_an_answer_and_a_day_is_never_past_or_far_away(text: str, today: date) -> None:
    for line in (text, f"{FARAH} {text}", f"{FARAH} until {text}", f"{FARAH} for {text} days"):
        found = read_away(line, today)
        if isinstance(found, Wish):
            assert 0 <= (found.last_day - today).days < DAYS_MAX


def test_a_day_ends_when_it_is_over_in_the_company_s_time_zone() -> None:
    assert end_of(FRIDAY, "Asia/Kolkata") == datetime(2026, 11, 27, 18, 30, tzinfo=UTC)
    assert end_of(date(2026, 3, 8), "America/New_York") == datetime(2026, 3, 9, 4, 0, tzinfo=UTC)


ENTITLED = st.lists(st.sampled_from(PEOPLE), unique=True)
DEPUTIES = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)).map(
    lambda found: {person: deputy for person, deputy in found.items() if person != deputy}
)


@given(ENTITLED, DEPUTIES)
def test_whoever_may_decide_for_themselves_does_and_nobody_decides_for_whoever_may_not(
    entitled: list[str], deputies: dict[str, str]
) -> None:
    voices = voices_of(entitled, deputies)
    assert all(voices[person] == person for person in entitled)
    for deputy, voice in deputies_in(voices).items():
        assert deputy not in entitled
        assert voice in entitled
        assert deputies[voice] == deputy, "and a deputy's own deputy is none"
    assert list(voices)[: len(entitled)] == entitled


@given(ENTITLED, DEPUTIES)
def test_in_the_place_of_who_is_away_stands_one_deputy_and_everybody_else_stays(
    entitled: list[str], deputies: dict[str, str]
) -> None:
    voices = voices_of(entitled, deputies)
    asked = in_place(entitled, voices)
    assert len(asked) == len(set(asked)) == len(entitled)
    assert {voices[person] for person in asked} == set(entitled)


def test_a_card_mentions_the_deputy_and_a_group_as_long_as_somebody_of_it_is_there() -> None:
    members = {"S1": ("U1", "U2")}
    assert shown_voices(("S1", "U3"), voices_of(("U1", "U2", "U3"), {"U3": "U4"}), members) == ("S1", "U4")
    assert shown_voices(("S1",), voices_of(("U1", "U2"), {"U1": "U4"}), members) == ("S1", "U4")
    assert shown_voices(("S1",), voices_of(("U1",), {"U1": "U4"}), members) == ("U4",)
    # Who decides for themselves decides for nobody else.
    assert shown_voices(("U1", "U2"), voices_of(("U1", "U2"), {"U1": "U2"}), {}) == ("U1", "U2")
