"""Fixtures for EnKash's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace

import pytest

from bot.enkash import EnkashClient
from tests.enkash.enkash_double import CONFIG, Count, Hand, LoopbackServer, Serve


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a loopback server around a reaction, and a client that speaks to it."""
    with ExitStack() as open_ones:

        def start(react: Callable[[Hand], None], timeout_seconds: float = 5.0) -> tuple[LoopbackServer, EnkashClient]:
            server = LoopbackServer(react)
            open_ones.callback(server.close)
            config = replace(
                CONFIG,
                api_url=f"http://{server.address}",
                token_url=f"http://{server.address}/oauth/token",
                timeout_seconds=timeout_seconds,
            )
            return server, open_ones.enter_context(closing(EnkashClient(config, Count())))

        yield start
