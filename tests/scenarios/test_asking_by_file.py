"""`shabash rewards ask`: a file of people becomes one request, from the command line to the allocations."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.core.command import Ask
from bot.core.reward import Request, RequestStatus, RewardStatus
from bot.playground import sample
from bot.rewards.asking import Asked, AskedBefore, Asker, Line, random_letters
from tests.scenarios.conftest import Open, vouched_for
from tests.shell import environment
from tests.world import ASHA, DESIGN, FARAH, LEADS, MEERA, RAVI, World

GENERAL = "C02GENERAL"
BOTH = "who,points,reason\nasha.rao@example.com,50,the release\n@farah,50,\n"
RULES = f'[approvals]\napprovers = ["{RAVI}", "{FARAH}"]\n'


@pytest.fixture
def ruled(opened: Open) -> Iterator[Open]:
    """A world under a policy of the test's own; at the end the history vouches for it, and every pot adds up."""
    yield from vouched_for(opened)


def typed(world: World, *words: str, file: str | bytes = BOTH, policy: str = RULES, giver: str = "@meera") -> Result:
    """Somebody types `shabash rewards ask - …`, with that file on its standard input."""
    # The command looks at the real clock, and no delivery may look older than what it wrote.
    world.clock.now = max(world.clock.now, datetime.now(UTC))
    env: dict[str, str | None] = {**environment(world.settings, POLICY=policy)}
    arguments = ["rewards", "ask", "-", "--as", giver, *words]
    ended = CliRunner().invoke(main, arguments, input=file, env=env)
    world.clock.now = max(world.clock.now, datetime.now(UTC))
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
    return ended


def asked(world: World, *words: str, file: str | bytes = BOTH, policy: str = RULES) -> Request:
    """It was asked, and its messages have gone."""
    before = {request.id for request in world.requests()}
    ended = typed(world, "--channel", DESIGN, *words, file=file, policy=policy)
    assert ended.exit_code == 0, ended.output
    world.carry()
    (request,) = [request for request in world.requests() if request.id not in before]
    return request


def refused(world: World, *words: str, file: str | bytes = BOTH, policy: str = RULES, giver: str = "@meera") -> str:
    """It ended with 1, one clear text on stderr, and nothing was recorded."""
    before = everything(world)
    ended = typed(world, *words, file=file, policy=policy, giver=giver)
    assert ended.exit_code == 1, ended.output
    assert everything(world) == before
    return ended.stderr


def everything(world: World) -> list[object]:
    """Every row of every table that asking writes to."""
    tables = ("requests", "rewards", "decisions", "history", "outbox", "posts")
    return [world.rows(f"SELECT * FROM {table}") for table in tables]


# From the file to the points.


def test_a_file_becomes_one_request_one_card_one_approval_and_points_for_each(ruled: Open) -> None:
    world = ruled(RULES)
    request = asked(world)
    assert request.recipients == (ASHA, FARAH)
    assert (request.giver_id, request.points, request.points_asked) == (MEERA, 50, 100)
    assert (request.reason, request.channel_id) == ("the release", DESIGN)
    assert len(world.cards(request)) == 1
    assert "50 points each, 100 points in all" in world.card(request).text
    world.approve(request)
    world.carry()
    assert [each.status for each in world.now_of(request).rewards] == [RewardStatus.ALLOCATED] * 2
    assert [world.enkash.balance_of(f"{name}@example.com") for name in ("asha.rao", "farah.khan")] == [50, 50]
    assert len(world.allocations()) == 2


def test_whoever_asks_is_told_in_slack_who_did_it_in_their_name_and_may_cancel_it(ruled: Open) -> None:
    world = ruled(RULES)
    request = asked(world)
    (told,) = world.told(MEERA)
    assert "asked this in your name, at Shabash's command line. If you did not want that, cancel it. Asked for" in told
    assert told.endswith(request.id)
    (message,) = world.slack.direct_messages(MEERA)
    world.slack.click(MEERA, message.channel_id, message.ts, "reward_cancel", request.id)
    world.carry()
    assert world.now_of(request).status is RequestStatus.CANCELLED


