"""A cell of a file that a spreadsheet opens: what somebody wrote in it runs nothing there."""

from __future__ import annotations

import re

from bot.core.message import JOINERS

_BEGINS_A_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@]")
_BEGINS_WITHIN = re.compile(r"([;\n][\s\"]*)(?=[=+\-@])")
# A quoted cell may hold line feeds.
_KEPT = {"\n", *JOINERS}


def harmless(cell: object) -> object:
    """A spreadsheet takes what begins like this for a formula, and runs it (OWASP, "CSV Injection"); one whose lists
    have semicolons begins a cell after each, and may begin a line in the middle of one. A terminal obeys what cannot be
    printed. A number is left as it is."""
    if not isinstance(cell, str):
        return cell
    shown = "".join(letter if letter.isprintable() or letter in _KEPT else "\ufffd" for letter in cell)
    within = _BEGINS_WITHIN.sub(r"\1'", shown)
    return f"'{within}" if _BEGINS_A_FORMULA.match(cell) else within
