"""What is said of taking points back claims nothing that has not happened, and tells the channel the least."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.core.resolution import Resolution
from bot.messages import card, direct, settling, undoing
from tests.messages.samples import (
    ABOUT_A_REQUEST,
    ASHA,
    CHANNEL,
    DECIDERS,
    FARAH,
    LINE,
    MEERA,
    ON_SETTLEMENT,
    REVERSALS,
    TAKEN_BACK,
    allocated,
    buttons,
    expired,
    mrkdwn,
    pending,
    taken_back,
    to_take_back,
    whole,
)

# What only a reward is said with; none of these goes out about a reversal.
OF_REWARDS = ("news", "thanks", "no channel", "lowered", "recipient gone", "expired and asked again")
ABOUT_A_REVERSAL = {
    name: render
    for name, render in ABOUT_A_REQUEST.items()
    if not any(word in name for word in OF_REWARDS) and "elsewhere" not in name and "for approvals" not in name
}
DONE = {name for name in REVERSALS if ": allocated" in name}


@pytest.mark.parametrize("name", ABOUT_A_REVERSAL)
def test_nothing_is_said_to_be_taken_back_before_it_is_and_a_reversal_is_called_no_reward(name: str) -> None:
    of_rewards = r"rewarded|reached|🎉|for this reward|accept this reward|the giver may ask|[Aa]sk again for"
    for state, make in REVERSALS.items():
        said = whole(ABOUT_A_REVERSAL[name](make(pending())))
        claims = re.search(r"took back|(was|were) taken back", said)
        assert not claims or state in DONE, (state, said)
        assert not re.search(of_rewards, said), (state, said)


def test_once_it_is_done_the_card_and_the_asker_read_so() -> None:
    done = allocated(to_take_back(pending()))
    assert "took back 100 points" in whole(card.card(done, for_decider=True))
    assert "100 points were taken back from <@U02ASHA>. New balance: 1,250 points." in whole(
        undoing.taken_back(done, MEERA)
    )


def test_a_reversals_card_has_no_button_for_less() -> None:
    row = buttons(card.card(to_take_back(pending()), deciders=DECIDERS, for_decider=True))
    offered = [option["text"]["text"] for option in row[-1]["options"]]
    assert offered == ["Ask why", "Pass it on"]


def test_an_expired_one_offers_no_button_to_ask_again() -> None:
    assert buttons(direct.expired(expired(to_take_back(pending())), LINE)) == []


@pytest.mark.parametrize("state", TAKEN_BACK)
@pytest.mark.parametrize("name", CHANNEL)
def test_of_what_was_taken_back_the_channel_reads_no_word_that_it_stands(name: str, state: str) -> None:
    said = whole(CHANNEL[name](TAKEN_BACK[state](pending())))
    assert not re.search(r"have reached|Confirmed|New balance", said)


def test_the_thread_says_that_it_was_and_nothing_else() -> None:
    said = mrkdwn(undoing.in_thread(taken_back(pending())))
    assert set(said) == {f"The 100 points for <@U02ASHA> were taken back {ON_SETTLEMENT}. R-7Q2MK4"}


def test_whose_points_they_were_reads_from_whom_who_asked_and_why() -> None:
    done = replace(allocated(to_take_back(pending())), giver_id=FARAH)
    said = whole(undoing.taken_back(done, ASHA))
    assert "100 points that <@U01MEERA> (Meera Iyer) gave you" in said
    assert "<@U04FARAH> asked for that." in said
    assert "> shipping the demo" in said


@pytest.mark.parametrize("resolution", Resolution)
def test_what_settling_does_is_said_of_points_that_are_taken_back(resolution: Resolution) -> None:
    said = settling.consequence(to_take_back(pending()), resolution)
    assert "given" not in said
    assert said == settling.consequence(to_take_back(pending()), resolution)
