"""Requests, rewards, decisions, history, outbox, and what is known of people."""

from bot.ledger.schema import INSTANT

STATEMENTS = (
    # A row is what a giver asked in one go; `deciders` is the policy's list at that time, as JSON.
    f"""
    CREATE TABLE requests (
        id TEXT PRIMARY KEY CHECK (id GLOB 'R-*'),
        team_id TEXT NOT NULL,
        channel_id TEXT NOT NULL,
        giver_id TEXT NOT NULL,
        points INTEGER NOT NULL CHECK (points > 0),
        reason TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'declined', 'expired', 'cancelled')),
        deciders TEXT NOT NULL CHECK (json_valid(deciders)),
        quorum INTEGER NOT NULL CHECK (quorum >= 0),
        asked_at TEXT NOT NULL CHECK (asked_at {INSTANT}),
        expires_at TEXT NOT NULL CHECK (expires_at {INSTANT} AND expires_at > asked_at),
        ended_at TEXT CHECK (ended_at {INSTANT}),
        trigger_id TEXT NOT NULL,
        response_url TEXT NOT NULL DEFAULT '',
        CHECK ((status = 'pending') = (ended_at IS NULL)),
        UNIQUE (team_id, trigger_id)
    ) STRICT
    """,
    "CREATE INDEX requests_pending ON requests (giver_id) WHERE status = 'pending'",
    # A row is one recipient's share of a request: one reference, one allocation. Its status is empty until
    # the request is approved. sent_* are the recipient's details, frozen at the first claim.
    f"""
    CREATE TABLE rewards (
        id TEXT PRIMARY KEY,
        request_id TEXT NOT NULL REFERENCES requests (id),
        recipient_id TEXT NOT NULL,
        points INTEGER NOT NULL CHECK (points > 0),
        reference TEXT NOT NULL UNIQUE
            CHECK (length(reference) BETWEEN 1 AND 20 AND reference NOT GLOB '*[^A-Za-z0-9]*'),
        status TEXT CHECK (status IN ('approved', 'sending', 'allocated', 'failed', 'unknown', 'cancelled')),
        attempt INTEGER NOT NULL DEFAULT 0 CHECK (attempt >= 0),
        claimed_at TEXT CHECK (claimed_at {INSTANT}),
        lease_ends_at TEXT CHECK (lease_ends_at {INSTANT}),
        look_ups INTEGER NOT NULL DEFAULT 0 CHECK (look_ups >= 0),
        was_unknown INTEGER NOT NULL DEFAULT 0 CHECK (was_unknown IN (0, 1)),
        is_confirmed_late INTEGER NOT NULL DEFAULT 0 CHECK (is_confirmed_late IN (0, 1)),
        settled_at TEXT CHECK (settled_at {INSTANT}),
        settled_by TEXT NOT NULL DEFAULT '',
        card_id TEXT NOT NULL DEFAULT '',
        transaction_id TEXT NOT NULL DEFAULT '',
        balance TEXT,
        account_balance TEXT,
        sent_email TEXT,
        sent_mobile TEXT,
        sent_title TEXT,
        sent_first_name TEXT,
        sent_gender TEXT,
        CHECK (status IS NOT 'sending' OR (attempt > 0 AND lease_ends_at IS NOT NULL AND sent_email IS NOT NULL)),
        CHECK (status IS NOT 'allocated' OR settled_at IS NOT NULL)
    ) STRICT
    """,
    "CREATE INDEX rewards_by_request ON rewards (request_id)",
    "CREATE INDEX rewards_approved ON rewards (recipient_id) WHERE status = 'approved'",
    "CREATE INDEX rewards_sending ON rewards (recipient_id) WHERE status = 'sending'",
    # A row is what one person decided about one request; nobody counts twice.
    f"""
    CREATE TABLE decisions (
        request_id TEXT NOT NULL REFERENCES requests (id),
        decider_id TEXT NOT NULL,
        choice TEXT NOT NULL CHECK (choice IN ('approve', 'decline')),
        decided_at TEXT NOT NULL CHECK (decided_at {INSTANT}),
        reason TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (request_id, decider_id)
    ) STRICT, WITHOUT ROWID
    """,
    # A row is one thing that happened, never changed and never removed. It holds no e-mail, mobile or reason.
    f"""
    CREATE TABLE history (
        id INTEGER PRIMARY KEY,
        request_id TEXT REFERENCES requests (id),
        reward_id TEXT,
        at TEXT NOT NULL CHECK (at {INSTANT}),
        event TEXT NOT NULL,
        actor TEXT NOT NULL,
        from_status TEXT,
        to_status TEXT,
        attempt INTEGER,
        detail TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    "CREATE INDEX history_by_request ON history (request_id)",
    """
    CREATE TRIGGER history_is_never_changed BEFORE UPDATE ON history
    BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END
    """,
    """
    CREATE TRIGGER history_is_never_removed BEFORE DELETE ON history
    BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END
    """,
    # A row is one thing still to be carried out, or that was. `place` is where it goes: a channel's or a person's
    # id for a message, a reward's id for money. `version` grows when the same message is wanted anew; `attempts`
    # fences late carriers off; `doubts` counts the times nobody learned whether it went.
    f"""
    CREATE TABLE outbox (
        id INTEGER PRIMARY KEY,
        lane TEXT NOT NULL CHECK (lane IN ('money', 'messages')),
        urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1)),
        request_id TEXT NOT NULL REFERENCES requests (id),
        kind TEXT NOT NULL,
        place TEXT NOT NULL DEFAULT '',
        response_url TEXT NOT NULL DEFAULT '',
        detail TEXT NOT NULL DEFAULT '',
        version INTEGER NOT NULL DEFAULT 1,
        staged_at TEXT NOT NULL CHECK (staged_at {INSTANT}),
        due_at TEXT NOT NULL CHECK (due_at {INSTANT}),
        attempts INTEGER NOT NULL DEFAULT 0,
        is_in_hand INTEGER NOT NULL DEFAULT 0 CHECK (is_in_hand IN (0, 1)),
        doubts INTEGER NOT NULL DEFAULT 0,
        done_at TEXT CHECK (done_at {INSTANT}),
        outcome TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    "CREATE INDEX outbox_due ON outbox (lane, urgent DESC, due_at) WHERE done_at IS NULL",
    "CREATE UNIQUE INDEX outbox_once ON outbox (request_id, kind, place) WHERE done_at IS NULL",
    # A row is one message that stands in Slack; a doubtful post may have left two for one place.
    """
    CREATE TABLE posts (
        request_id TEXT NOT NULL REFERENCES requests (id),
        kind TEXT NOT NULL,
        place TEXT NOT NULL,
        channel_id TEXT NOT NULL,
        ts TEXT NOT NULL,
        PRIMARY KEY (request_id, kind, place, ts)
    ) STRICT, WITHOUT ROWID
    """,
    # A row is a time during which nothing is sent to EnKash; the open one has no resumed_at.
    f"""
    CREATE TABLE pauses (
        id INTEGER PRIMARY KEY,
        paused_at TEXT NOT NULL CHECK (paused_at {INSTANT}),
        paused_by TEXT NOT NULL,
        why TEXT NOT NULL,
        has_bad_credentials INTEGER NOT NULL DEFAULT 0 CHECK (has_bad_credentials IN (0, 1)),
        resumed_at TEXT CHECK (resumed_at {INSTANT}),
        resumed_by TEXT
    ) STRICT
    """,
    "CREATE UNIQUE INDEX pauses_one_open ON pauses ((1)) WHERE resumed_at IS NULL",
    # A row is what HR says of one person: whom EnKash should credit for this Slack user.
    """
    CREATE TABLE people (
        slack_user_id TEXT PRIMARY KEY CHECK (slack_user_id GLOB '[UW]*'),
        email TEXT NOT NULL UNIQUE CHECK (email = lower(email) AND email LIKE '%_@_%'),
        mobile TEXT NOT NULL UNIQUE CHECK (length(mobile) = 10 AND mobile NOT GLOB '*[^0-9]*'),
        title TEXT NOT NULL CHECK (title IN ('Mr', 'Mrs', 'Ms')),
        first_name TEXT NOT NULL CHECK (first_name <> ''),
        gender TEXT NOT NULL CHECK (gender IN ('M', 'F')),
        updated_at TEXT NOT NULL
    ) STRICT
    """,
    # A row is what Slack says of one user: a cache, refreshed in the background.
    """
    CREATE TABLE slack_users (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        standing TEXT NOT NULL CHECK (standing IN ('member', 'guest', 'bot', 'stranger', 'deactivated')),
        refreshed_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # A row is one member of a user group that the policy names: a cache, refreshed in the background.
    """
    CREATE TABLE group_members (
        group_id TEXT NOT NULL,
        user_id TEXT NOT NULL,
        PRIMARY KEY (group_id, user_id)
    ) STRICT, WITHOUT ROWID
    """,
)
