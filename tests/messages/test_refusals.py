"""Every reason to refuse has a sentence that says so, says the mend, and ends with the line to type."""

from __future__ import annotations

import re

import pytest

from bot.core.command import parse
from bot.core.refusal import Refusal, Why
from bot.messages.refusals import NOTHING, sentence
from bot.messages.text import section

ASHA = "<@U0ASHA>"


def said(line: str) -> str:
    """What `/reward` answers to a line, without the words that nothing was recorded."""
    result = parse(line)
    assert isinstance(result, Refusal), result
    return sentence(result, command="/reward").removeprefix(f"{NOTHING} ")


def about(why: Why, **fields: object) -> str:
    known = {
        "line": f"{ASHA} 100 for x",
        "person_id": "U0ASHA",
        "name": "Asha <Rao>",
        "helpers": ("U05FARAH",),
        "limit": 20,
        "allowed": ("S0LEADS",),
        "tags": ("craft", "care"),
    }
    return sentence(Refusal(why, **{**known, **fields}), command="/reward")  # type: ignore[arg-type]


@pytest.mark.parametrize("why", list(Why))
def test_every_refusal_says_once_that_nothing_was_recorded_and_ends_with_the_line(why: Why) -> None:
    text = about(why, seen="1,00")
    assert text.count(NOTHING) == 1
    lines = ("<@U0ASHA> 100 for x", "@name 100 for x", "<@U0ASHA> 100 for x for …", "<@U0ASHA> 100 #… for x")
    assert text.endswith(tuple(f"`/reward {line}`" for line in lines))
    assert not re.search(r"[{}|]|\bNone\b|  |error|invalid", text)
    assert text[0].isupper() or text[0] == "<"


@pytest.mark.parametrize("why", list(Why))
def test_without_a_line_the_sentence_ends_by_itself(why: Why) -> None:
    text = sentence(Refusal(why, seen="1,00", allowed=("S0LEADS",), tags=("craft",)), command="/reward")
    assert text.endswith(".")
    assert text.count(NOTHING) == 1
    assert not re.search(r"[{}|:]$|  |\(\)|: \.", text)


@pytest.mark.parametrize("why", list(Why))
def test_what_a_person_wrote_is_escaped(why: Why) -> None:
    text = sentence(Refusal(why, seen="<!here>&", name="<!here>&", limit=1), command="/reward")
    assert "<!here>" not in text
    assert "&lt;!here&gt;&amp;" in text or "!here" not in text


ROWS = [
    (f"{ASHA},<@U0RAVI> 5k", ("Please write the number in full: `5,000` or `1,00,000`. "
     "Like this: `/reward <@U0ASHA> <@U0RAVI> 5,000`")),
    (f"{ASHA} ₹500", "I count in points, not rupees. If you mean 500 points: `/reward <@U0ASHA> 500`"),
    (f"{ASHA} ₹50,000", ("I count in points, not rupees. Points are whole numbers from 1 to 10,000. "
     "For example: `/reward <@U0ASHA> 10,000`")),
    (f"{ASHA} 5k for x", ("Please write the number in full: `5,000` or `1,00,000`. "
     "Like this: `/reward <@U0ASHA> 5,000 for x`")),
    (f"{ASHA} 1 lakh", ("Please write the number in full: `5,000` or `1,00,000`. "
     "Points are whole numbers from 1 to 10,000. For example: `/reward <@U0ASHA> 10,000`")),
    (f"{ASHA} sau", "Please write the points in figures. Like this: `/reward <@U0ASHA> 100`"),
    (f"{ASHA} ১০০", "Please write 100 with the digits 0–9. Like this: `/reward <@U0ASHA> 100`"),
    (f"{ASHA} 1,00", "I am not sure what 1,00 means. Write 100 or 1,00,000. For example: `/reward <@U0ASHA> 100`"),
    (f"{ASHA} 10,00", ("I am not sure what 10,00 means. Write 1,000 or 10,00,000. "
     "For example: `/reward <@U0ASHA> 1,000`")),
    (f"{ASHA} 1.000", "I am not sure what 1.000 means. Write 1,000 or 1. For example: `/reward <@U0ASHA> 1,000`"),
    (f"{ASHA} 100.5", "Points are whole numbers from 1 to 10,000. For example: `/reward <@U0ASHA> 100`"),
    (f"{ASHA} 100 2 demos", 'I see two numbers. Put "for" before the reason: `/reward <@U0ASHA> 100 for 2 demos`'),
    (f"{ASHA} 100 <@U0RAVI>", ("Is <@U0RAVI> to get points too, or part of the reason? To reward both, name both "
     'before the points; otherwise put "for" before the reason: `/reward <@U0ASHA> 100 for <@U0RAVI>`')),
    ("@asha 100 for x", ("I can't tell who @asha is. Pick the name from the list Slack shows as you type @. "
     "Your line: `/reward @asha 100 for x`")),
    (f"{ASHA} 1\u200b00", ("I found marks in your line that cannot be seen. Please type it again. "
     "Without them it reads: `/reward <@U0ASHA> 100`")),
]  # fmt: skip


