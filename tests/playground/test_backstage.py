"""One reward followed behind the scenes, in what the page is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.core.moves import REQUEST_MOVES, REWARD_MOVES
from bot.playground import sample
from bot.playground.backstage import Backstage
from bot.playground.enkash import ALLOCATE
from bot.playground.faults import lose_reply
from bot.playground.play import name_of
from bot.playground.tape import SIGNATURE_SHOWN, Tape
from tests.world import RAVI, open_world, through

SECRETS = (
    *(sample.IDENTITY.bot_token, sample.IDENTITY.signing_secret, sample.HISTORY_KEY),
    *(sample.ENKASH.client_secret, sample.ENKASH.password, "playground-access-token"),
    *("asha.rao@", "9800000004", "hooks", "response_url\", \"http"),
)  # fmt: skip


class Scene:
    """A world with somebody who looks behind its scenes."""

    def __init__(self, folder: Path) -> None:
        self.world = open_world(folder)
        tape = Tape(self.world.clock)
        self.world.slack.deliver_by(tape.recording(through(self.world.bot.wsgi())))
        names = lambda id_: name_of(self.world.slack, id_)  # noqa: E731
        self.backstage = Backstage(self.world.bot.ledger, self.world.enkash, tape, names)

    def followed(self, following: str = "") -> Any:
        return self.backstage.snapshot({"following": following})["followed"]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    found = Scene(tmp_path)
    yield found
    found.world.served.stop()
    found.world.bot.ledger.close()


def titles(followed: Any) -> list[str]:
    return [f"{step['kind']}: {step['title']}" for step in reversed(followed["steps"])]


def test_a_reward_is_followed_from_the_signed_request_to_enkash_s_reply(scene: Scene) -> None:
    world = scene.world
    request = world.asked()
    world.approve(request)
    world.carry()
    followed = scene.followed()
    told = titles(followed)
    assert [step for step in told if step != "commit: staged"] == [
        "heard: Meera Nair sends /reward",
        "commit: asked",
        "heard: Ravi Kumar presses Approve",
        "commit: approved",
        "commit: sending",
        f"posted: POST {ALLOCATE}",
        "commit: allocated",
    ]
    assert followed["id"] == request.id
    assert followed["path"]["here"] == "allocated"
    assert followed["path"]["been"] == [("pending", "approved"), ("approved", "sending"), ("sending", "allocated")]
    approved = next(step for step in followed["steps"] if step["title"] == "approved")
    assert approved["entries"][0]["by"] == "Ravi Kumar"
    assert "1 of 1" in approved["entries"][0]["detail"]
    assert {"lane": "money", "kind": "allocation", "place": request.reward.id} in approved["rows"]
    assert {row["state"] for row in followed["outbox"] if row["kind"] == "allocation"} == {"done"}


def test_what_is_secret_or_personal_is_covered(scene: Scene) -> None:
    world = scene.world
    world.approve(world.asked())
    world.carry()
    followed = scene.followed()
    shown = json.dumps(followed, default=str)
    assert [secret for secret in SECRETS if secret in shown] == []
    heard = next(step for step in followed["steps"] if step["kind"] == "heard")
    signature = dict(heard["headers"])["X-Slack-Signature"]
    assert signature.startswith("v0=")
    assert len(signature) == SIGNATURE_SHOWN + 1
    assert dict(heard["fields"])["trigger_id"] == dict(heard["fields"])["response_url"] == "hidden"
    posted = next(step for step in followed["steps"] if step["kind"] == "posted")
    assert dict(posted["fields"])["email"] == "a•••@example.com"
    assert dict(posted["reply"])["payload.mobile"] == "98••••0004"
    assert dict(posted["reply"])["code"] == "0"


def test_a_lost_reply_is_followed_to_unknown_and_to_where_it_is_settled(scene: Scene) -> None:
    world = scene.world
    world.enkash.faults.next(ALLOCATE, lose_reply())
    world.approve(world.asked())
    world.carry()
    unknown = scene.followed()
    assert unknown["path"]["here"] == "unknown"
    assert unknown["steps"][-1]["kind"] == "heard"
    lost = next(step for step in unknown["steps"] if step["kind"] == "posted")
    assert (lost["answered"], lost["reply"]) == ("no answer: the connection closed", [])
    assert any(row["state"] == "waiting" and row["kind"] == "allocation" for row in unknown["outbox"])
    world.clock.pass_time(minutes=1)
    world.carry()
    settled = scene.followed()
    assert settled["path"]["been"][-1] == ("unknown", "allocated")
    assert "posted: POST transaction/all" in titles(settled)


def test_the_newest_is_followed_and_any_other_by_its_id(scene: Scene) -> None:
    first, second = scene.world.asked(), scene.world.asked("<@U02ASHA> 7 for the tea")
    assert scene.followed()["id"] == second.id
    assert scene.followed(first.id.lower())["id"] == first.id
    assert scene.followed("R-NOSUCH")["id"] == second.id
    choices = scene.backstage.snapshot({})["choices"]
    assert [choice["id"] for choice in choices] == [second.id, first.id]
    assert choices[0]["words"] == "Meera Nair to Asha Rao, 7 points"


def test_whoever_may_not_decide_is_in_the_story_with_the_reason(scene: Scene) -> None:
    world = scene.world
    request = world.asked()
    world.approve(request, by=sample.GIVER_ID)
    refused = next(step for step in scene.followed()["steps"] if step["title"] == "not allowed to decide")
    assert refused["entries"][0]["by"] == "Meera Nair"


def test_nothing_is_followed_before_anybody_asked(scene: Scene) -> None:
    assert scene.backstage.snapshot({}) == {"choices": [], "followed": None}


def test_the_drawn_path_knows_every_legal_move_and_no_other(scene: Scene) -> None:
    scene.world.asked()
    moves = scene.followed()["path"]["moves"]
    assert {tuple(move) for move in moves} == {(str(came), str(goes)) for came, goes in REQUEST_MOVES | REWARD_MOVES}
    drawn = (Path(__file__).parents[2] / "bot/playground/page/path.js").read_text("utf-8")
    assert [status for move in moves for status in move if f"{status}: [" not in drawn] == []


def test_the_story_is_read_and_never_written(scene: Scene) -> None:
    scene.world.approve(scene.world.asked(), by=RAVI)
    with scene.world.bot.ledger.read() as view:
        before = view.newest_entry_id(), view.newest_errand()
    for _ in range(3):
        scene.followed()
    with scene.world.bot.ledger.read() as view:
        assert (view.newest_entry_id(), view.newest_errand()) == before
