"""Slack's members as a people file that HR completes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.people.cells import RULES, Rule, email, first_name

# A spreadsheet takes a cell that begins so for a formula, and the people in Slack write their profiles themselves.
_FORMULA_MARKS = ("=", "+", "-", "@")


def template_rows(members: Iterable[Mapping[str, Any]]) -> Iterator[list[str]]:
    """The header, then a row for each of Slack's user objects, by name; what Slack does not tell is left empty."""
    yield list(RULES)
    rows = [_cells(member) for member in members]
    for cells in sorted(rows, key=lambda cells: (cells["first_name"].casefold(), cells["slack_user_id"])):
        yield [cells.get(column, "") for column in RULES]


def _cells(member: Mapping[str, Any]) -> dict[str, str]:
    profile = member.get("profile") or {}
    name = profile.get("first_name") or str(profile.get("real_name") or "").partition(" ")[0]
    return {
        "slack_user_id": str(member["id"]),
        "email": _taken(email, profile.get("email")),
        "first_name": _taken(first_name, name),
    }


def _taken(rule: Rule, cell: object) -> str:
    """The cell as an import will take it; empty where it would not."""
    value = rule(str(cell or "").strip())
    return value if isinstance(value, str) and not value.startswith(_FORMULA_MARKS) else ""
