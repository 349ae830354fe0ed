"""What may stand in one cell of a people file: each rule gives the value to keep, or what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that cannot be taken. `mend` is a sentence that says why, or what to write; it quotes nothing."""

    mend: str


Rule = Callable[[str], "str | Wrong"]

# Control characters and marks that cannot be seen. Telephones put them around numbers that are copied from their
# address books. The joiners U+200C and U+200D are not among them: names in Indian scripts are spelled with them.
_HIDDEN = r"\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff"
_HIDDEN_MARK = re.compile(f"[{_HIDDEN}]")
_EDGES = re.compile(rf"\A[\s{_HIDDEN}]+|[\s{_HIDDEN}]+\Z")

# Slack, "User object": ids begin with U or W.
_SLACK_USER_ID = re.compile(r"[UW][A-Z0-9]+")

# WHATWG HTML, "Valid e-mail address", with dots only between other characters and a domain of two parts or more.
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+(?!\d+\Z){_LABEL}")
_EMAIL_LENGTH_MAX = 254  # RFC 5321, "Path", less its two brackets

# Department of Telecommunications, "National Numbering Plan": mobiles have ten digits and begin with 6, 7, 8 or 9.
_MOBILE = re.compile(r"(?:(?:\+|00)?91)?0?([6-9][0-9]{9})")
_DECORATION = re.compile(rf"[\s.()\[\]{{}}'\u2019\-\u2010-\u2015\u2212{_HIDDEN}]")
_SHORTENED = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+")
# Read as decoration, the zero in 960009886.0 would make ten digits out of nine.
_DECIMAL = re.compile(r"\+?[0-9]+[.,]0{1,2}")

# An employee's number may hold an E; only a spreadsheet writes a plus sign behind it.
_SHORTENED_ID = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+[0-9]+")
_NOTE_LENGTH_MAX = 200

_TITLES = {"mr": "Mr", "mrs": "Mrs", "ms": "Ms"}
_GENDERS = {"m": "M", "male": "M", "f": "F", "female": "F"}


def cleaned(cell: str) -> str:
    """The cell without spaces and invisible marks at its ends."""
    stripped = cell.strip()
    return stripped if stripped.isascii() and stripped.isprintable() else _EDGES.sub("", stripped)


def shown(cell: str) -> str:
    """The cell as a terminal may show it: nothing that moves the cursor, and not a whole page."""
    visible = "".join(letter if letter.isprintable() else "\ufffd" for letter in cell[:60])
    return visible + "…" * (len(cell) > 60)


def slack_user_id(cell: str) -> str | Wrong:
    """`U02RAVI` as it stands; empty where the person is to be found by e-mail."""
    if not cell or _SLACK_USER_ID.fullmatch(cell):
        return cell
    return Wrong("write the member ID, which begins with U or W, or leave it empty.")


def email(cell: str) -> str | Wrong:
    """In lower case: the address under which EnKash and Slack know this person is not told apart by case."""
    address = cell.lower()
    if len(address) <= _EMAIL_LENGTH_MAX and _EMAIL.fullmatch(address):
        return address
    return Wrong("write one e-mail address, like asha@example.com.")


def mobile(cell: str) -> str | Wrong:
    """Ten digits, however they were decorated: `+91 96000-98867`, `0091 9600098867`, `(0) 96000.98867`."""
    if _SHORTENED.fullmatch(cell):
        return Wrong("a spreadsheet cut this number short. Format the column as text and type it again.")
    if _DECIMAL.fullmatch(cell):
        return Wrong("a spreadsheet made this a decimal number. Format the column as text and type it again.")
    if match := _MOBILE.fullmatch(_DECORATION.sub("", cell)):
        return match[1]
    return Wrong("write one Indian mobile: ten digits that begin with 6, 7, 8 or 9, like 9600098867.")


def title(cell: str) -> str | Wrong:
    """Mr, Mrs or Ms, in any case, with or without a full stop."""
    return _TITLES.get(cell.rstrip(". ").casefold()) or Wrong("write Mr, Mrs or Ms.")


def first_name(cell: str) -> str | Wrong:
    """As it is written, in any script, with single spaces."""
    name = unicodedata.normalize("NFC", cell)
    if not name:
        return Wrong("write the first name.")
    if _HIDDEN_MARK.search(name):
        return Wrong("it holds a line break or marks that cannot be seen. Type it again.")
    # What a failed formula leaves behind (#N/A, =B2) is nobody's name.
    if not name[0].isalpha():
        return Wrong("write the first name; it begins with a letter.")
    return " ".join(name.split())


def gender(cell: str) -> str | Wrong:
    """M or F, from M, F, Male or Female in any case."""
    return _GENDERS.get(cell.casefold()) or Wrong("write M or F.")


def note(cell: str) -> str | Wrong:
    """What HR's own files call something, in any script, with single spaces; empty where nothing is known."""
    if _HIDDEN_MARK.search(cell):
        return Wrong("it holds a line break or marks that cannot be seen. Type it again.")
    text = " ".join(unicodedata.normalize("NFC", cell).split())
    if text.startswith(("=", "#")):
        return Wrong("a spreadsheet's formula left this behind. Type what is meant, or leave it empty.")
    if len(text) > _NOTE_LENGTH_MAX:
        return Wrong(f"this is longer than {_NOTE_LENGTH_MAX} characters. Shorten it.")
    return text


def employee_id(cell: str) -> str | Wrong:
    """As HR writes it, leading zeros included; empty where there is none."""
    if _SHORTENED_ID.fullmatch(cell.strip()):
        return Wrong("a spreadsheet cut this number short. Format the column as text and type it again.")
    return note(cell)


def manager_email(cell: str) -> str | Wrong:
    """In lower case; empty where there is none."""
    return email(cell) if cell else cell


RULES: Mapping[str, Rule] = {
    "slack_user_id": slack_user_id,
    "email": email,
    "mobile": mobile,
    "title": title,
    "first_name": first_name,
    "gender": gender,
}

OPTIONAL_RULES: Mapping[str, Rule] = {
    "employee_id": employee_id,
    "department": note,
    "cost_centre": note,
    "manager_email": manager_email,
}
"""Columns that a file may leave out. An empty cell says that nothing is known."""
