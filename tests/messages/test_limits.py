"""Whatever people write and however a request stands: within Slack's limits, inert, true, and to those alone
whose business it is."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.reward import Request
from bot.messages import answers, card, forms
from bot.messages.language import Locale, speaking
from tests.messages.everything import everything
from tests.messages.samples import (
    ABOUT_A_REQUEST,
    ASHA,
    CHANNEL,
    DECIDE_VIEWS,
    DECLINE_REASON,
    ENKASH_WORDS,
    EVERY_STATE,
    FOR_OPERATORS,
    FOR_THE_GIVER,
    LOCALES,
    MEERA,
    RAVI,
    SETTLE_VIEWS,
    STATES,
    asked_twice,
    check_message,
    check_view,
    mrkdwn,
    of_points,
    pending,
    strings,
    tokens,
    whole,
)

TYPED = "U666TYPED"
PIECES: tuple[str, ...] = (
    f"<@{TYPED}>",
    "<!channel>",
    "<!date^1^{time}|x>",
    "<#C666>",
    "&",
    "<",
    ">",
    "`",
    "```",
    "*",
    "_",
    "~",
    "> ",
)
PIECES += (
    "🎉",
    "👩‍👩‍👧",
    "शाबाश",
    " ",
    "\n",
    "\u202e",
    "\u200b",
    '"',
    "·",
    "@here",
    "&lt;",
    "a",
    "http://x.y/z",
    "R-7Q2MK4",
)


def typed(length_max: int) -> st.SearchStrategy[str]:
    """What a person might write, up to that many characters."""
    bits = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=8).map("".join)
    return st.builds(lambda bit, times: (bit * times)[:length_max], bits, st.integers(1, 3_000))


IDS = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=6, max_size=9)
DECIDERS = st.lists(st.builds(str.__add__, st.sampled_from("UWS"), IDS), min_size=1, max_size=30, unique=True)
REQUESTS = st.builds(
    lambda state, reason, name, points, channel, approvals, like: EVERY_STATE[state](
        like(
            replace(
                of_points(
                    pending(reason=reason, names={ASHA: name, MEERA: name, RAVI: name}, channel_id=channel), points
                ),
                approvals_channel_id=approvals,
            )
        )
    ),
    st.sampled_from(sorted(EVERY_STATE)),
    typed(3_000),
    typed(80),
    st.sampled_from([1, 2, 100, 10_000, 100_000_000]),
    st.sampled_from(["C0DESIGN", "G0LEADS", "D0PAIR"]),
    st.sampled_from([None, "C0APPROVALS"]),
    st.sampled_from([asked_twice, lambda request: request]),
)


@settings(max_examples=30)
@given(REQUESTS, DECIDERS, typed(3_000), st.sampled_from(LOCALES))
def test_every_message_keeps_slacks_limits_and_what_people_write_is_inert_in_each_language(
    request: Request, deciders: list[str], words: str, locale: Locale
) -> None:
    with speaking(locale):
        messages = everything(request, deciders, words)
    for message in messages:
        check_message(message)
        for text in mrkdwn(message):
            assert not any(TYPED in token for token in tokens(text))


def test_an_explanation_full_of_long_words_keeps_slacks_limits() -> None:
    with speaking(LOCALES[0]):
        for message in everything(pending(), ["U000000"], "&" * 2_800):
            check_message(message)


@given(REQUESTS, st.sampled_from(LOCALES))
def test_every_view_keeps_slacks_limits_and_what_people_write_is_inert_in_each_language(
    request: Request, locale: Locale
) -> None:
    for render in (*DECIDE_VIEWS, *SETTLE_VIEWS):
        with speaking(locale):
            view = render(request)
        check_view(view)
        for kind, text in strings(view["blocks"]):
            assert kind != "mrkdwn" or not any(TYPED in token for token in tokens(text))


@given(typed(80))
def test_a_sentence_for_a_fault_is_inert(words: str) -> None:
    assert tokens(answers.unexpected("K3F9", words)) == []


def test_a_limit_that_is_broken_is_noticed() -> None:
    """The checks above are themselves checked."""
    with pytest.raises(AssertionError):
        tokens("<!channel>")
    with pytest.raises(Exception, match="24 characters"):
        check_view(forms.closed_form("…") | {"title": {"type": "plain_text", "text": "x" * 25}})
    good = card.card(pending(), deciders=[RAVI])
    with pytest.raises(Exception, match="3000 characters"):
        check_message(replace(good, blocks=({"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_001}},)))
    twice = {**good.blocks[2], "elements": good.blocks[2]["elements"][:1] * 2}
    with pytest.raises(AssertionError):
        check_message(replace(good, blocks=(twice,)))


PENDING = {"pending", "half approved", "lowered"}
ENDED = {"declined", "expired", "cancelled", "recipient gone"}
ALLOCATED = {"allocated", "allocated with no word of the balance", "allocated after all"}
ON_ITS_WAY = {"approved", "approved again", "sending"}
APPROVED = {"held, approved", *ALLOCATED, *ON_ITS_WAY, "failed", "given up", "unknown", "withdrawn"}

# What a message may claim -> the states in which it is true.
CLAIMS = {
    r"[Rr]eached|[Rr]ewarded|[Rr]eceived|🎉|New balance|Confirmed:|(?<!whether they )\barrived": ALLOCATED,
    r"[Aa]pproved\b": {"half approved", "lowered", *APPROVED},
    r"1 of 2 approvals": {"half approved", "lowered"},
    r"Nobody has decided": {"pending", "held"},
    r"[Dd]eclined\b|did not approve": {"declined"},
    r"Nobody decided|has ended": {"expired", "ended while held"},
    r"[Cc]ancelled\b": {"cancelled"},
    r"can no longer receive": {"recipient gone", "withdrawn"},
    r"Nobody can decide|decide again|can go on": PENDING,
    r"request was closed": {*ENDED, "withdrawn", "ended while held"},
    r"[Nn]o points moved": {*PENDING, *ENDED, "failed", "withdrawn"},
    r"did not accept|refused": {"failed"},
    r"has not confirmed|did not learn": {"unknown", "held, approved"},
    r"[Ss]ending": ON_ITS_WAY,
    r"sending (it|them) again": {"approved again"},
    r"will not arrive": {"given up"},
    r"held back|held it back": {"withdrawn"},
    r"can decide until|Nothing moves before": PENDING,
}


@pytest.mark.parametrize("name", ABOUT_A_REQUEST)
def test_no_message_claims_what_has_not_happened(name: str) -> None:
    for state, make in STATES.items():
        said = whole(ABOUT_A_REQUEST[name](make(pending())))
        untrue = [claim for claim, states in CLAIMS.items() if state not in states and re.search(claim, said)]
        assert untrue == [], (state, said)


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_claim_is_made_by_some_message_where_it_is_true(claim: str) -> None:
    requests = [STATES[state](pending()) for state in CLAIMS[claim]]
    assert any(re.search(claim, whole(render(request))) for render in ABOUT_A_REQUEST.values() for request in requests)


@pytest.mark.parametrize("name", CHANNEL)
def test_the_channel_reads_nothing_of_a_request_asked_twice(name: str) -> None:
    """Whoever approves is asked about it by the button; what everybody reads is as if there were no other."""
    for state, make in STATES.items():
        once, twice = (CHANNEL[name](make(request)) for request in (pending(), asked_twice()))
        assert mrkdwn(twice) == mrkdwn(once), state


@pytest.mark.parametrize("state", STATES)
def test_the_channel_never_sees_a_declines_reason_or_enkashs_words(state: str) -> None:
    for render in CHANNEL.values():
        said = whole(render(STATES[state](pending())))
        assert DECLINE_REASON not in said
        assert ENKASH_WORDS not in said


@pytest.mark.parametrize("name", ABOUT_A_REQUEST)
def test_a_declines_reason_goes_to_the_giver_and_enkashs_words_to_operators_alone(name: str) -> None:
    group, _, short = name.partition(": ")
    everywhere = "".join(whole(ABOUT_A_REQUEST[name](make(pending()))) for make in STATES.values())
    assert (DECLINE_REASON not in everywhere) or (group == "giver" and short in FOR_THE_GIVER)
    assert (ENKASH_WORDS not in everywhere) or (group == "operators" and short in FOR_OPERATORS)


@pytest.mark.parametrize("state", [*sorted(ENDED), "withdrawn"])
@pytest.mark.parametrize("name", CHANNEL)
def test_of_what_came_to_nothing_the_channel_keeps_no_name_no_reason_and_no_amount(name: str, state: str) -> None:
    said = whole(CHANNEL[name](STATES[state](pending())))
    assert "R-7Q2MK4" in said
    assert not re.search(r"<@|Asha|Meera|Ravi|demo|100", said)
