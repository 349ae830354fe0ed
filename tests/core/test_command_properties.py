"""What holds for any text after `/reward`, and for any line made of what Slack sends."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.core.command import NOBODY, SUBCOMMANDS, Ask, Subcommand, line_of, parse, plain
from bot.core.refusal import Refusal, Why

ASHA, RAVI = "<@U0ASHA>", "<@U0RAVI>"
ZWSP, RLO, ZWJ, VS16 = "\u200b", "\u202e", "\u200d", "\ufe0f"

PIECES = [
    *(ASHA, RAVI, RAVI + "'s", "<!channel>", "<!subteam^S1|@finance>", "<#C9|general>", "<#C9|>", "@nikhil", "@here"),
    *("<https://a.in|the page>", "<mailto:a@b.in>", "<!date^1^{date}|May>", "&lt;", "&amp;", "&gt;"),
    *("<", ">", "<@", "<!", "|", '"', "'", "“", "”", "‘", "’", ",", ":", "-", "—", ".", "!", "/", "`", "\n", " ", "\t"),
    *("100", "+100", "-5", "1,000", "1,00", "1.000", "100.5", "5k", "1", "lakh", "rs", "₹500", "500/-", "१००", "১০০"),
    *("0x10", "points", "pts", "ten", "sau", "सौ", "for", "because", "as", "since", "to", "give", "please", "and"),
    *("help", "status", "pending", "away", "back"),
    *(ZWSP, RLO, ZWJ, VS16, "\x00", "\ud800", "👏", "👩" + ZWJ + "💻", ":clap:"),
    *("e\u0301", "\u0338", "great", "demo", "का"),
]
SENT = st.lists(st.sampled_from(PIECES), max_size=12)
LINES = st.builds(lambda pieces, glue: glue.join(pieces), SENT, st.sampled_from(["", " "]))
REASONS = st.builds(
    lambda first, rest: " ".join([first, *rest]), st.sampled_from(["great", "2", '"the', "“the”"]), SENT
)
UNSEEN = {"Cc", "Cf", "Cs"}
# Of Unicode's format characters these are drawn: they stand over or under numbers and signs.
DRAWN = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001343f]")
QUOTE = re.compile("[\"'“‘]")
PLAIN_NAME = re.compile(r"(?<!\S)@")


def is_tidy(text: str) -> bool:
    """No token, no line break, no mark that cannot be seen but the joiner between two emoji."""
    text = DRAWN.sub("x", text)
    unseen = [
        sign
        for before, sign, after in zip(f" {text}", text, f"{text[1:]} ", strict=False)
        if unicodedata.category(sign) in UNSEEN and not (sign == ZWJ and ord(before) > 0x2000 and ord(after) > 0x2000)
    ]
    return not unseen and not re.search(r"<[!@#]|\s\s|[^\S ]", text) and text == text.strip()


def check(result: Ask | Subcommand | Refusal) -> None:
    """What holds for every result."""
    if isinstance(result, Ask):
        assert result.people or result.groups
        assert all(re.fullmatch(r"[UW][A-Z0-9]+", person) for person in result.people)
        assert all(re.fullmatch(r"S[A-Z0-9]+", group) for group in result.groups)
        assert len(set(result.people)) == len(result.people)
        assert 1 <= result.points <= 10_000
        assert is_tidy(plain(result.reason, {"U0RAVI": f"<!{RLO}\n Ravi"}))
    elif isinstance(result, Refusal):
        assert is_tidy(result.line.replace("<@U", "").replace("<!subteam^S", ""))
    else:
        assert result.word in (*SUBCOMMANDS, "")
        # What follows explain or away is read as a line of its own.
        assert result.word in ("explain", "away") or is_tidy(result.argument)


@given(st.text(max_size=200))
@example("\ud800")
def test_any_text_has_an_answer(text: str) -> None:
    check(parse(text))
    check(parse(f"{ASHA} 100 {text}"))


@given(LINES)
def test_any_line_made_of_what_slack_sends_has_an_answer(line: str) -> None:
    check(parse(line))


@given(LINES)
def test_a_corrected_line_is_not_refused_for_the_same_reason(line: str) -> None:
    """Where it mentions everybody it is complete and taken. A plain name is right as it stands, once it is picked."""
    result = parse(line)
    assume(isinstance(result, Refusal) and result.line and result.why is not Why.PLAIN_NAME)
    assert isinstance(result, Refusal)
    for corrected in result.line.split("\n"):
        again = parse(corrected)
        if not PLAIN_NAME.search(corrected.partition(" for ")[0]):
            assert isinstance(again, Ask), corrected
            assert line_of(again) == corrected or QUOTE.search(corrected)
        else:
            assert isinstance(again, Refusal)
            assert again.why is Why.PLAIN_NAME
            assert again.line == corrected


HEADS = [f"{ASHA} {amount}" for amount in ("5k", "1,00", "100.5", "0", "-5", "1e3", "₹500", "ten", "১০০", "10001")]
HEADS += [f"@nikhil and {ASHA} 100", f"{ASHA} 1{ZWSP}00", "<!channel> 100", "@nikhil 100", "kudos <@U0ASHA> 100"]


@given(st.sampled_from(HEADS), REASONS)
@example(HEADS[0], "\"“'‘x’'”\"")
@example(HEADS[0], "“‘x’”")
def test_a_refusal_keeps_the_reason(head: str, reason: str) -> None:
    wanted = parse(f"{ASHA} 100 for {reason}")
    assume(isinstance(wanted, Ask))
    result = parse(f"{head} for {reason}")
    assert isinstance(wanted, Ask)
    assert isinstance(result, Refusal)
    for corrected in result.line.split("\n"):
        again = parse(re.sub(f"^(?:{NOBODY}|@nikhil)", ASHA, corrected))
        assert isinstance(again, Ask)
        assert again.reason == wanted.reason


@given(REASONS)
def test_the_line_of_a_request_asks_for_the_same(reason: str) -> None:
    result = parse(f"{ASHA} 100 for {reason}")
    assume(isinstance(result, Ask))
    assert isinstance(result, Ask)
    assume(not QUOTE.match(plain(result.reason, {})))
    assert parse(line_of(result)) == result


def indian(n: int) -> str:
    """1,00,00,000: the last three digits, then twos."""
    digits, last = str(n)[:-3], str(n)[-3:]
    pairs = [digits[max(0, end - 2) : end] for end in range(len(digits), 0, -2)]
    return ",".join([*reversed(pairs), last])


DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")


@given(st.integers(min_value=1, max_value=10**12))
def test_every_amount_is_read_back_from_every_way_to_write_it(n: int) -> None:
    for figure in (str(n), f"{n:,}", indian(n), f"+{n}", f"{n} pts"):
        for script in (figure, figure.translate(DEVANAGARI)):
            assert parse(f"{ASHA} {script} for x", points_max=10**12) == Ask(("U0ASHA",), n, ("x",))


@given(st.from_regex(r"[0-9]{1,4}([.,][0-9]{1,4}){1,4}", fullmatch=True))
def test_no_figure_is_taken_for_another_number(figure: str) -> None:
    """With commas it is the number without them or it is refused; with a point it is always refused."""
    result = parse(f"{ASHA} {figure}", points_max=10**20)
    if isinstance(result, Ask):
        assert figure in (f"{result.points:,}", indian(result.points))
    else:
        assert isinstance(result, Refusal)
        assert result.why in (Why.GROUPING, Why.NOT_WHOLE)
