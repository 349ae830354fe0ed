"""`/reward explain …` and `shabash explain` say what would become of a request, by the code that records one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.explanation import Explanation
from bot.core.refusal import Refusal, Why
from bot.messages.explaining import explained
from bot.rewards.explaining import Explainer
from bot.settings import to_policy
from tests.shell import environment, shabash
from tests.world import ASHA, DESIGN, FARAH, LEADS, MEERA, NIKHIL, RAVI, World, open_world

POLICY = f"""
[approvals]
approvers = ["{RAVI}", "{FARAH}"]
[[approvals.tiers]]
up_to_points = 1000
approvals = 1
[[approvals.tiers]]
up_to_points = 5000
approvals = 2
[rewards]
points_max = 5000
points_min = 10
points_multiple_of = 5
reason_required_from_points = 500
channels = ["{DESIGN}"]
"""


@pytest.fixture
def ruled(tmp_path: Path) -> Iterator[World]:
    world = open_world(tmp_path, policy=POLICY)
    yield world
    world.bot.ledger.close()
    world.served.stop()


def whole_ledger(world: World) -> list[object]:
    """Every row of every table that anything is recorded in."""
    tables = ("requests", "rewards", "decisions", "history", "outbox", "posts", "pauses", "token_calls")
    return [world.rows(f"SELECT * FROM {table}") for table in tables]


def explain(world: World, line: str, *, by: str = MEERA, at: str = DESIGN) -> str:
    world.ask(f"explain {line}", by=by, at=at)
    return world.whispered(by)[-1]


def test_each_rule_the_tier_the_approvers_and_enkashs_request_are_told(ruled: World) -> None:
    said = explain(ruled, f"<@{ASHA}> 2,000 for the launch")
    assert "2,000 points for <@U02ASHA> (Asha Rao), asked by <@U02MEERA>" in said
    assert said.count("✓") == 13
    assert "✗" not in said
    assert "*Tier:* up to 5,000 points, 2 approvals by <@U02RAVI> or <@U05FARAH>." in said
    assert "Now these could approve: <@U02RAVI> and <@U05FARAH>." in said
    assert "*Where nobody decides:* a reminder <!date" in said
    assert '"loadAmount": 2000' in said
    assert '"uniqueReferenceNumber": "(made when it is asked)"' in said


def test_nothing_is_recorded_and_nothing_is_sent(ruled: World) -> None:
    before = whole_ledger(ruled)
    for line in (f"<@{ASHA}> 2,000 for the launch", f"<@{ASHA}> 11", f"<@{NIKHIL}> 100", "nonsense", ""):
        explain(ruled, line)
    ruled.carry()
    assert whole_ledger(ruled) == before
    assert not ruled.allocations()
    assert not ruled.told(RAVI)


def test_nobodys_details_and_no_account_are_in_it(ruled: World) -> None:
    said = explain(ruled, f"<@{ASHA}> 100")
    holder = ruled.rows(f"SELECT email, mobile FROM people WHERE slack_user_id = '{ASHA}'")[0]
    account = (ruled.settings.enkash_company_id, ruled.settings.enkash_card_account_id)
    assert '"email": "•••"' in said
    for secret in (*holder, *account):
        assert secret not in said


@pytest.mark.parametrize(
    ("line", "by", "at", "why"),
    [
        (f"<@{ASHA}> 12", MEERA, DESIGN, Why.NOT_A_MULTIPLE),
        (f"<@{ASHA}> 500", MEERA, DESIGN, Why.REASON_MISSING),
        (f"<@{ASHA}> 100", MEERA, LEADS, Why.NOT_HERE),
        (f"<@{NIKHIL}> 100", MEERA, DESIGN, Why.NOT_MAPPED),
        (f"<@{MEERA}> 100", MEERA, DESIGN, Why.YOURSELF),
        (f"<@{ASHA}> 2000 for x", RAVI, DESIGN, Why.TOO_FEW_DECIDE),
        (f"<@{ASHA}> 6000 for x", MEERA, DESIGN, Why.NOT_WHOLE),
    ],
)
def test_what_would_be_refused_is_refused_in_the_same_words(
    ruled: World, line: str, by: str, at: str, why: Why
) -> None:
    explainer = Explainer(ruled.bot.ledger, ruled.policy, lambda allocation: {})
    found = explainer.explain(line, by, at)
    refusal = found.refusal if isinstance(found, Explanation) else found
    assert isinstance(refusal, Refusal)
    assert refusal.why is why
    said = explain(ruled, line, by=by, at=at)
    ruled.ask(line, by=by, at=at)
    assert not ruled.requests()
    assert f"It would be refused: {ruled.whispered(by)[-1]}" in said


def test_the_command_may_stand_before_the_line(ruled: World) -> None:
    assert explain(ruled, f"/reward <@{ASHA}> 100") == explain(ruled, f"<@{ASHA}> 100")


def test_what_asks_for_nothing_is_told_what_can_be_explained(ruled: World) -> None:
    for line in ("", "pending", "explain me"):
        assert "`/reward explain @asha 100 for shipping the demo`" in explain(ruled, line)


def test_what_is_said_yes_to_can_then_be_asked(ruled: World) -> None:
    line = f"<@{ASHA}> 100"
    assert "✗" not in explain(ruled, line)
    assert ruled.asked(line).quorum == 1


def test_a_person_who_is_called_what_two_are_called_is_asked_for_by_id(ruled: World) -> None:
    with ruled.bot.ledger.read() as view:
        assert [user.id for user in view.users_called("asha")] == [ASHA]
        assert [user.id for user in view.users_called("ASHA RAO")] == [ASHA]
        assert [user.id for user in view.users_called("asha.rao@example.com")] == [ASHA]
        assert [user.id for user in view.users_called(ASHA)] == [ASHA]
        assert view.users_called("as") == view.users_called("%") == view.users_called("") == ()


def test_an_explanation_keeps_what_a_person_wrote_inert(ruled: World) -> None:
    explainer = Explainer(ruled.bot.ledger, to_policy(POLICY), lambda allocation: {"x": "<!channel>"})
    message = explained(explainer.explain(f"<@{ASHA}> 100 for &lt;!channel&gt;", MEERA, DESIGN), command="/reward")
    assert "<!channel>" not in str(message.blocks)


@pytest.mark.slow
def test_the_command_line_says_it_by_name_and_refuses_with_1(ruled: World, tmp_path: Path) -> None:
    env = environment(ruled.settings, POLICY=POLICY)
    said = shabash("explain", "/reward @asha 2000 for the launch & more", "--as", "@meera", env=env, folder=tmp_path)
    assert "2,000 points for Asha Rao (U02ASHA), asked by Meera Nair (U02MEERA)" in said.stdout
    assert "2 approvals by Ravi Kumar (U02RAVI) or Farah Khan (U05FARAH)" in said.stdout
    assert '"loadAmount": 2000' in said.stdout
    assert "a reminder " in said.stdout
    assert "<!date" not in said.stdout
    refused = shabash("explain", "@asha 12", "--as", "meera.nair@example.com", env=env, folder=tmp_path, code=1)
    assert "Points are given in steps of 5." in refused.stdout
    unknown = shabash("explain", "@asha 10", "--as", "@nobody", env=env, folder=tmp_path, code=1)
    assert "I know nobody called nobody." in unknown.stderr