def test_whoever_decides_reads_that_it_did_not_come_from_the_giver_in_slack(ruled: Open) -> None:
    world = ruled(RULES)
    request, typed_in_slack = asked(world), world.asked(f"<@{ASHA}> 70 for the demo")
    clause = f"Asked in <@{MEERA}>'s name, at Shabash's command line"
    (copy,) = [message for message in world.slack.direct_messages(RAVI) if request.id in message.text]
    assert clause in copy.text
    assert clause in world.card(request).text
    assert clause not in world.card(typed_in_slack).text
    world.ask("pending", by=RAVI)
    world.carry()
    assert world.whispered(RAVI)[-1].count(clause) == 1
    world.approve(request)
    world.carry()
    assert clause in world.card(request).text


def test_whoever_decides_elsewhere_is_not_told_that_it_was_asked_in_a_channel(ruled: Open) -> None:
    world = ruled(RULES)
    request = asked(world)
    (copy,) = [message for message in world.slack.direct_messages(RAVI) if request.id in message.text]
    assert "Asked in <#" not in copy.text


def test_devanagari_digits_are_taken_as_in_slack(ruled: Open) -> None:
    world = ruled(RULES)
    request = asked(world, file=f"who,points\n{ASHA},५०\n{FARAH},50\n".encode())
    assert (request.points, request.recipients) == (50, (ASHA, FARAH))


def test_the_history_has_in_whose_name_it_was_asked_and_by_whom_at_the_command_line(ruled: Open) -> None:
    world = ruled(RULES)
    first, second = [recorded.entry for recorded in world.history(asked(world))][:2]
    assert (first.event, first.actor) == ("asked", MEERA)
    assert (second.event, second.detail) == ("asked in their name", MEERA)
    assert second.actor.startswith("command line: ")


def test_what_needs_nobodys_approval_is_sent_and_told_so(ruled: Open) -> None:
    tiers = "".join(
        f"[[approvals.tiers]]\nup_to_points = {points}\napprovals = {approvals}\n"
        for points, approvals in ((100, 0), (10_000, 1))
    )
    rules = f'{RULES}{tiers}[[budgets]]\nper = "giver"\npoints = 500\nevery = "month"\n'
    world = ruled(rules)
    request = asked(world, policy=rules)
    assert request.status is RequestStatus.APPROVED
    assert len(world.allocations()) == 2
    assert "asked this in your name" in world.told(MEERA)[0]
    assert "cancel it" not in world.told(MEERA)[0]


def test_a_private_one_needs_no_channel_and_none_hears_of_it(ruled: Open) -> None:
    world = ruled(RULES)
    ended = typed(world, "--private")
    assert ended.exit_code == 0, ended.output
    assert "I will tell Meera Nair (U02MEERA) directly what came of it." in ended.stdout
    assert "The card goes" not in ended.stdout
    world.carry()
    (request,) = world.requests()
    copy = next(message for message in world.slack.direct_messages(RAVI) if request.id in str(message.blocks))
    world.slack.click(RAVI, copy.channel_id, copy.ts, "reward_approve", request.id)
    world.carry()
    assert [each.status for each in world.now_of(request).rewards] == [RewardStatus.ALLOCATED] * 2
    assert not [message for channel in sample.CHANNELS for message in world.slack.messages(channel.id)]


def test_scripts_read_what_was_asked(ruled: Open) -> None:
    rules = RULES + '[[budgets]]\nper = "company"\npoints = 500\nevery = "month"\n'
    world = ruled(rules)
    ended = typed(world, "--channel", DESIGN, "--json", policy=rules)
    found = json.loads(ended.stdout)
    (request,) = world.requests()
    assert (found["id"], found["status"], found["points_total"]) == (request.id, "pending", 100)
    assert [each["recipient_id"] for each in found["people"]] == [ASHA, FARAH]
    assert [each["left_points"] - each["left_points_after"] for each in found["budgets"]] == [100]


# Which channel.


def test_the_card_goes_where_the_policy_says_and_no_channel_need_be_named(ruled: Open) -> None:
    rules = RULES.replace("[approvals]", f'[approvals]\nchannel = "{GENERAL}"')
    world = ruled(rules)
    ended = typed(world, policy=rules)
    assert f"The card goes to {GENERAL}." in ended.stdout
    world.carry()
    assert world.card(world.requests()[0], GENERAL)
    rules = f'{RULES}[rewards]\nchannels = ["{DESIGN}"]\n'
    assert f"The card goes to {DESIGN}." in typed(world, "--dry-run", "--again", policy=rules).stdout