@pytest.mark.parametrize(("line", "text"), ROWS)
def test_the_words_are_those_of_the_grammar(line: str, text: str) -> None:
    assert said(line) == text


def test_who_is_not_mapped_is_told_as_the_design_says() -> None:
    assert about(Why.NOT_MAPPED) == (
        "I can't reward <@U0ASHA> (Asha &lt;Rao&gt;) yet: HR has not given me an e-mail and mobile for this person. "
        "Nothing was recorded. <@U05FARAH> can add them. Your line, for later: `/reward <@U0ASHA> 100 for x`"
    )


def test_without_operators_it_is_hr_who_can_help() -> None:
    assert "HR can add them." in about(Why.NOT_MAPPED, helpers=())


def test_where_nobody_else_can_help_nobody_is_named() -> None:
    assert "The people who look after Shabash can help." in about(Why.NOBODY_DECIDES, helpers=())


def test_one_open_request_is_not_several() -> None:
    assert "You already have 1 request waiting for a decision" in about(Why.TOO_MANY_OPEN, limit=1)
    assert "You already have 1,000 requests waiting" in about(Why.TOO_MANY_OPEN, limit=1_000)


def test_groups_that_can_help_are_named_as_groups() -> None:
    assert "<@U05FARAH> or <!subteam^S0OPS> can help." in about(Why.NOBODY_DECIDES, helpers=("U05FARAH", "S0OPS"))


def test_another_command_is_named_as_it_is_called_here() -> None:
    assert sentence(Refusal(Why.TWO_NUMBERS, line="x"), command="/kudos").endswith("`/kudos x`")


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("the `main` branch", "```/reward <@U0ASHA> 100 for the `main` branch```"),
        ("the `main`", "```/reward <@U0ASHA> 100 for the `main` ```"),
        ("a ```block``` of ````", "```/reward <@U0ASHA> 100 for a '''block''' of '''` ```"),
    ],
)
def test_backticks_in_a_reason_do_not_end_the_line(reason: str, shown: str) -> None:
    assert about(Why.NOT_YET_KNOWN, line=f"{ASHA} 100 for {reason}").endswith(f": {shown}")


@pytest.mark.parametrize("filler", ["word ", "&amp; ", "<@U012ABCDEFG> ", "` "])
def test_the_longest_answers_fit_into_one_section(filler: str) -> None:
    reason = filler * (1_900 // len(filler))
    everybody = " ".join(f"<@U{n:010}>" for n in range(120))
    for line in (f"{ASHA} 5k for {reason}", f"{ASHA} 100 for {reason}{reason}", f"{everybody} 5k"):
        result = parse(line)
        assert isinstance(result, Refusal)
        text = sentence(result, command="/reward")
        assert section(text)["text"]["text"] == text


JUDGED = [
    (Why.NOT_A_MULTIPLE, {"limit": 50}, "Points are given in steps of 50. Nothing was recorded. For example: "),
    (Why.GIVER_NOT_NAMED, {"allowed": ("S0LEADS", "U1")}, ("Only <!subteam^S0LEADS> or <@U1> can ask for rewards. "
     "Nothing was recorded. One of them can ask for you. The line for them: ")),
    (Why.NOT_HERE, {"allowed": ("C0KUDOS",)}, ("Rewards are asked for in <#C0KUDOS>. Nothing was recorded. "
     "Please type your line there: ")),
    (Why.NO_MANAGER, {}, ("The approval of your manager counts here, and HR has not told me who that is. Nothing was "
     "recorded. <@U05FARAH> can help. Your line, for later: ")),
    (Why.TOO_FEW_DECIDE, {"limit": 2}, ("A reward of this size needs the approval of 2 different people who neither "
     "ask for it nor receive it, and there are not so many active approvers for this one. Nothing was recorded. "
     "<@U05FARAH> can help. Your line, for later: ")),
]  # fmt: skip


@pytest.mark.parametrize(("why", "fields", "text"), JUDGED)
def test_what_the_policy_refuses_is_said_with_its_mend(why: Why, fields: dict[str, object], text: str) -> None:
    assert about(why, **fields) == f"{text}`/reward <@U0ASHA> 100 for x`"


def test_a_reason_that_is_missing_is_to_be_written_for_the_dots() -> None:
    text = about(Why.REASON_MISSING, limit=500, line=f"{ASHA} 500")
    assert text == (
        "From 500 points on, a reward needs a reason. Nothing was recorded. Please write yours for the dots: "
        "`/reward <@U0ASHA> 500 for …`"
    )
    assert parse(f"{ASHA} 500 for …").why is Why.EMPTY_REASON  # type: ignore[union-attr]


def test_a_smallest_number_of_points_is_told() -> None:
    assert "Points are whole numbers from 50 to 20." in about(Why.NOT_WHOLE, least=50)
