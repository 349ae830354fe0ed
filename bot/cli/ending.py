"""How a command ends when it cannot do its work: one clear line on stderr and exit code 1."""

from __future__ import annotations

import functools
import logging
import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from bot.cli.saying import say
from bot.core.errors import ShabashError


def fail(sentence: str) -> NoReturn:
    """Say why on stderr and end with 1."""
    say(sentence, err=True)
    sys.exit(1)


def leave(code: int) -> NoReturn:
    """End at once. Python would wait for the threads of pools, such as one whose call to Slack hangs."""
    logging.shutdown()
    sys.stdout.flush()
    os._exit(code)


def refusing(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose own errors end it with their sentence and exit code 1."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except ShabashError as error:
            fail(error.sentence)

    return run
