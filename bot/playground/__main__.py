"""`python -m bot.playground`: the bot as the playground runs it, which is `shabash run` that outlives nobody."""

from __future__ import annotations

import os
import signal
import sys
import threading

from bot import log
from bot.app import Shabash
from bot.settings import read_policy, settings_from_environment


def main() -> None:
    """Be the bot until told to end, or until whoever started it has gone."""
    settings = settings_from_environment()
    policy = read_policy(settings)
    log.set_up(settings.log_format)
    log.set_hooks()
    threading.Thread(target=_end_with_the_playground, name="playground", daemon=True).start()
    failure = Shabash(settings, policy).run()
    # Whatever still waits for an answer does not hold the process, as with `shabash run`.
    sys.stderr.flush()
    os._exit(0 if failure is None else 1)


def _end_with_the_playground() -> None:
    """Its end of the pipe closes when it ends, whatever it ends of."""
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
