"""Whatever EnKash replies, nothing raises, and nothing but a clean code 0 is an allocation."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.allocation import Allocated, Outcome, Unknown
from bot.enkash.exchange import Reply
from bot.enkash.outcome import outcome_of
from tests.enkash.enkash_double import ALLOCATION, CARD, CONFIG, SUCCESS


def outcome_of_bytes(body: bytes, status: int = 200) -> Outcome:
    return outcome_of(Reply(status, body), ALLOCATION, CONFIG)


def outcome(document: Any, status: int = 200) -> Outcome:
    return outcome_of_bytes(json.dumps(document).encode(), status)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["0", "TEST234236"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*CARD, *SUCCESS]), inner, max_size=6),
    max_leaves=15,
)
DOCUMENT = st.fixed_dictionaries(
    {}, optional={"code": JSON, "response_code": JSON, "message": JSON, "payload": JSON, "request": JSON}
)
STATUS = st.sampled_from([200, 201, 400, 404, 422, 500]) | st.integers(100, 599)


@given(st.binary() | st.text().map(str.encode), STATUS)
def test_no_bytes_raise_or_allocate(body: bytes, status: int) -> None:
    assert not isinstance(outcome_of_bytes(body, status), Allocated)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(JSON | DOCUMENT, STATUS)
def test_no_json_raises_and_only_code_0_allocates(document: Any, status: int) -> None:
    found = outcome(document, status)
    if isinstance(found, Allocated):
        codes = [document.get(key) for key in ("code", "response_code") if document.get(key) is not None]
        assert codes
        assert all(type(code) in (int, str) and int(code) == 0 for code in codes)
        assert 200 <= status < 300


@given(st.dictionaries(st.sampled_from([*CARD, "pgReferenceNumber"]), JSON))
def test_no_odd_field_of_a_card_raises(fields: dict[str, Any]) -> None:
    assert isinstance(outcome(SUCCESS | {"payload": fields}), Allocated | Unknown)


@given(st.integers(0, len(json.dumps(SUCCESS)) - 1))
def test_no_part_of_a_success_is_a_success(length: int) -> None:
    assert isinstance(outcome_of_bytes(json.dumps(SUCCESS).encode()[:length]), Unknown)
