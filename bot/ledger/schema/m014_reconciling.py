"""What was compared with EnKash, what the company's account held then, and how many unknowns came in a row."""

from bot.ledger.schema import INSTANT

STATEMENTS = (
    # A row is a day for which every reward of late was compared with EnKash.
    f"""
    CREATE TABLE reconciliations (
        for_day TEXT PRIMARY KEY CHECK (for_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
        began_at TEXT NOT NULL CHECK (began_at {INSTANT}),
        ended_at TEXT NOT NULL CHECK (ended_at {INSTANT}),
        compared INTEGER NOT NULL CHECK (compared >= 0)
    ) STRICT, WITHOUT ROWID
    """,
    # A row is a difference that the newest of these comparisons found; the operators were told when it was new.
    f"""
    CREATE TABLE differences (
        reference TEXT NOT NULL CHECK (reference <> ''),
        verdict TEXT NOT NULL CHECK (verdict <> ''),
        found_at TEXT NOT NULL CHECK (found_at {INSTANT}),
        PRIMARY KEY (reference, verdict)
    ) STRICT, WITHOUT ROWID
    """,
    # A row is what the company's account held at a moment at which nothing was under way, and the points of all
    # rewards that were allocated by then.
    f"""
    CREATE TABLE account_readings (
        read_at TEXT PRIMARY KEY CHECK (read_at {INSTANT}),
        balance TEXT NOT NULL,
        allocated_points INTEGER NOT NULL CHECK (allocated_points >= 0)
    ) STRICT, WITHOUT ROWID
    """,
    # The one row is how many allocations became unknown since EnKash last answered one with a yes, or a person resumed.
    """
    CREATE TABLE unanswered (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        in_a_row INTEGER NOT NULL CHECK (in_a_row >= 0)
    ) STRICT
    """,
)
