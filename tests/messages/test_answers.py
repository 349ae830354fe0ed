"""What one person alone is answered: to a command, and to a click that changed nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.errors import (
    LedgerBusy,
    LedgerError,
    LedgerFull,
    LedgerInDoubt,
    LedgerReadOnly,
    LedgerSchema,
    TooLate,
)
from bot.core.policy import MANAGER, Policy, Tier
from bot.core.reward import Request, RewardStatus
from bot.messages import answers
from bot.messages.help import help_text
from tests.messages.samples import (
    ASHA,
    DEADLINE,
    DECIDERS,
    DECLINE_REASON,
    DESIGN,
    FARAH,
    MEERA,
    ON_DECISION,
    RAVI,
    STATES,
    allocated,
    approved,
    asked_twice,
    buttons,
    cancelled,
    declined,
    elsewhere,
    expired,
    given_up,
    half_approved,
    pending,
    whole,
)

NIKHIL = "U09NIKHIL"


def test_asking_is_answered_with_who_decides_until_when_and_a_way_back() -> None:
    message = answers.asked(pending(), DECIDERS)
    assert message.text == (
        "Asked for 100 points for <@U02ASHA> (Asha Rao). "
        f"<@U03RAVI> or <@U04FARAH> can decide until {DEADLINE}. Nothing moves before that. R-7Q2MK4"
    )
    (cancel,) = buttons(message)
    assert (cancel["action_id"], cancel["value"]) == (answers.CANCEL, "R-7Q2MK4") == ("reward_cancel", "R-7Q2MK4")
    assert cancel["accessibility_label"] == "Cancel 100 points for Asha Rao"


def test_where_the_policy_names_a_channel_for_approvals_the_answer_says_where_and_who_hears_of_it() -> None:
    assert answers.asked(elsewhere(pending()), DECIDERS).text == (
        f"Asked for 100 points for <@U02ASHA> (Asha Rao). <@U03RAVI> or <@U04FARAH> can decide until {DEADLINE} in "
        "<#C0APPROVALS>. Nothing moves before that. <#C0DESIGN> hears of it once the points are there. R-7Q2MK4"
    )
    in_private = elsewhere(pending(channel_id="D0"))
    assert "I will tell you directly what came of it." in answers.asked(in_private, DECIDERS).text
    assert "I will tell <@U01MEERA> directly" in answers.status(in_private, RAVI, DECIDERS).text
    on_its_way = answers.status(elsewhere(approved()), MEERA, DECIDERS).text
    assert "<#C0DESIGN> hears of it once the points are there." in on_its_way
    assert "thread" not in on_its_way


@pytest.mark.parametrize(
    ("seconds", "ago"),
    [(0, "less than a minute"), (59, "less than a minute"), (60, "1 minute"), (130, "2 minutes"), (600, "10 minutes")],
)
def test_a_giver_who_asks_twice_is_told_and_can_take_it_back(seconds: float, ago: str) -> None:
    message = answers.asked(asked_twice(seconds=seconds), DECIDERS)
    assert f"It asks for as many points as R-EARLIER for the same person, {ago} ago: if that is a slip" in message.text
    assert buttons(message)


def test_the_same_delivery_after_the_decision_is_answered_with_where_it_stands() -> None:
    message = answers.asked(allocated(), DECIDERS)
    assert message == answers.status(allocated(), MEERA, DECIDERS)
    assert not buttons(message)


def test_asking_again_twice_hears_what_the_first_time_made() -> None:
    message = answers.asked_again_before(pending(), DECIDERS)
    assert message.text.startswith("You have asked for this one again already. R-7Q2MK4: <@U01MEERA> asked for 100")
    assert [found["action_id"] for found in buttons(message)] == [answers.CANCEL]
    assert not buttons(answers.asked_again_before(allocated(), DECIDERS))


def test_where_nothing_of_theirs_has_expired_nothing_is_asked() -> None:
    said = answers.nothing_to_ask_again("R-7Q2MK4").text
    assert said == "I find no request R-7Q2MK4 of yours that has expired, so I asked for nothing."


def test_cancelling_says_that_it_is_done() -> None:
    assert answers.cancelled(cancelled()).text == (
        "Cancelled: 100 points for <@U02ASHA> (Asha Rao). Nobody needs to decide any more. No points moved. R-7Q2MK4"
    )


@pytest.mark.parametrize(
    ("request_", "stands"),
    [
        (approved(), "Sending the points now."),
        (allocated(), "100 points have reached <@U02ASHA>."),
        (declined(), f"Declined by <@U03RAVI> {ON_DECISION}. No points moved."),
        (expired(), f"Nobody decided by {DEADLINE}, so this request has ended. No points moved."),
    ],
)
def test_a_cancel_that_comes_too_late_hears_what_happened_instead(request_: Request, stands: str) -> None:
    said = answers.cancel_too_late(request_).text
    assert said.startswith("It is too late to cancel this request. ")
    assert stands in said


def test_a_second_cancel_is_no_fault() -> None:
    assert answers.cancel_too_late(cancelled()) == answers.cancelled(cancelled())


def test_nothing_is_called_too_late_or_cancelled_while_undecided() -> None:
    for message in (answers.cancel_too_late(pending()), answers.cancelled(pending())):
        assert "too late" not in message.text
        assert "Nothing moves before that." in message.text


@pytest.mark.parametrize("state", STATES)
def test_whoever_tries_to_cancel_anothers_request_learns_nothing_about_it(state: str) -> None:
    message = answers.not_your_cancel(STATES[state](pending()))
    assert whole(message) == "\n".join([message.text] * 2)
    assert message.text == "Only the person who asked for R-7Q2MK4 can cancel it. Nothing has changed."


def test_what_does_not_exist_and_what_is_not_yours_sound_the_same() -> None:
    assert answers.not_yours("R-7Q2MK4").text == (
        "I find no request R-7Q2MK4 that you asked for, receive or decide on. "
        "An id looks like R-7Q2MK4: please check yours."
    )
    assert answers.not_yours(" ").text.startswith("Which request?")
    assert "&lt;!channel&gt;" in answers.not_yours("<!channel>").text
    assert len(answers.not_yours("R" * 2_000).text) < 200


def test_the_status_of_a_pending_request_says_who_can_decide_and_that_nothing_moves() -> None:
    message = answers.status(pending(), ASHA, DECIDERS)
    assert message.text == (
        'R-7Q2MK4: <@U01MEERA> asked for 100 points for <@U02ASHA> (Asha Rao). The reason: "shipping the demo". '
        f"<@U03RAVI> or <@U04FARAH> can decide until {DEADLINE}. Nothing moves before that."
    )
    assert "> shipping the demo" in message.blocks[0]["text"]["text"]


@pytest.mark.parametrize(
    ("request_", "now"),
    [
        (declined(), f"Declined by <@U03RAVI> {ON_DECISION}. No points moved."),
        (replace(declined(), decisions=()), "Declined. No points moved."),
        (expired(), f"Nobody decided by {DEADLINE}, so this request has ended. No points moved."),
        (cancelled(), f"<@U01MEERA> cancelled this request {ON_DECISION}. No points moved."),
        (approved(), "Sending the points now. The request's thread will say what came of it."),
        (approved(RewardStatus.SENDING), "Sending the points now. The request's thread will say what came of it."),
        (allocated(), "100 points have reached <@U02ASHA>. New balance: 1,250 points."),
        (
            approved(RewardStatus.FAILED),
            "EnKash did not accept this reward, so no points moved. Nothing more happens by itself.",
        ),
        (given_up(), "a person has settled that they will not arrive. <@U01MEERA> can ask again."),
        (
            approved(RewardStatus.UNKNOWN, was_unknown=True),
            "I am checking whether they arrived. Please don't ask for this reward a second time.",
        ),
        (approved(RewardStatus.CANCELLED), "It was approved and then held back. No points moved."),
    ],
)
def test_the_status_says_where_it_stands_and_what_follows(request_: Request, now: str) -> None:
    message = answers.status(request_, FARAH, DECIDERS)
    assert message.text.endswith(now)
    assert message.blocks[-1]["text"]["text"].endswith(now)


def test_the_reason_of_a_decline_is_in_the_status_for_the_giver_alone() -> None:
    said = answers.status(declined(), MEERA, DECIDERS).text
    assert said.endswith(f'No points moved. The reason, shown to you alone: "{DECLINE_REASON}".')
    for viewer in (ASHA, RAVI, FARAH, NIKHIL):
        assert DECLINE_REASON not in whole(answers.status(declined(), viewer, DECIDERS))
    assert "shown to you alone" not in answers.status(declined(reason=""), MEERA, DECIDERS).text


@pytest.mark.parametrize(
    ("viewer", "said"),
    [
        (MEERA, "You asked for this one, so somebody else decides: <@U03RAVI> or <@U04FARAH>."),
        (ASHA, "This one is for you, so somebody else decides."),
        (NIKHIL, "Only <@U03RAVI> or <@U04FARAH> can decide on this reward. Nothing has changed."),
        (RAVI, "You can't decide on this reward any more: who may decide is different now. Nothing has changed."),
    ],
)
def test_a_click_by_somebody_who_may_not_decide_is_told_why(viewer: str, said: str) -> None:
    assert answers.click(pending(), viewer, DECIDERS).text == said


def test_a_click_where_nobody_can_decide_says_so() -> None:
    assert "Nobody can decide on this reward at the moment" in answers.click(pending(), NIKHIL, ()).text
    assert answers.click(pending(), MEERA, ()).text == "You asked for this one, so somebody else decides."


@pytest.mark.parametrize("status", [None, *RewardStatus])
def test_a_second_click_hears_who_approved_and_when(status: RewardStatus | None) -> None:
    assert answers.click(approved(status), FARAH, DECIDERS).text == (
        f"Already approved by <@U03RAVI> {ON_DECISION}. Your click changed nothing. R-7Q2MK4"
    )


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (replace(approved(), quorum=0, decisions=()), "Already approved."),
        (declined(), f"Already declined by <@U03RAVI> {ON_DECISION}."),
        (expired(), f"Nobody decided by {DEADLINE}, so this request has ended."),
        (cancelled(), f"<@U01MEERA> cancelled this request {ON_DECISION}."),
    ],
)
@pytest.mark.parametrize("viewer", [MEERA, ASHA, FARAH, NIKHIL])
def test_a_click_on_what_has_ended_hears_how(request_: Request, said: str, viewer: str) -> None:
    message = answers.click(request_, viewer, DECIDERS)
    assert message.text == f"{said} Your click changed nothing. R-7Q2MK4"
    assert DECLINE_REASON not in whole(message)


def test_help_lists_what_can_be_typed_under_the_commands_own_name() -> None:
    assert help_text("/kudos", Policy(DECIDERS)).text == (
        "*To reward somebody:* `/kudos @asha 100 for shipping the demo`\n"
        "Up to 10,000 points at a time. They move once <@U03RAVI> or <@U04FARAH> approves, within 7 days.\n"
        "*Several people,* as many points for each: `/kudos @asha @farah 50 for the release`\n"
        "`/kudos` alone opens a form, as does *Reward this message* in a message's menu (⋮), also in a thread.\n"
        "`/kudos pending` shows what waits for you, and what you wait for.\n"
        "`/kudos history` shows what you asked for, and what reached you.\n"
        "`/kudos balance` shows what is on your card at EnKash.\n"
        "`/kudos status R-7Q2MK4` says where a request stands.\n"
        "`/kudos cancel R-7Q2MK4` ends yours while nobody has decided.\n"
        "`/kudos explain @asha 100 for shipping the demo` says what would become of it, and asks for nothing.\n"
        "`/kudos undo R-7Q2MK4 it was meant for somebody else` asks to have its points taken back, within 7 days of "
        "their arrival.\n"
        "`/kudos away @farah until Friday` lets another approver decide for you; `/kudos back` ends it.\n"
        "`/kudos help` shows this.\n"
        "`/kudos private @asha 100 for …` keeps it private: no channel hears of it."
    )


def test_help_says_what_the_policy_asks_for_and_whose_approval_each_amount_needs() -> None:
    policy = Policy(
        DECIDERS,
        points_min=50,
        points_multiple_of=10,
        reason_required_from_points=500,
        channels=(DESIGN,),
        tiers=(Tier(1_000, 1, (RAVI,)), Tier(10_000, 2, (MANAGER, "S0FINANCE"))),
    )
    assert (
        "From 50 to 10,000 points at a time, in steps of 10, in <#C0DESIGN>. From 500 points on, with a reason. "
        "They move once so many approve, within 7 days:\n"
        "• up to 1,000 points: 1 of <@U03RAVI>\n"
        "• up to 10,000 points: 2 of the giver's manager or <!subteam^S0FINANCE>\n"
    ) in help_text("/reward", policy).text
    summed = help_text("/reward", replace(policy, same_person_days=30)).text
    assert "<!subteam^S0FINANCE>\nWhat you ask for one person in 30 days counts together.\n" in summed


def test_who_has_approved_already_hears_how_far_it_has_come() -> None:
    assert answers.click(half_approved(), RAVI, (FARAH,)).text == (
        f"You have approved this one already: 1 of 2 approvals (<@U03RAVI>), waiting for <@U04FARAH> until {DEADLINE}. "
        "Your click changed nothing."
    )
    assert answers.decided(half_approved(), RAVI, (FARAH,)).text == (
        "You approved 100 points for <@U02ASHA> (Asha Rao). 1 of 2 approvals (<@U03RAVI>), waiting for <@U04FARAH> "
        f"until {DEADLINE}. R-7Q2MK4"
    )


def test_help_after_a_mistyped_word_begins_with_the_nearest() -> None:
    said = help_text("/reward", Policy(DECIDERS), "status").text
    assert said.startswith("Did you mean `/reward status`?\n*To reward")
    assert "Did you mean" not in help_text("/reward", Policy(DECIDERS)).text


@pytest.mark.parametrize(("hours", "said"), [(1, "1 hour."), (36, "36 hours."), (24, "1 day."), (168, "7 days.")])
def test_help_says_the_time_in_the_largest_unit_that_fits(hours: int, said: str) -> None:
    assert f"within {said}" in help_text("/reward", Policy(DECIDERS, expires_hours=hours)).text


def test_a_fault_that_nobody_foresaw_claims_neither_that_it_was_kept_nor_that_it_was_not() -> None:
    said = answers.unexpected("K3F9")
    assert "I can't tell whether this was kept" in said
    assert "`/reward pending`" in said
    assert "`K3F9`" in said
    assert "`/kudos pending`" in answers.unexpected("K3F9", "/kudos")


def test_what_another_workspace_sent_is_refused_in_words() -> None:
    assert answers.another_workspace() == (
        "My records are those of another Slack workspace, so I recorded nothing here. Please tell the person who runs "
        "Shabash."
    )


def test_a_form_that_came_too_late_asks_for_another_click() -> None:
    said = answers.form_too_late()
    assert said == "I could not open the form in time. Nothing has changed; please click again."


@pytest.mark.parametrize("kind", [LedgerBusy, LedgerFull, LedgerReadOnly, TooLate])
def test_what_was_surely_not_kept_is_said_to_be_so(kind: type[LedgerError | TooLate]) -> None:
    assert "Nothing was kept" in answers.ledger_fault(kind("…"))


def test_each_fault_of_the_ledger_has_a_sentence_of_its_own() -> None:
    kinds = (LedgerBusy, LedgerFull, LedgerReadOnly, LedgerInDoubt, LedgerSchema, TooLate)
    assert len({answers.ledger_fault(kind("…")) for kind in kinds}) == len(kinds)


def test_a_doubtful_commit_is_called_neither_kept_nor_lost() -> None:
    said = answers.ledger_fault(LedgerInDoubt("…"), "/kudos")
    assert "`/kudos pending`" in said
    assert "I cannot tell whether this was kept" in said
    assert "Nothing was kept" not in said
    assert "again" in said


def test_what_an_error_says_of_the_inside_stays_inside() -> None:
    assert "secret" not in answers.ledger_fault(LedgerError("secret path"))
