"""What people type after `/reward`: the table of the grammar row by row, and what holds for any text."""

from __future__ import annotations

import re
import time

import pytest

from bot.core.command import LENGTH_MAX, Ask, Mention, Subcommand, line_of, parse, plain
from bot.core.refusal import Refusal, Why

ASHA, RAVI = "<@U0ASHA>", "<@U0RAVI|ravi>"
NAMES = {"U0ASHA": "Asha Rao", "U0RAVI": "Ravi Menon"}
ZWSP, RLO, ZWJ, VS16 = "\u200b", "\u202e", "\u200d", "\ufe0f"


def typed(line: str) -> str:
    """The line as Slack sends it when @asha and @ravi were picked from its list."""
    return line.replace("@asha", ASHA).replace("@ravi", RAVI)


def ask(line: str, rupees_per_point: int | None = None) -> tuple[str, int, str]:
    result = parse(typed(line), rupees_per_point=rupees_per_point)
    assert isinstance(result, Ask), result
    (person,) = result.people
    return person, result.points, plain(result.reason, NAMES)


def refusal(line: str) -> Refusal:
    result = parse(typed(line))
    assert isinstance(result, Refusal), result
    return result


@pytest.mark.parametrize(
    "line",
    [
        *("@asha 100", "100 @asha", "to @asha 100", "give @asha 100", "please give 100 to @asha", "Give 100 to @asha"),
        *("@asha, 100", "@asha: 100", "@asha  100 ", "100 to @asha", "please @asha 100", "@asha give 100"),
        *("@asha +100", "@asha 100 pts", "@asha 100points", "@asha 100 points", "@asha 100 POINTS.", "+100 pts @asha"),
        *("@asha १०० पॉइंट", "@asha 100 पॉइंट्स", "@asha १०० अंक"),
        *("@asha १००", "@asha १०० points", "@asha100", "100@asha", "@asha 100.", "@asha 100 -", "@asha 100 please"),
        *("@asha @asha 100", "<@U0ASHA|asha.rao> 100", "@asha\n100", "@asha\u00a0100"),
    ],
)
def test_a_person_and_an_amount_are_taken_in_either_order(line: str) -> None:
    assert ask(line) == ("U0ASHA", 100, "")


@pytest.mark.parametrize(
    "people",
    [
        *(f"@asha{between}@ravi" for between in (",", ", ", " and ", " &amp; ", " + ", " ", " to ", " aur ", "\n")),
        *("@asha @ravi @asha", "@asha and <@U0RAVI>, @ravi"),
    ],
)
def test_several_people_are_taken_each_once_before_the_points_and_after_them(people: str) -> None:
    both = Ask(("U0ASHA", "U0RAVI"), 100, ("x",))
    assert parse(typed(f"{people} 100 for x")) == both
    assert parse(typed(f"100 to {people} for x")) == both


def test_user_groups_are_taken_beside_people() -> None:
    groups = "<!subteam^S0DESIGN|@design> <!subteam^S0FINANCE> <!subteam^S0DESIGN>"
    assert parse(typed(f"{groups} and @asha 50")) == Ask(("U0ASHA",), 50, (), ("S0DESIGN", "S0FINANCE"))


def test_a_line_for_several_is_read_as_the_same_again() -> None:
    asked = Ask(("U0ASHA", "U0RAVI"), 1_000, ("the launch",), ("S0DESIGN",))
    assert line_of(asked) == "<@U0ASHA> <@U0RAVI> <!subteam^S0DESIGN> 1,000 for the launch"
    assert parse(line_of(asked)) == asked


def test_ids_of_enterprise_users_are_taken_too() -> None:
    assert ask("<@W012AB> 100")[0] == "W012AB"


@pytest.mark.parametrize(
    ("figure", "points"),
    [("1,000", 1_000), ("10,000", 10_000), ("1,00,000", 100_000), ("100,000", 100_000), ("१,००,०००", 100_000)],
)
def test_indian_and_international_grouping_are_taken(figure: str, points: int) -> None:
    result = parse(f"{ASHA} {figure}", points_max=10_000_000)
    assert result == Ask(("U0ASHA",), points)


