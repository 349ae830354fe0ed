"""What is done on the failing disk, and what must be true of the answer, and of ledger and EnKash after a restart."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core.reward import Request, RequestStatus, RewardStatus
from tests.disk_faults.nursery import Fault, Job, Nursery, Report
from tests.world import LEADS, MEERA, RAVI, World

NOT_KEPT = ("Nothing was kept", "so I could not do this")
IN_DOUBT = "I cannot tell whether this was kept"
# Longer than any lease, and in the end than the pauses between look-ups.
PATIENCE_SECONDS = (60, 60, 400, 400, 4_000)


class Deeds:
    """Each deed is one request of its own in one long world. What it finds broken it returns, a line each."""

    def __init__(self, world: World, nursery: Nursery) -> None:
        self._world = world
        self._nursery = nursery
        self._points = 100
        self._fault: Fault | None = None
        self.report = Report()

    def do(self, deed: str, fault: Fault | None = None) -> list[str]:
        """Do it, then start again on a disk that works."""
        self._points += 1
        self._fault = fault
        deeds: Mapping[str, Callable[[Fault | None], list[str]]] = {
            "ask": self._ask,
            "approve": self._approve,
            "send": self._send,
            "start": self._start,
        }
        broken = deeds[deed](fault)
        if self.report.unforeseen:
            broken.append(f"unforeseen: {self.report.unforeseen}")
        health = self._world.rows("PRAGMA integrity_check")
        return broken if health == [("ok",)] else [*broken, str(health)]

    # The deeds.

    def _ask(self, fault: Fault | None) -> list[str]:
        world = self._world
        first, second = self._line(), f"<@U02ASHA> {self._points + 5_000} for the same again"
        before = len(world.whispered(MEERA))
        deliveries = [self._caught(lambda: world.ask(first)), self._caught(lambda: world.ask(second, at=LEADS))]
        report = self._elsewhere("deliver", fault, *deliveries)
        answers = [response[2].decode() for response in report.responses]
        assert len(world.whispered(MEERA)) == before
        self._restart()
        broken = self._true_of(answers[0], is_kept=self._found(self._points) is not None, done="Asked for")
        if not report.failure and "Asked for" not in answers[1]:
            broken.append(f"stayed up, and then answered {answers[1]!r}")
        if not report.failure and self._found(self._points + 5_000) is None:
            broken.append("stayed up, and then kept nothing")
        return broken

    def _approve(self, fault: Fault | None) -> list[str]:
        world = self._world
        request = world.asked(self._line())
        before = len(world.whispered(RAVI))
        self._elsewhere("deliver", fault, self._caught(lambda: world.approve(request)))
        said = " ".join(world.whispered(RAVI)[before:])
        self._restart()
        is_kept = world.now_of(request).status is RequestStatus.APPROVED
        broken = self._true_of(said, is_kept=is_kept, done="")
        if not is_kept:
            world.approve(request)
        return broken + self._rewarded(request, is_sure=True)

    def _send(self, fault: Fault | None) -> list[str]:
        world = self._world
        request = world.asked(self._line())
        world.approve(request)
        report = self._elsewhere("send", fault)
        self._restart()
        # A claim that may have been kept, or that a disk which stays full lets nobody put back, was never sent: only a
        # person can know.
        is_lasting = fault is not None and fault.when.endswith("+")
        return self._rewarded(request, is_sure=not report.failure and not is_lasting)

    def _start(self, fault: Fault | None) -> list[str]:
        world = self._world
        before = world.rows("SELECT id, status FROM requests ORDER BY id")
        report = self._elsewhere("start", fault)
        self._restart()
        broken = [] if world.rows("SELECT id, status FROM requests ORDER BY id") == before else ["requests changed"]
        if "Nothing was kept" in report.refused and not report.refused.startswith(("LedgerReadOnly", "LedgerFull")):
            broken.append(f"says of a start: {report.refused}")
        return broken

    # What they share.

    def _line(self) -> str:
        return f"<@U02ASHA> {self._points} for shipping the demo"

    def _caught(self, deliver: Callable[[], object]) -> tuple[Mapping[str, str], bytes]:
        """What Slack would have sent, signed; nobody has heard it yet."""
        caught: list[tuple[Mapping[str, str], bytes]] = []

        def catch(headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
            caught.append((headers, body))
            return 200, {}, b""

        self._world.slack.deliver_by(catch)
        deliver()
        return caught[0]

    def _elsewhere(self, deed: str, fault: Fault | None, *deliveries: tuple[Mapping[str, str], bytes]) -> Report:
        world = self._world
        world.bot.ledger.close()
        job = Job(world.settings, world.policy, world.clock.now, deed, deliveries, fault)
        self.report = self._nursery.do(job)
        return self.report

    def _restart(self) -> None:
        self._world.clock.pass_time(seconds=1)
        self._world.restart()

    def _found(self, points: int) -> Request | None:
        return next((request for request in self._world.requests() if request.points == points), None)

    def _true_of(self, answer: str, *, is_kept: bool, done: str) -> list[str]:
        """Whether the answer says what is so, and the process ended where nobody could say."""
        if IN_DOUBT in answer:
            return [] if self.report.failure else ["in doubt, and went on"]
        if self.report.failure:
            return [f"ended, and said {answer!r}"]
        if any(words in answer for words in NOT_KEPT):
            # A sync is made by a commit alone, and after one that failed nobody knows what the disk holds.
            if self._fault is not None and self._fault.call == "fdatasync":
                return [f"said {answer!r} of a commit in doubt"]
            return [f"kept, and said {answer!r}"] if is_kept else []
        is_done = done in answer if done else not answer
        return [] if is_done and is_kept else [f"{'kept' if is_kept else 'not kept'}, and said {answer!r}"]

    def _rewarded(self, request: Request, *, is_sure: bool) -> list[str]:
        """Let it come to rest: paid once and known to be, or never sent and left to a person."""
        world = self._world
        for seconds in PATIENCE_SECONDS:
            world.carry()
            if world.reward(request).status is RewardStatus.ALLOCATED:
                break
            world.clock.pass_time(seconds=seconds)
        reward = world.reward(request)
        posts = [post for post in world.allocations() if post.reference == reward.reference]
        broken = [] if len(posts) <= 1 else [f"{reward.reference} was sent {len(posts)} times"]
        if (reward.status is RewardStatus.ALLOCATED) != (len(posts) == 1):
            broken.append(f"{reward.status} after {len(posts)} posts")
        if is_sure and reward.status is not RewardStatus.ALLOCATED:
            broken.append(f"{reward.status}, and nobody was in doubt")
        return broken
