"""How a command ends when it cannot do its work: one clear line on stderr and exit code 1."""

from __future__ import annotations

import errno
import functools
import logging
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

import click

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


class Commands(click.Group):
    """The commands, and how each ends where the system refuses it a file, or what it says has nowhere to go."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            try:
                return super().main(*args, **kwargs)
            finally:
                # Else it is written after the exit code was settled.
                if sys.stdout is not None:
                    sys.stdout.flush()
        except OSError as error:
            _say_no_more()
            if error.errno == errno.EPIPE:
                # Whoever was reading has read enough, such as `head -1`.
                sys.exit(1)
            what = f"{error.filename} cannot be used" if error.filename else "What this command says cannot be written"
            fail(f"{what}: {error.strerror or type(error).__name__}.")


def _say_no_more() -> None:
    """What is left to be written would fail once more when Python ends, and be told by Python."""
    with suppress(OSError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
