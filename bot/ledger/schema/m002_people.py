"""What HR may say besides, who has left, and everybody as they may be shown."""

from bot.ledger.schema import INSTANT

STATEMENTS = (
    "ALTER TABLE people ADD COLUMN employee_id TEXT CHECK (employee_id <> '')",
    "ALTER TABLE people ADD COLUMN department TEXT CHECK (department <> '')",
    "ALTER TABLE people ADD COLUMN cost_centre TEXT CHECK (cost_centre <> '')",
    """
    ALTER TABLE people ADD COLUMN manager_email TEXT
        CHECK (manager_email = lower(manager_email) AND manager_email LIKE '%_@_%')
    """,
    # Since when HR no longer names this person; who has left receives nothing.
    f"ALTER TABLE people ADD COLUMN left_at TEXT CHECK (left_at {INSTANT})",
    # A row is one person as they may be shown on a screen that others see.
    """
    CREATE VIEW people_masked AS
    SELECT
        slack_user_id,
        substr(email, 1, 1) || '•••' || substr(email, instr(email, '@')) AS email,
        substr(mobile, 1, 2) || '••••' || substr(mobile, -4) AS mobile,
        title,
        first_name,
        gender,
        employee_id,
        department,
        cost_centre,
        substr(manager_email, 1, 1) || '•••' || substr(manager_email, instr(manager_email, '@')) AS manager_email,
        updated_at,
        left_at
    FROM people
    """,
)
