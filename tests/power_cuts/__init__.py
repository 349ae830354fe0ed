"""Power cuts: what the ledger asked of its disk is recorded, and played again up to any moment.

    life.py       a process that asks, approves, claims and settles, and answers after each commit
    recording.py  its system calls (strace), its answers among them
    disk.py       what a disk may hold after a cut: what was synced, and anything of what was not
    trial.py      so many cuts; after each the ledger is opened as at a restart, and held to what was answered

`kill -9` shows none of this: the system keeps what a dead process wrote. A cut keeps only what was synced.
"""