@pytest.mark.parametrize(
    ("rest", "reason"),
    [
        *[(f" {word} ship it", "ship it") for word in ("for", "because", "as", "since", "-", ":", ",", "FOR", "—")],
        *[(rest, "ship it") for rest in ("\nship it", ": ship it", ", ship it", " ship it", "-ship it", ". ship it")],
        *[(rest, "ship it") for rest in (", for ship it", " - for ship it", " please for ship it", "\nfor ship it")],
        *[(f" for {a}shipping it{b}", "shipping it") for a, b in ('""', "''", "“”", "‘’")],
        (' "shipping it"', "shipping it"),
        (' "“shipping it”"', "“shipping it”"),
        (" for 'Asha's demo'", "Asha's demo"),
        (' for "a" and "b"', '"a" and "b"'),
        (" please keep it up", "please keep it up"),
        (" format fixes", "format fixes"),
        (" for for loops", "for loops"),
        (" for a\nb\r\n\tc \u2028 d", "a b c d"),
        (f" for {RLO}a{ZWSP}b\u2066\x00\x1b c\ufeff", "ab c"),
        (f" {ZWSP}shipping it", "shipping it"),
        (" 👏 great", "👏 great"),
        (" :clap: great", ":clap: great"),
        (":clap: great", ":clap: great"),
        (f" for the {'👩' + ZWJ + '💻'} and ❤{VS16}", f"the 👩{ZWJ}💻 and ❤{VS16}"),
        (f" for a{ZWJ}b{VS16}", "ab"),
        (f" for 1{VS16}\u20e3 and 1{VS16}0", f"1{VS16}\u20e3 and 10"),
        (" for the cafe\u0301", "the caf\u00e9"),
        (" <#C9|general> rocks", "#general rocks"),
        (" for 5", "5"),
        (" - 2 demos", "2 demos"),
        (", 2 demos", "2 demos"),
        ("\n2 demos", "2 demos"),
        (" for 2 demos", "2 demos"),
        (" 2nd demo", "2nd demo"),
        (" 24/7 help", "24/7 help"),
        (" .NET upgrade", ".NET upgrade"),
        (" डेमो के लिए", "डेमो के लिए"),
    ],
)  # fmt: skip
def test_what_follows_is_the_reason(rest: str, reason: str) -> None:
    assert ask(f"@asha 100{rest}") == ("U0ASHA", 100, reason)


def test_a_mention_after_the_reason_has_begun_is_part_of_it() -> None:
    result = parse(typed("@asha 100 for @ravi's demo with <!channel> 100%"))
    assert isinstance(result, Ask)
    assert result.reason == (Mention("U0RAVI", "ravi"), "'s demo with @channel 100%")
    assert plain(result.reason, NAMES) == "Ravi Menon's demo with @channel 100%"


def test_a_mention_without_a_name_in_the_mapping_takes_the_name_slack_sent_or_somebody() -> None:
    assert plain(("helping ", Mention("U9", "ravi"), " and ", Mention("U8")), {}) == "helping ravi and somebody"


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ("see <https://a.in/x|the page>", "see the page (https://a.in/x)"),
        ("see <https://a.in/x>", "see https://a.in/x"),
        ("see <http://a.in|a.in> and <mailto:a@b.in|a@b.in>", "see a.in and a@b.in"),
        ("in <#C9|general> and <#C9|>", "in #general and #private-channel"),
        ("<!here> <!everyone|everyone> <!subteam^S1|@finance> <!subteam^S1>", "@here @everyone @finance @subteam"),
        ("<!date^1^{date}|12 May>", "12 May"),
        ("Q&amp;A, 3 &lt; 4 &gt; 2, &amp;lt;", "Q&A, 3 < 4 > 2, &lt;"),
        ("&lt;!channel&gt; &lt;@U1&gt;", "< !channel> < @U1>"),
    ],
)
def test_what_slack_escaped_is_kept_as_plain_inert_text(sent: str, reason: str) -> None:
    assert ask(f"@asha 100 for {sent}")[2] == reason


@pytest.mark.parametrize("amount", ["₹500", "₹ 500", "rs 500", "Rs.500", "500/-", "INR 500", "500 rupees", "500rs"])
def test_rupees_are_taken_only_where_one_is_one_point(amount: str) -> None:
    line = f"@asha {amount}"
    assert ask(line, rupees_per_point=1) == ("U0ASHA", 500, "")
    for rupees_per_point in (None, 2):
        result = parse(typed(line), rupees_per_point=rupees_per_point)
        assert result == Refusal(Why.RUPEES, seen="500", line="<@U0ASHA> 500")


