"""The one tree of errors; each carries the sentence that its reader needs.

ShabashError
├── SettingsError      a setting or a policy key is missing or wrong: names it and the mend
├── ImportRefused      rows of a people file are wrong: lists every one
├── StatementRefused   a statement of EnKash's cannot be read: says where, and the mend
├── LedgerError        the ledger cannot be used
│   ├── LedgerBusy         another writer held the ledger for too long: nothing was kept
│   ├── LedgerFull         the disk is full: nothing was kept
│   ├── LedgerReadOnly     the file cannot be written: nothing was kept
│   ├── LedgerAway         the database cannot be reached: nothing was kept
│   ├── LedgerInUse        another bot runs on this file
│   ├── LedgerOld          it is older than the one that last ran in its place
│   ├── LedgerSchema       the file is not one this release can use
│   ├── LedgerBound        it belongs to another account at EnKash, or to another Slack workspace
│   ├── LedgerMoved        it was moved to another database
│   ├── LedgerOtherKey     its history was sealed with a key that is not at hand
│   ├── LedgerTemporary    its disk does not last
│   └── LedgerInDoubt      a commit failed so that nobody can tell whether it was kept
└── TooLate            Slack gave up on this request before it could be kept: nothing was kept
"""

from __future__ import annotations


class ShabashError(Exception):
    """An error whose text may be shown, as it stands, to the person who caused it or can mend it."""

    @property
    def sentence(self) -> str:
        """What happened and what to do, for a person."""
        return str(self)


class SettingsError(ShabashError):
    """A setting or a key of the policy is missing or wrong; the text names it and the mend."""


class ImportRefused(ShabashError):
    """A file of people was refused whole; the text has a line for every fault."""


class StatementRefused(ShabashError):
    """A statement from EnKash's dashboard could not be read; the text has a line for every fault, or the mend."""


class LedgerError(ShabashError):
    """The ledger cannot be used."""


class LedgerBusy(LedgerError):
    """Another writer held the ledger for too long. Nothing was kept."""


class LedgerFull(LedgerError):
    """The disk is full. Nothing was kept."""


class LedgerReadOnly(LedgerError):
    """The ledger's file cannot be written. Nothing was kept."""


class LedgerAway(LedgerError):
    """The ledger's database cannot be reached. Nothing was kept."""


class LedgerInUse(LedgerError):
    """Another bot runs on this ledger."""


class LedgerOld(LedgerError):
    """The ledger is older than the one that a bot last ran on in its place: an old copy, put back by hand."""


class LedgerSchema(LedgerError):
    """The file is not a ledger that this release can use."""


class LedgerBound(LedgerError):
    """The ledger belongs to another account at EnKash or to another Slack workspace; the text names what differs."""


class LedgerMoved(LedgerError):
    """The ledger was moved to another database, or is not all there yet; the text says which and where."""


class LedgerOtherKey(LedgerError):
    """The history was last sealed with a key that is not at hand; the text says how to bring it, or to do without."""


class LedgerTemporary(LedgerError):
    """The ledger lies on a disk that does not last; the text says why, and where to put it."""


class LedgerInDoubt(LedgerError):
    """A commit failed in a way that leaves it open whether it was kept. The process must stop and read again."""


class TooLate(ShabashError):
    """Slack stopped waiting before the transaction could be committed. Nothing was kept."""
