"""What is said after a restore: what is known, what is not, and what to do."""

from __future__ import annotations

from bot.core.resolution import Resolution
from bot.core.waiting import Listed, Waiting
from bot.messages import answers, card, forms, operators, restoring, thread, waiting
from bot.messages.text import mention
from tests.messages.samples import (
    DECIDERS,
    FARAH,
    MEERA,
    RAVI,
    SETTLED_AT,
    STATES,
    allocated,
    buttons,
    check_message,
    held,
    pending,
    tokens,
    whole,
)


def test_a_held_card_says_why_and_has_no_buttons() -> None:
    said = card.card(held(), deciders=DECIDERS)
    assert "My records were restored from a backup" in said.text
    assert buttons(said) == []


def test_a_held_request_in_a_list_has_no_buttons() -> None:
    said = waiting.waiting(Waiting(Listed((held(),)), Listed((held(),)), deciders={held().id: DECIDERS}))
    assert buttons(said) == []
    assert said.text.count("restored from a backup") == 2


def test_a_click_on_a_held_request_is_told_that_it_changed_nothing() -> None:
    assert "Your click changed nothing" in answers.click(held(), RAVI, DECIDERS).text


def test_nothing_says_that_no_points_moved_where_nobody_knows() -> None:
    ended = STATES["ended while held"](pending())
    for said in (answers.status(ended, MEERA), answers.cancelled(ended), restoring.ended(ended)):
        assert "No points moved" not in said.text
        assert "restored from a backup" in said.text


def test_operators_read_what_each_choice_does_to_what_is_undecided() -> None:
    said = whole(operators.unknown(held()))
    assert "those who may decide can do so now" in said
    assert "I send it again" not in said
    form = forms.settle_form(held(), held().id, Resolution.DID_NOT_HAPPEN)
    assert form["submit"]["text"] == "Let it be decided"


def test_what_turns_out_to_have_been_paid_is_confirmed_without_a_date_that_nobody_knows() -> None:
    said = thread.confirmed(allocated(restored_at=SETTLED_AT)).text
    assert said.startswith("Confirmed: the 100 points reached <@U02ASHA>. ")


def test_operators_hear_what_a_restore_has_done() -> None:
    said = restoring.restored("command line: ops", 1)
    check_message(said)
    assert "1 reward that is not final is held" in whole(said)
    assert "2,000 rewards that are not final are held" in whole(restoring.restored("command line: ops", 2000))


def test_an_id_that_the_ledger_does_not_have_is_said_back_escaped_and_cut() -> None:
    nonsense = "<!channel>" * 30
    assert tokens(restoring.lost(nonsense)) == []
    check_message(restoring.lost_for_operators(nonsense))
    assert tokens(restoring.lost_for_operators(nonsense).text) == []
    assert "`R7Q2MK4`" in restoring.lost_for_operators("R-7Q2MK4").text


def test_the_giver_hears_who_ended_a_held_request() -> None:
    assert restoring.ended(STATES["ended while held"](pending())).text.startswith(f"{mention(FARAH)} has ended your")
