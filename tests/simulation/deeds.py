"""What may happen in a life, beside what Slack and EnKash do to each call.

No life has everything: one with a few kinds of trouble goes deeper into each, and costs less (Groce and others, "Swarm
Testing", 2012). Its seed decides which chapters it has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, get_args

from bot.playground.enkash_books import OnRepeat
from tests.simulation.company import FARAH, RAVI
from tests.simulation.nature import Killed, Nature
from tests.simulation.replica import Replica

if TYPE_CHECKING:
    from tests.simulation.run import Run

Deed = Callable[["Run", Replica], object]

# A step of the outbox is small, and its threads take one after the other.
STEPS_IN_A_ROW = 3


def carry_money(bot: Replica, steps: int = STEPS_IN_A_ROW) -> None:
    for _ in range(steps):
        if not bot.money.run_once():
            return


def carry_messages(bot: Replica, steps: int = STEPS_IN_A_ROW) -> None:
    for _ in range(steps):
        if not bot.messages.run_once():
            return


def die(bot: Replica) -> None:
    bot.die("while idle")
    raise Killed


def wait(run: Run) -> None:
    """Time passes, seldom so much that a request runs out."""
    seconds = run.nature.pick((1, 1, 6, 6, 20, 20, 46, 46, 60, 120, 120, 400, 1_000, 15_000))
    run.nature.pass_time(run.nature.chance.uniform(0, seconds))
    run.enkash.deliver_late()


def turn_weather(run: Run) -> None:
    """How bad it is from now on, at EnKash and at Slack."""
    nature, enkash, slack = run.nature, run.enkash, run.slack
    enkash.trouble = nature.pick((0.0, 0.2, 0.5, 0.8))
    enkash.is_down = nature.happens(0.05)
    if "trouble at Slack" in run.character.chapters:
        slack.trouble = nature.pick((0.0, 0.1, 0.5))
        slack.is_down = nature.happens(0.2)
        slack.has_no_token = nature.happens(0.1)
        slack.closed_places = {"C02LEADS"} if nature.happens(0.3) else set()
    nature.note("weather", enkash.trouble, enkash.is_down, slack.trouble, slack.is_down)


def decide_at_the_deadline(run: Run, bot: Replica) -> None:
    """Both approvers click within a moment of the deadline, while the clock that ends the request ticks too."""
    with bot.ledger.read() as view:
        row = view._one("SELECT id, expires_at FROM requests WHERE status = 'pending' ORDER BY expires_at LIMIT 1")
    if row is None:
        return
    nature = run.nature
    left_seconds = (datetime.fromisoformat(row["expires_at"]) - nature.now()).total_seconds()
    nature.pass_time(max(0.0, left_seconds + nature.pick((-1.0, -0.001, 0.001, 1.0))))
    nature.note("the deadline", row["id"])
    racers: list[Callable[[], object]] = [
        lambda: run.company.click(bot, row["id"], RAVI, "approve"),
        lambda: run.company.click(bot, row["id"], FARAH, "approve"),
        lambda: carry_money(bot),
    ]
    for racer in nature.chance.sample(racers, len(racers)):
        racer()


def jump(run: Run) -> None:
    """Somebody sets the wall clock."""
    run.nature.jump(run.nature.chance.uniform(-7_200, 7_200))


def roll_back(run: Run, bot: Replica) -> None:
    """The ledger falls back to its copy, as soon as nobody is at work; every process starts again on it."""
    if run.copies.newest is None or run.busy != [bot]:
        return
    for replica in run.replicas:
        replica.die("with its ledger")
    run.copies.put_back()
    for replica in run.replicas:
        if replica is not bot:
            replica.restart()
    raise Killed


ALWAYS: tuple[Deed, ...] = (
    *[lambda run, bot: run.company.ask(bot)] * 3,
    *[lambda run, bot: run.company.ask_and_approve(bot)] * 6,
    *[lambda run, bot: run.company.decide(bot)] * 6,
    *[lambda run, bot: carry_money(bot)] * 16,
    *[lambda run, bot: carry_messages(bot)] * 4,
    *[lambda run, bot: wait(run)] * 6,
    *[lambda run, bot: turn_weather(run)] * 2,
    *[lambda run, bot: run.company.settle(bot)] * 4,
    *[lambda run, bot: run.company.switch(bot)] * 2,
    lambda run, bot: die(bot),
)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A kind of trouble that so many lives have, and its deeds among the others."""

    name: str
    share: float
    deeds: tuple[Deed, ...] = ()


OLDER_COPIES = "older copies"
CHAPTERS = (
    Chapter("trouble at Slack", 0.5),
    Chapter("Slack is away for a day", 0.08),
    Chapter(OLDER_COPIES, 0.25, (*[lambda run, bot: run.copies.make(bot)] * 2, roll_back)),
    Chapter("comparisons", 0.4, (lambda run, bot: run.company.compare(bot),) * 8),
    Chapter("deputies", 0.3, (lambda run, bot: run.company.go_away(bot),) * 3),
    Chapter("people come and go", 0.3, (lambda run, bot: run.company.change(bot),) * 2),
    Chapter("clocks that jump", 0.3, (lambda run, bot: jump(run),) * 2),
    Chapter("decisions at the deadline", 0.2, (decide_at_the_deadline,)),
    Chapter("operators who hurry", 0.15, (lambda run, bot: run.company.settle(bot, hesitation=0.0),) * 10),
    Chapter(
        "points are taken back",
        0.35,
        (
            *[lambda run, bot: run.company.take_back_and_approve(bot)] * 5,
            *[lambda run, bot: run.company.take_back(bot)] * 2,
            lambda run, bot: run.company.spend(),
        ),
    ),
    Chapter("tokens end early", 0.4, (lambda run, bot: run.enkash.forget_tokens(),) * 2),
)


@dataclass(frozen=True, slots=True)
class Character:
    """What one life is like."""

    replicas: int
    on_repeat: OnRepeat
    chapters: frozenset[str]
    deeds: tuple[Deed, ...]


def character_of(nature: Nature, *, is_in_a_file: bool) -> Character:
    chapters = [chapter for chapter in CHAPTERS if nature.chance.random() < chapter.share]
    if not is_in_a_file:
        # A database is put back by its own programs, and then held by the command that the other lives try.
        chapters = [chapter for chapter in chapters if chapter.name != OLDER_COPIES]
    return Character(
        nature.pick((1, 2, 2, 2, 3)),
        nature.pick(get_args(OnRepeat)),
        frozenset(chapter.name for chapter in chapters),
        (*ALWAYS, *(deed for chapter in chapters for deed in chapter.deeds)),
    )
