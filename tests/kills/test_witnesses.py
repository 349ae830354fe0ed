"""What the witnesses of the kill trial do to EnKash's replies."""

from __future__ import annotations

import json

import pytest

from bot.playground.server import HttpResponse, json_response
from tests.kills.witnesses import no_balance


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ({"code": 0, "payload": {"otbBalance": 5, "id": 1}}, {"code": 0, "payload": {"otbBalance": None, "id": 1}}),
        ({"error": "invalid_token"}, {"error": "invalid_token"}),
        ({"code": 400, "payload": None}, {"code": 400, "payload": None}),
    ],
)
def test_a_reply_without_a_balance_is_still_a_reply(reply: dict[str, object], told: dict[str, object]) -> None:
    """One that raised here would never be answered, and whoever waits until all is answered would wait for ever."""
    answer = no_balance().meet(lambda: json_response(reply))
    assert isinstance(answer, HttpResponse)
    assert json.loads(answer.body) == told
