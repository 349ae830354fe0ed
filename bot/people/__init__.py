"""Whom EnKash should credit for a Slack user: e-mail, mobile, title, first name and gender, as HR keeps them.

cells.py      what may stand in one cell of a people file
sheet.py      a file from a spreadsheet becomes lines of cells
reading.py    HR's file becomes rows and faults
listing.py    so does a list of whom to reward
planning.py   what the file changes in the table, and what stands in its way
importing.py  rows go into the ledger's table `people`, all of them or none
template.py   Slack's members as a file for HR to complete
forgetting.py a person goes, and the books stay whole
"""

from bot.people.forgetting import CannotForget, Forgotten, forget
from bot.people.importing import Books, Change, ImportResult, import_people, summary
from bot.people.listing import Listing, read_listing
from bot.people.planning import Unmatched
from bot.people.reading import Reading, Row, read_people
from bot.people.sheet import Fault

__all__ = [
    "Books",
    "CannotForget",
    "Change",
    "Fault",
    "Forgotten",
    "ImportResult",
    "Listing",
    "Reading",
    "Row",
    "Unmatched",
    "forget",
    "import_people",
    "read_listing",
    "read_people",
    "summary",
]
