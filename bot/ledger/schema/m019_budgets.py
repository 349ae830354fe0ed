"""What is taken of each budget, and of which budgets a request takes."""

STATEMENTS = (
    # The names of pots, as JSON; none where no budget counted the request when it was asked.
    "ALTER TABLE requests ADD COLUMN pots TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(pots))",
    # A row is one budget of one giver, department or company in one period: the points of all requests that name it
    # and have not come to nothing. `told_of_points`: how large the budget was when those concerned heard last that it
    # was nearly used up.
    """
    CREATE TABLE pots (
        name TEXT PRIMARY KEY CHECK (name <> ''),
        taken_points INTEGER NOT NULL CHECK (taken_points >= 0),
        told_of_points INTEGER CHECK (told_of_points > 0)
    ) STRICT, WITHOUT ROWID
    """,
)