@pytest.mark.parametrize("words", [(), ("--channel", "#design"), ("--channel", "U02ASHA")])
def test_without_a_channels_id_it_is_2_with_the_usage(world: World, words: tuple[str, ...]) -> None:
    ended = typed(world, *words)
    assert ended.exit_code == 2
    assert "Usage: " in ended.stderr
    assert "C02DESIGN" in ended.stderr
    assert not world.requests()


def test_a_channel_that_does_not_exist_leaves_the_request_with_those_who_decide(ruled: Open) -> None:
    world = ruled(RULES)
    assert typed(world, "--channel", "C0NOWHERE").exit_code == 0
    world.carry()
    (request,) = world.requests()
    assert any("To see rewards in <#C0NOWHERE>" in text for text in world.told(MEERA))
    assert any(request.id in text for text in world.told(RAVI))


# Beforehand.


def test_a_dry_run_tells_the_rows_the_total_the_tier_who_decides_and_the_budgets_and_records_nothing(
    ruled: Open,
) -> None:
    rules = RULES + '[[budgets]]\nper = "giver"\npoints = 500\nevery = "month"\n'
    world = ruled(rules)
    before = everything(world)
    said = typed(world, "--channel", DESIGN, "--dry-run", policy=rules).stdout
    assert everything(world) == before
    assert "     3  Farah Khan (U05FARAH)        50" in said
    assert "50 points each for Asha Rao (U02ASHA) and Farah Khan (U05FARAH), 100 points in all, asked by Meera" in said
    assert "1 approval by Ravi Kumar (U02RAVI) or Farah Khan (U05FARAH). Now these could approve: Ravi Kumar" in said
    assert "The budget of Meera Nair (U02MEERA) has 500 of 500 points left this month, and 400 after it" in said
    assert "The reason: the release\nThe card goes to C02DESIGN.\n" in said
    found = json.loads(typed(world, "--channel", DESIGN, "--dry-run", "--json", policy=rules).stdout)
    assert (found["id"], found["points_total"], found["deciders"]) == (None, 100, [RAVI])
    assert everything(world) == before


@pytest.mark.parametrize("words", [(), ("--dry-run",), ("--json",)])
def test_every_fault_is_told_at_once_with_its_line_and_nothing_is_recorded(ruled: Open, words: tuple[str, ...]) -> None:
    world = ruled(RULES)
    file = "who;points;reason\nnobody;50;x\nmeera;50;y\nnikhil;60\n\nasha;50\nU02ASHA;5o\nravi;50;a;b\ngita guest;50"
    lines = refused(world, "--channel", DESIGN, *words, file=f"\ufeff{file}".replace("\n", "\r\n")).splitlines()
    assert lines[0] == "Nothing was asked. Please mend 9 things:"
    for line, found in zip(
        lines[1:],
        (
            'line 2, who, "nobody": I know nobody called nobody.',
            "line 3, reason: one request has one reason, and these differ: line 2; line 3.",
            'line 3, who, "meera": whoever asks gets nothing.',
            "line 4, points: one request asks for the same for everybody, and here are 50 in lines 2, 3, 6 and 9; 60",
            'line 4, who, "nikhil": HR has not given me an e-mail and mobile for Nikhil Shah (U07NIKHIL). Add them',
            'line 7, points, "5o": write a whole number in digits, like 50.',
            'line 7, who, "U02ASHA": Asha Rao (U02ASHA) is in line 6 already. Leave one of them out.',
            "line 8: 4 cells under 3 columns.",
            'line 9, who, "gita guest": Gita Guest (U0GUEST) is a guest here. Take the line out.',
        ),
        strict=True,
    ):
        assert line.startswith(found)


