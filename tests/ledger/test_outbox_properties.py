"""Whatever is staged, taken, put back, finished, forgotten, in whatever order: no message is lost, and none is in
two hands at once."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.ledger import Errand, Lane
from tests.ledger.shelf import Clock, a_request, add, opened

LEASE = timedelta(seconds=30)
Key = tuple[str | None, str]
"""A request and a place: one message."""

KEYS = st.tuples(st.sampled_from(["R-222222", "R-333333"]), st.sampled_from(["C1", "U1", "U2"]))


@dataclass
class Hand:
    """One carrier with what it took. `wish` is which wish for the message it saw when it did."""

    errand: Errand
    until: datetime
    wish: int

    @property
    def key(self) -> Key:
        return self.errand.request_id, self.errand.place


class OutboxMachine(RuleBasedStateMachine):
    """`wishes` counts how often each message was staged, `served` the newest wish that was carried."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.ledger = opened(Path(self.folder.name), self.clock)
        with self.ledger.write() as tx:
            for letters in ("222222", "333333"):
                add(tx, a_request(letters))
        self.wishes: dict[Key, int] = {}
        self.served: dict[Key, int] = {}
        self.hands: list[Hand] = []
        self.current: dict[int, Hand] = {}

    @rule(key=KEYS, seconds=st.sampled_from([0, 0, 0, 40]), urgent=st.booleans())
    def stage(self, key: Key, seconds: int, urgent: bool) -> None:
        with self.ledger.write() as tx:
            due_at = tx.now + timedelta(seconds=seconds)
            tx.stage(Lane.MESSAGES, key[0], "card", key[1], due_at=due_at, urgent=urgent)
        self.wishes[key] = self.wishes.get(key, 0) + 1

    @rule()
    def take(self) -> None:
        with self.ledger.read() as view:
            errand_id = view.due(Lane.MESSAGES)
        if errand_id is not None:
            self.take_this(errand_id)

    @precondition(lambda self: self.current)
    @rule(data=st.data())
    def take_what_another_may_have(self, data: st.DataObject) -> None:
        """A carrier that looked long ago, and takes only now."""
        self.take_this(data.draw(st.sampled_from(sorted(self.current))))

    def take_this(self, errand_id: int) -> None:
        with self.ledger.write() as tx:
            errand = tx.take(errand_id, until=tx.now + LEASE)
            until = tx.now + LEASE
        if errand is None:
            return
        holder = self.current.get(errand_id)
        assert holder is None or holder.until <= self.clock.now, "in two hands at once"
        hand = Hand(errand, until, self.wishes[errand.request_id, errand.place])
        self.hands.append(hand)
        self.current[errand_id] = hand

    @precondition(lambda self: self.hands)
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        hand = data.draw(st.sampled_from(self.hands))
        with self.ledger.write() as tx:
            is_done = tx.finish(hand.errand, "done")
        is_current = self.let_go(hand)
        assert is_done == (is_current and hand.wish == self.wishes[hand.key])
        if is_done:
            self.served[hand.key] = hand.wish

    @precondition(lambda self: self.hands)
    @rule(data=st.data(), seconds=st.sampled_from([0, 5, 60]), in_doubt=st.booleans())
    def put_back(self, data: st.DataObject, seconds: int, in_doubt: bool) -> None:
        hand = data.draw(st.sampled_from(self.hands))
        with self.ledger.write() as tx:
            tx.put_back(hand.errand, tx.now + timedelta(seconds=seconds), "again", in_doubt=in_doubt)
        self.let_go(hand)

    def let_go(self, hand: Hand) -> bool:
        """Whether this hand still had it."""
        self.hands.remove(hand)
        if self.current.get(hand.errand.id) is not hand:
            return False
        del self.current[hand.errand.id]
        return True

    @precondition(lambda self: self.hands)
    @rule(data=st.data())
    def die(self, data: st.DataObject) -> None:
        """A carrier that is never heard of again."""
        self.hands.remove(data.draw(st.sampled_from(self.hands)))

    @rule(seconds=st.sampled_from([1, 10, 31]))
    def time_passes(self, seconds: int) -> None:
        self.clock.move(seconds)

    @invariant()
    def what_is_wanted_is_open_and_what_was_served_is_not(self) -> None:
        with self.ledger.read() as view:
            rows = view._all("SELECT request_id, place FROM outbox WHERE done_at IS NULL")
        wanted = {key for key, wish in self.wishes.items() if self.served.get(key) != wish}
        assert sorted((row["request_id"], row["place"]) for row in rows) == sorted(wanted)

    def teardown(self) -> None:
        """In the end everything is carried."""
        for _ in range(200):
            self.clock.move(61)
            self.take()
            for hand in list(self.current.values()):
                with self.ledger.write() as tx:
                    if tx.finish(hand.errand, "done"):
                        self.served[hand.key] = hand.wish
            self.current.clear()
        assert self.served == self.wishes
        self.ledger.close()
        self.folder.cleanup()


TestOutbox = OutboxMachine.TestCase
TestOutbox.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