REFUSED: list[tuple[str, Why, str, str]] = [
    # typed, why, seen, the corrected line
    ("@asha 5k for x", Why.IN_SHORT, "5k", "@asha 5,000 for x"),
    ("@asha 1 lakh", Why.IN_SHORT, "1 lakh", "@asha 10,000"),
    ("@asha 1L for x", Why.IN_SHORT, "1L", "@asha 10,000 for x"),
    ("@asha 2.5k for x", Why.IN_SHORT, "2.5k", "@asha 2,500 for x"),
    ("@asha 5 सौ for x", Why.IN_SHORT, "5 सौ", "@asha 500 for x"),
    ("@asha ten for x", Why.IN_WORDS, "ten", "@asha 10 for x"),
    ("@asha 2 ह\u095bार for x", Why.IN_SHORT, "2 ह\u095bार", "@asha 2,000 for x"),
    ("@asha sau", Why.IN_WORDS, "sau", "@asha 100"),
    ("@asha पाँच सौ for x", Why.IN_WORDS, "पाँच सौ", "@asha 500 for x"),
    ("give five hundred points to @asha", Why.IN_WORDS, "five hundred points", "@asha 500"),
    ("two thousand to @asha", Why.IN_WORDS, "two thousand", "@asha 2,000"),
    ("@asha one hundred and twenty-five", Why.IN_WORDS, "one hundred and twenty-five", "@asha 125"),
    ("@asha ১০০ for x", Why.OTHER_SCRIPT, "100", "@asha 100 for x"),
    ("@asha １００", Why.OTHER_SCRIPT, "100", "@asha 100"),
    ("@asha ١٬٠٠٠", Why.OTHER_SCRIPT, "1,000", "@asha 1,000"),
    ("@asha 1,00 for x", Why.GROUPING, "1,00", "@asha 100 for x"),
    ("@asha 10,00", Why.GROUPING, "10,00", "@asha 1,000"),
    ("@asha 1.000", Why.GROUPING, "1.000", "@asha 1,000"),
    ("@asha 100.5 for x", Why.NOT_WHOLE, "100.5", "@asha 100 for x"),
    ("@asha 0 for x", Why.NOT_WHOLE, "0", "@asha 1 for x"),
    ("@asha -5 for x", Why.NOT_WHOLE, "-5", "@asha 5 for x"),
    ("@asha - 100 for x", Why.NOT_WHOLE, "- 100", "@asha 100 for x"),
    ("@asha 1e3 for x", Why.NOT_WHOLE, "1e3", "@asha 100 for x"),
    ("@asha 0x10", Why.NOT_WHOLE, "0x10", "@asha 100"),
    ("@asha 100for x", Why.NOT_WHOLE, "100for", "@asha 100 for x"),
    ("@asha 100demos shipped", Why.NOT_WHOLE, "100demos", "@asha 100 for demos shipped"),
    ("@asha 100% for x", Why.NOT_WHOLE, "100%", "@asha 100 for x"),
    ("@asha 10,001 for x", Why.NOT_WHOLE, "10,001", "@asha 10,000 for x"),
    ("@asha $500", Why.POINTS_MISSING, "", "@asha 100 for $500"),
    ("@asha 100 200", Why.TWO_NUMBERS, "200", "@asha 100 for 200"),
    ("@asha 100 2 demos", Why.TWO_NUMBERS, "2", "@asha 100 for 2 demos"),
    ("@asha 100 -2 demos", Why.TWO_NUMBERS, "-2", "@asha 100 for -2 demos"),
    ("@asha 100 - 200 for x", Why.TWO_NUMBERS, "200", "@asha 100 for 200 for x"),
    ("@asha 1, 000", Why.TWO_NUMBERS, "000", "@asha 1 for 000"),
    ("@asha 100-200", Why.TWO_NUMBERS, "-200", "@asha 100 for -200"),
    ("@asha 100 @ravi", Why.SECOND_PERSON, "", "@asha 100 for <@U0RAVI>"),
    ("@asha 100 and @ravi 200", Why.SECOND_PERSON, "", "@asha 100 for <@U0RAVI> 200"),
    ("@asha 100, @ravi 200", Why.SECOND_PERSON, "", "@asha 100 for <@U0RAVI> 200"),
    ("@asha 100\n@ravi 200", Why.SECOND_PERSON, "", "@asha 100 for <@U0RAVI> 200"),
    ("@asha 100 @nikhil", Why.SECOND_PERSON, "@nikhil", "@asha 100 for @nikhil"),
    ("@nikhil 100 for x", Why.PLAIN_NAME, "@nikhil", "@nikhil 100 for x"),
    ("@Nikhil Rao 100 for x", Why.PLAIN_NAME, "@Nikhil Rao", "@Nikhil Rao 100 for x"),
    ("nikhil 100 for x", Why.PLAIN_NAME, "@nikhil", "@nikhil 100 for x"),
    ("<mailto:a@b.in|a@b.in> 100 for x", Why.PLAIN_NAME, "a@b.in", "@name 100 for x"),
    ("@asha @ravi five hundred for x", Why.IN_WORDS, "five hundred", "@asha <@U0RAVI> 500 for x"),
    ("@asha <!subteam^S1|@finance> 5k for x", Why.IN_SHORT, "5k", "@asha <!subteam^S1> 5,000 for x"),
    ("@asha @nikhil 100 for x", Why.PLAIN_NAME, "@nikhil", "@asha @nikhil 100 for x"),
    ("<#C9|general> 100 for x", Why.CHANNEL, "#general", "@name 100 for x"),
    ("<#C9|> 100", Why.CHANNEL, "#private-channel", "@name 100"),
    ("<!channel> 100 for x", Why.EVERYBODY, "@channel", "@name 100 for x"),
    ("@here 100 for x", Why.EVERYBODY, "@here", "@name 100 for x"),
    (f"@asha 1{ZWSP}00 for x", Why.HIDDEN_MARKS, "", "@asha 100 for x"),
    (f"@asha{RLO} 100 for x", Why.HIDDEN_MARKS, "", "@asha 100 for x"),
    (f"{ZWSP}@asha 100 for x", Why.HIDDEN_MARKS, "", "@asha 100 for x"),
    ("@asha 1\x0000 for x", Why.HIDDEN_MARKS, "", "@asha 100 for x"),
    (f"@asha 100 {ZWSP}", Why.HIDDEN_MARKS, "", "@asha 100"),
    (f"h{ZWSP}elp", Why.HIDDEN_MARKS, "", ""),
    ("@asha 100 for", Why.EMPTY_REASON, "", "@asha 100"),
    ("@asha 100 👏", Why.EMPTY_REASON, "", "@asha 100"),
    ("@asha 100 for :clap:", Why.EMPTY_REASON, "", "@asha 100"),
    ('@asha 100 for ""', Why.EMPTY_REASON, "", "@asha 100"),
    ("@asha", Why.POINTS_MISSING, "", "@asha 100"),
    ("@asha for the demo", Why.POINTS_MISSING, "", "@asha 100 for the demo"),
    ("@asha for the demo 250", Why.POINTS_MISSING, "", "@asha 250 for the demo"),
    ("@asha :100: great", Why.POINTS_MISSING, "", "@asha 100 for :100: great"),
    ("100", Why.PERSON_MISSING, "", "@name 100"),
    ("100 for the demo", Why.PERSON_MISSING, "", "@name 100 for the demo"),
    ("100 for @asha for x", Why.PERSON_MISSING, "", "@asha 100 for x"),
    ("100 for @asha's demo", Why.PERSON_MISSING, "", "@asha 100 for @asha's demo"),
    ("kudos @asha 100 for x", Why.PERSON_MISSING, "", "@asha 100 for x"),
    ("kudos, 100 to @asha for x", Why.PERSON_MISSING, "", "@asha 100 for x"),
    ("@asha's demo was great", Why.PERSON_MISSING, "", "@asha 100 for @asha's demo was great"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "why", "seen", "corrected"), REFUSED)
