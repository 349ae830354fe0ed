"""One line a step, and nothing personal on any of them, whatever goes wrong."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.log import FIELDS, ConsoleLines, JsonLines, set_up


def a_record(event: str = "settled", exc_info: Any = None, **extra: object) -> logging.LogRecord:
    record = logging.LogRecord("bot.test", logging.INFO, __file__, 1, event, None, exc_info)
    record.__dict__.update(extra)
    return record


def an_error(words: str) -> Any:
    try:
        raise ValueError(words)
    except ValueError:
        return sys.exc_info()


def of_json(record: logging.LogRecord) -> dict[str, Any]:
    line = JsonLines().format(record)
    assert "\n" not in line
    found = json.loads(line)
    assert isinstance(found, dict)
    return found


# The lines.


def test_json_has_the_time_the_level_the_event_and_the_fields() -> None:
    found = of_json(a_record(reward_id="R-7Q2MK4", attempt=1))
    assert found.pop("at").endswith("+00:00")
    assert found == {"level": "info", "event": "settled", "reward_id": "R-7Q2MK4", "attempt": 1}


def test_the_console_has_them_too() -> None:
    line = ConsoleLines().format(a_record(reward_id="R-7Q2MK4", attempt=1))
    assert line.endswith("+00:00 info     settled reward_id=R-7Q2MK4 attempt=1")


def test_what_is_not_on_the_list_is_dropped() -> None:
    personal = {"email": "canary", "reason": "canary", "body": "canary", "text": "canary", "detail": "canary"}
    assert not personal.keys() & set(FIELDS)
    record = a_record(**personal)
    assert "canary" not in JsonLines().format(record) + ConsoleLines().format(record)


def test_what_is_empty_is_left_out_and_a_nought_is_not() -> None:
    found = of_json(a_record(outcome="", error=None, attempt=0))
    assert found.keys() == {"at", "level", "event", "attempt"}


def test_of_an_exception_its_kind_and_its_place_are_told_and_not_its_words() -> None:
    record = a_record(exc_info=an_error("canary"))
    found = of_json(record)
    assert found["exception"] == "ValueError"
    assert found["where"].startswith("an_error:")
    assert found["at"].startswith("20")
    console = ConsoleLines().format(record)
    assert "exception=ValueError" in console
    assert "canary" not in json.dumps(found) + console


def test_a_logging_call_outside_any_exception_is_no_trouble() -> None:
    assert "exception" not in of_json(a_record(exc_info=(None, None, None)))


@given(st.text(), st.text())
def test_a_line_stays_a_line_whatever_is_in_it(event: str, error: str) -> None:
    record = a_record(event.replace("%", ""), error=error)
    console = ConsoleLines().format(record)
    assert console.isprintable()
    assert len(console.splitlines()) == 1
    assert len(JsonLines().format(record).splitlines()) == 1
    assert of_json(record).get("error", "") == error


@pytest.fixture
def logging_as_it_was() -> Iterator[None]:
    names = ("", "bot", "slack_bolt", "slack_sdk")
    loggers = [logging.getLogger(name) for name in names]
    before = [(logger.level, list(logger.handlers)) for logger in loggers]
    yield
    for logger, (level, handlers) in zip(loggers, before, strict=True):
        logger.setLevel(level)
        logger.handlers = handlers


def test_bolt_and_its_kin_are_silent_whatever_level_they_give_themselves(
    logging_as_it_was: None, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up("console")
    for name in ("slack_bolt.App", "slack_sdk.socket_mode.builtin"):
        logger = logging.getLogger(name)
        before, logger.level = logger.level, logging.WARNING
        logger.error("canary")
        logger.level = before
    assert capsys.readouterr() == ("", "")


def test_of_other_libraries_it_is_told_that_they_spoke_and_not_what_they_said(
    logging_as_it_was: None, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up("console")
    for name in ("httpx", "waitress.queue"):
        logging.getLogger(name).info("canary")
    logging.getLogger("waitress").error("canary %s", "canary", exc_info=an_error("canary"))
    logging.getLogger("bot.outbox").info("heard")
    first, second = capsys.readouterr().err.splitlines()
    assert "error    a word from waitress exception=ValueError where=an_error:" in first
    assert "canary" not in first
    assert second.endswith("info     heard")


ENDS = """
import sys, threading
from bot import log
log.set_up("json")
log.set_hooks()
def fail(): raise ValueError("canary")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
fail()
"""


def test_what_nobody_catches_is_a_line_too_and_the_process_ends_with_1() -> None:
    ended = subprocess.run([sys.executable, "-c", ENDS], capture_output=True, text=True, timeout=60, check=False)
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["a thread ended", "ended by what nobody foresaw"]
    assert {(line["exception"], line["level"]) for line in lines} == {("ValueError", "critical")}
    assert all(line["where"].startswith("fail:") for line in lines)
    assert "canary" not in ended.stderr + ended.stdout
    assert ended.returncode == 1
