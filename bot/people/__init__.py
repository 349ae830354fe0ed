"""Whom EnKash should credit for a Slack user: e-mail, mobile, title, first name and gender, as HR keeps them.

cells.py      what may stand in one cell of a people file
reading.py    the file becomes rows and faults
importing.py  rows go into the ledger's table `people`, all of them or none
"""

from bot.people.importing import ImportResult, Unmatched, import_people, summary
from bot.people.reading import Fault, Reading, Row, read_people

__all__ = ["Fault", "ImportResult", "Reading", "Row", "Unmatched", "import_people", "read_people", "summary"]
