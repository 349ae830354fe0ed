"""What sentences and blocks are made of, and Slack's limits."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.message import escape
from bot.messages.text import (
    Block,
    actions,
    any_of,
    button,
    clock,
    confirmation,
    context,
    deadline,
    mention,
    named,
    points,
    quote,
    section,
)

AT = datetime(2026, 11, 29, 12, 30, tzinfo=UTC)
PIECES = st.lists(
    st.sampled_from(["<@U0ASHA>", "&amp;", "&lt;", "word ", "<!date^1^{time}|12:30 UTC>", "x", "é", "👏"])
)


def paragraph(mrkdwn: str) -> str:
    text: str = section(mrkdwn)["text"]["text"]
    return text


def test_the_three_characters_that_slack_reads_are_escaped() -> None:
    assert escape("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


def test_people_and_groups_are_mentioned_each_in_their_way() -> None:
    assert (mention("U0RAVI"), mention("W0RAVI"), mention("S0FIN")) == ("<@U0RAVI>", "<@W0RAVI>", "<!subteam^S0FIN>")


def test_the_real_name_stands_beside_the_mention_where_it_is_known() -> None:
    assert named("U1", {"U1": "Asha <Rao>"}) == "<@U1> (Asha &lt;Rao&gt;)"
    assert named("U1", {}) == named("U1", {"U1": " "}) == "<@U1>"
    assert named("U1", {"U1": "Asha\n Rao"}) == "<@U1> (Asha Rao)"


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (1, "1 point"),
        (0, "0 points"),
        (1250, "1,250 points"),
        (Decimal(1), "1 point"),
        (Decimal("1250.00"), "1,250 points"),
        (Decimal("1250.5"), "1,250.50 points"),
        (Decimal("1E+3"), "1,000 points"),
        (Decimal("-2.25"), "-2.25 points"),
    ],
)
def test_points_have_separators_and_two_places_only_where_there_is_a_fraction(n: int | Decimal, said: str) -> None:
    assert points(n) == said


@pytest.mark.parametrize(
    ("items", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")]
)
def test_the_last_of_several_stands_after_or(items: list[str], said: str) -> None:
    assert any_of(items) == said


def test_instants_are_date_tokens_with_a_fallback_in_utc() -> None:
    assert deadline(AT) == "<!date^1795955400^{date_short_pretty} at {time}|Sun 29 Nov, 12:30 UTC>"
    assert clock(AT) == "<!date^1795955400^{time}|12:30 UTC>"


def test_the_same_instant_in_another_zone_reads_the_same() -> None:
    in_india = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert (deadline(in_india), clock(in_india)) == (deadline(AT), clock(AT))


def test_a_reason_is_quoted_on_one_line_and_escaped() -> None:
    assert quote("a\n<!channel>") == "> a &lt;!channel&gt;"
    assert quote("") == quote(" ") == ""


@given(PIECES)
def test_a_section_holds_3000_characters_and_no_half_of_a_token(pieces: list[str]) -> None:
    long = "".join(pieces) * (1 + 4_000 // max(1, len("".join(pieces))))
    text = paragraph(long)
    assert len(text) <= 3_000
    assert text == long or text.endswith("…")
    assert re.fullmatch(r"(?:<[^<>]*>|&(?:amp|lt);|[^<&])*", text)


def test_what_fits_is_left_alone() -> None:
    assert paragraph("x" * 3_000) == "x" * 3_000
    assert paragraph("x" * 3_001) == "x" * 2_999 + "…"
    assert context("y" * 4_000)["elements"][0]["text"] == "y" * 2_999 + "…"


def test_plain_words_never_become_mentions_or_links() -> None:
    """Slack, "Text object": without `verbatim` it parses certain mentions out of plain text."""
    for text in (section("@channel")["text"], context("@channel")["elements"][0]):
        assert text == {"type": "mrkdwn", "text": "@channel", "verbatim": True}


def test_a_button_keeps_to_75_characters_in_its_text_and_its_label() -> None:
    block = button("A" * 80, "approve", "R-7Q2MK4", style="primary", label="L" * 80)
    assert block == {
        "type": "button",
        "text": {"type": "plain_text", "text": "A" * 74 + "…"},
        "action_id": "approve",
        "value": "R-7Q2MK4",
        "style": "primary",
        "accessibility_label": "L" * 74 + "…",
    }


def test_a_confirmation_keeps_to_slacks_lengths() -> None:
    asked = confirmation("T" * 101, "x" * 301, "Y" * 31, "N" * 31)
    assert {part: len(text["text"]) for part, text in asked.items()} == {
        "title": 100,
        "text": 300,
        "confirm": 30,
        "deny": 30,
    }
    assert {text["type"] for text in asked.values()} == {"plain_text"}
    assert button("Approve", "approve", "R-7Q2MK4", confirm=asked)["confirm"] == asked


def test_what_a_button_does_not_have_is_not_sent() -> None:
    plain: Block = button("Cancel", "cancel", "R-7Q2MK4")
    assert not plain.keys() & {"style", "accessibility_label", "confirm"}
    assert actions(plain, plain) == {"type": "actions", "elements": [plain, plain]}
