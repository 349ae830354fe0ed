"""Where a process can be made to die. `before` and `after` a commit are on either side of SQLite's COMMIT."""

from __future__ import annotations

COMMITS = (
    "the command's commit",
    "the approval's commit",
    "the decline's commit",
    "the cancellation's commit",
    "the claim's commit",
    "the token call's commit",
    "the settlement's commit",
    "the lapse's commit",
    "the look-up's commit",
    "the balance's commit",
    "the wish's commit",
    "the conclusion's commit",
    "the put-back's commit",
    "the taking of a message",
    "the record of a message",
)
WITHIN = (
    *(f"{side} {commit}" for commit in COMMITS for side in ("before", "after")),
    "before the start",
    "once it listens",
    "before a request is heard",
    "before the answer leaves",
    "before the POST leaves",
    "after the POST's reply came",
    "after a look-up's reply came",
    "after Slack took a message",
    "after Slack took an update",
    "after Slack took an answer",
    "before the stop",
    "after the stop",
)
"""Passed by the process itself, which then kills itself."""

OUTSIDE = (
    "after the answer arrived",
    "when the token call arrives",
    "when the token is about to leave",
    "when the POST arrives",
    "when the points have moved",
    "when a look-up arrives",
    "when a message arrives",
    "when a message stands",
    "when an update arrives",
    "when an update stands",
    "when an answer arrives",
    "when an answer stands",
)
"""Seen by Slack's and EnKash's stand-ins, which then kill the process."""

HEARING = (
    *(f"{side} {commit}" for commit in (*COMMITS[:4], "the wish's commit") for side in ("before", "after")),
    "before a request is heard",
    "before the answer leaves",
)
"""Passed only by a process that hears Slack."""

POINTS = (*WITHIN, *OUTSIDE)
STOPPING = tuple(point for point in WITHIN if "stop" in point or "put-back" in point)
"""Passed only by a process that was told to stop."""
SETTLING = tuple(point for point in WITHIN if "wish" in point or "conclusion" in point)
"""Passed only where an operator has something to settle."""
