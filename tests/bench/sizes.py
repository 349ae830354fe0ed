"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each; `rewards` are the sizes of the ledgers that are filled, one after the other, and `replicas` the
    numbers of processes that share one. More are `queued` than are carried at a time."""

    commands: int
    default_commands: int
    load_rounds: int
    load_seconds: float
    clicks: int
    queued: int
    allocations: int
    allocation_rounds: int
    rewards: tuple[int, ...]
    commands_when_full: int
    memory_commands: tuple[int, int]
    starts: int
    attacks: int
    verified: int
    sustained_seconds: float
    sustained_a_second: int = 50
    replicas: tuple[int, ...] = (1, 2, 3, 4)


FULL = Size(
    commands=600,
    default_commands=200,
    load_rounds=3,
    load_seconds=2.0,
    clicks=800,
    queued=64,
    allocations=320,
    allocation_rounds=3,
    rewards=(100_000, 1_000_000),
    commands_when_full=400,
    memory_commands=(1_000, 100_000),
    starts=9,
    attacks=200,
    verified=10_000,
    sustained_seconds=120,
)
QUICK = Size(
    commands=200,
    default_commands=50,
    load_rounds=1,
    load_seconds=1.0,
    clicks=200,
    queued=64,
    allocations=160,
    allocation_rounds=1,
    rewards=(10_000, 100_000),
    commands_when_full=100,
    memory_commands=(1_000, 10_000),
    starts=3,
    attacks=40,
    verified=2_000,
    sustained_seconds=15,
)
TINY = Size(
    commands=5,
    default_commands=10,
    load_rounds=1,
    load_seconds=0.02,
    clicks=5,
    queued=20,
    allocations=16,
    allocation_rounds=1,
    rewards=(50, 100),
    commands_when_full=5,
    memory_commands=(5, 10),
    starts=1,
    attacks=2,
    verified=20,
    sustained_seconds=2,
    sustained_a_second=5,
    replicas=(1, 2),
)