@pytest.mark.parametrize(
    ("rules", "words", "told"),
    [
        ("[rewards]\nreason_required_from_points = 50", (), "From 50 points on, a reward needs a reason. Say --reason"),
        ("[rewards]\npoints_max = 40", (), "Points are whole numbers from 1 to 40."),
        ("[rewards]\npoints_multiple_of = 20", (), "Points are given in steps of 20."),
        (f'[rewards]\nchannels = ["{DESIGN}"]', ("--channel", LEADS), f"Rewards are asked for in {DESIGN}. Say one"),
        (
            "[rewards]\nprivate_allowed = false",
            ("--private",),
            "Rewards are not kept private here. Leave out --private.",
        ),
        (f'[rewards]\ngivers = ["{FARAH}"]', (), "Only Farah Khan (U05FARAH) can ask for rewards."),
        ("[rewards]\npeople_max = 1", (), "One request can be for 1 person at most (rewards.people_max), and the file"),
        (
            '[[budgets]]\nper = "giver"\npoints = 99\nevery = "month"',
            (),
            "The budget of Meera Nair (U02MEERA) has 99 of 99 points left this month, and this asks for more.",
        ),
        (
            '[[limits]]\nper = "pair"\npoints = 40\ndays = 30',
            (),
            "Ask for fewer points, ask later, or take the line out.",
        ),
        (
            '[rewards]\nvalue_required = true\n[values]\nownership = "Ownership"',
            (),
            "Write one of these into the reason: #ownership.",
        ),
    ],
)
def test_whoever_asks_is_held_to_the_policy_as_in_slack(
    ruled: Open, rules: str, words: tuple[str, ...], told: str
) -> None:
    world = ruled(RULES + rules)
    words = words or ("--channel", DESIGN)
    file = "who,points\nasha,50\nfarah,50\n"
    assert told in refused(world, *words, file=file, policy=RULES + rules)


def test_a_giver_whom_nobody_knows_and_a_file_that_is_none_are_refused(world: World) -> None:
    assert "I know nobody called zed." in refused(world, "--channel", DESIGN, giver="@zed")
    assert "this is a workbook" in refused(world, "--channel", DESIGN, file=b"PK\x03\x04")
    assert "leave out --reason, or the column" in refused(world, "--channel", DESIGN, "--reason", "another")


def test_a_reason_for_all_may_be_said_and_may_name_a_value(ruled: Open) -> None:
    rules = RULES + '[values]\nownership = "Ownership"\n'
    world = ruled(rules)
    words = ("--reason", "the <launch> #ownership")
    request = asked(world, *words, file="name,points\nasha,50\nfarah,50\n", policy=rules)
    assert (request.reason, request.value) == ("the <launch> #ownership", "ownership")


# Twice.


def test_the_same_file_again_is_refused_until_somebody_says_that_they_mean_it(ruled: Open) -> None:
    world = ruled(RULES)
    first = asked(world)
    for words in ((), ("--dry-run",)):
        told = refused(world, "--channel", DESIGN, *words)
        assert f"{first.id} asked for as many points for all of them on " in told
        assert "is pending" in told
        assert told.endswith("If you mean that once more, say --again.\n")
    second = asked(world, "--again")
    assert second.same_as is not None
    assert second.same_as.id == first.id
    refused(world, "--channel", DESIGN)


def test_it_is_refused_however_long_ago_it_was_and_in_whichever_order_it_stands(world: World) -> None:
    first = asked(world)
    world.alter("UPDATE requests SET asked_at = '2026-01-05T10:00:00.000000+00:00' WHERE id = ?", first.id)
    turned = "who,points,reason\nfarah,50,the release\nU02ASHA,50,the release\n"
    assert f"{first.id} asked for as many points for all of them on 05 Jan 2026" in refused(
        world, "--channel", DESIGN, file=turned
    )
    assert asked(world, file=turned.replace("the release", "the next release")).reason == "the next release"


def test_what_came_to_nothing_may_be_asked_again_without_a_word(ruled: Open) -> None:
    world = ruled(RULES)
    first = asked(world)
    world.decline(first, "not now")
    world.carry()
    assert asked(world).id != first.id


def test_another_file_for_one_of_the_same_people_within_minutes_is_taken_for_a_slip(ruled: Open) -> None:
    world = ruled(RULES)
    first = asked(world)
    told = refused(world, "--channel", DESIGN, file="who,points\nasha,50\nravi,50\n")
    assert f"{first.id} asked for as many points for 1 of them on " in told


def test_of_many_who_ask_for_the_same_at_once_one_does(ruled: Open) -> None:
    world = ruled(RULES)
    asker = Asker(world.bot.ledger, world.policy, random_letters)
    line = Line(sample.TEAM_ID, DESIGN, MEERA, "", "", operator="command line: hr")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: asker.ask_list(Ask((ASHA, FARAH), 50), line, again=False), range(8)))
    assert Counter(map(type, found)) == {Asked: 1, AskedBefore: 7}
    assert len(world.requests()) == 1