def test_what_is_refused_comes_back_as_a_whole_corrected_line(line: str, why: Why, seen: str, corrected: str) -> None:
    result = refusal(line)
    assert (result.why, result.seen, result.line) == (why, seen, typed(corrected))


def test_every_reason_to_refuse_a_line_has_a_row() -> None:
    on_the_line = list(Why)[: list(Why).index(Why.YOURSELF)]
    # These are in test_marks.
    by_marks = {Why.PRIVATE_OR_REASON, Why.UNKNOWN_VALUE, Why.TWO_VALUES}
    assert {row[1] for row in REFUSED} | {Why.RUPEES, Why.TOO_LONG} | by_marks == set(on_the_line)


def test_beyond_the_largest_the_largest_is_told() -> None:
    assert refusal("@asha 10,001").limit == 10_000
    assert refusal("@asha 1 lakh").limit == 10_000
    assert refusal("@asha 5k").limit == 0
    result = parse(f"{ASHA} 5", points_min=10, points_max=50)
    assert result == Refusal(Why.NOT_WHOLE, seen="5", line="<@U0ASHA> 10", limit=50)


def test_whom_a_refusal_is_about_is_in_it() -> None:
    assert refusal("@asha 100 @ravi").person_id == "U0RAVI"
    assert refusal("@asha for the demo").person_id == "U0ASHA"


