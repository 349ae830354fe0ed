"""To which tier of the policy a request belonged when it was asked."""

STATEMENTS = (
    # Up to how many points that tier went; NULL where the request is from before this column.
    "ALTER TABLE requests ADD COLUMN tier_up_to_points INTEGER CHECK (tier_up_to_points > 0)",
)
