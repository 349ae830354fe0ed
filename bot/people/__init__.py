"""Whom EnKash should credit for a Slack user: e-mail, mobile, title, first name and gender, as HR keeps them.

cells.py      what may stand in one cell of a people file
reading.py    the file becomes rows and faults
planning.py   what the file changes in the table, and what stands in its way
importing.py  rows go into the ledger's table `people`, all of them or none
template.py   Slack's members as a file for HR to complete
forgetting.py a person goes, and the books stay whole
"""

from bot.people.forgetting import CannotForget, Forgotten, forget
from bot.people.importing import Books, Change, ImportResult, import_people, summary
from bot.people.planning import Unmatched
from bot.people.reading import Fault, Reading, Row, read_people

__all__ = [
    "Books",
    "CannotForget",
    "Change",
    "Fault",
    "Forgotten",
    "ImportResult",
    "Reading",
    "Row",
    "Unmatched",
    "forget",
    "import_people",
    "read_people",
    "summary",
]