@pytest.mark.parametrize("line", ["", "   ", "\n"])
def test_nothing_gets_the_form(line: str) -> None:
    assert parse(line) == Subcommand("")


@pytest.mark.parametrize("line", ["help", "help me", "HELP!", "--help", "please", "???", "👏", "<https://a.in>"])
def test_help_and_nonsense_get_help(line: str) -> None:
    assert parse(line).word == "help"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("line", "nearest"),
    [
        ("hepl me", "help"),
        ("statsu", "status"),
        ("cancle R-7Q2MK4", "cancel"),
        ("canel 234567", "cancel"),
        ("pendng", "pending"),
        ("peding please", "pending"),
        ("histroy", "history"),
        ("balanse", "balance"),
        ("frob", ""),
    ],
)
def test_an_unknown_word_gets_help_and_the_nearest_command(line: str, nearest: str) -> None:
    assert parse(line) == Subcommand("help", nearest=nearest)


@pytest.mark.parametrize("line", ["pending", "Pending!", " pending R-7Q2MK4", "/pending", "pending for me"])
def test_pending_needs_no_more_than_its_word(line: str) -> None:
    assert parse(line) == Subcommand("pending")


@pytest.mark.parametrize(("line", "page"), [("history", ""), ("History 2", "2"), ("history: of asha", "of asha")])
def test_history_takes_whatever_follows_it(line: str, page: str) -> None:
    assert parse(line) == Subcommand("history", page)


def test_an_id_in_small_letters_is_none() -> None:
    assert parse("<@u0asha> 100") == Subcommand("help")


@pytest.mark.parametrize(
    ("line", "argument"),
    [("R-7Q2MK4", "R-7Q2MK4"), ("7q2mk4", "R-7Q2MK4"), ("`r-7q2mk4`.", "R-7Q2MK4"), ("R-7Q2MK4/2", "R-7Q2MK4/2"),
     ("", ""), ("my &lt;thing&gt;", "my <thing>"), ("@ravi", "ravi")],
)  # fmt: skip
def test_status_and_cancel_take_an_id_in_any_form(line: str, argument: str) -> None:
    assert parse(typed(f"status {line}")) == Subcommand("status", argument)
    assert parse(typed(f"Cancel: {line}")) == Subcommand("cancel", argument)


def test_a_line_that_is_too_long_comes_back_cut_where_a_word_ends() -> None:
    result = refusal("@asha 100 for " + "word " * 500)
    assert (result.why, result.limit) == (Why.TOO_LONG, LENGTH_MAX)
    assert re.fullmatch(r"<@U0ASHA> 100 for (word )+word", result.line)
    assert LENGTH_MAX - 100 < len(result.line) <= LENGTH_MAX
    assert isinstance(parse(result.line), Ask)
    assert len(refusal("@asha 1000 " + "a " * 1_500).line) > LENGTH_MAX - 100
    cut_in_a_link = refusal("@asha 100 for x <https://a.in|" + "word " * 500 + ">")
    assert cut_in_a_link.line == "<@U0ASHA> 100 for x"


ENDLESS = ["<", "@", "1,", "1 ", ": ", ":a", "- ", "to ", "ten ", "'", "&amp;", "<@U1>", "e\u0316\u0301", "x", " "]
ENDLESS += [ZWSP, "😀" + ZWJ, "@a ", "a ", "for ", "<a|"]


def test_no_text_takes_long() -> None:
    """The slowest of these takes about 5 ms; a pattern that backtracks would take minutes."""
    started_at = time.perf_counter()
    for piece in ENDLESS:
        for head in ("", ASHA, f"{ASHA} 100 ", "x ", "status "):
            parse((head + piece * LENGTH_MAX)[:LENGTH_MAX])
            parse((head + piece * 40_000)[:40_000])
            parse((head + piece * LENGTH_MAX)[: LENGTH_MAX - 1] + "y")
    assert time.perf_counter() - started_at < 5


def test_reasons_are_not_in_a_repr() -> None:
    assert "secret" not in repr(parse(f"{ASHA} 100 for a secret"))
