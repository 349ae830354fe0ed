BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'shabash','m001_spine','2026-11-26 06:38:03.351846+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'shabash','m002_people_as_hr_has_them','2026-11-26 06:38:03.353846+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'shabash','m003_notices','2026-11-26 06:38:03.355498+00:00');
CREATE TABLE decisions (
        request_id TEXT NOT NULL REFERENCES requests (id),
        decider_id TEXT NOT NULL,
        choice TEXT NOT NULL CHECK (choice IN ('approve', 'decline')),
        decided_at TEXT NOT NULL CHECK (decided_at GLOB '????-??-??T??:??:??.??????+00:00'),
        reason TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (request_id, decider_id)
    ) STRICT, WITHOUT ROWID
    ;
CREATE TABLE group_members (
        group_id TEXT NOT NULL,
        user_id TEXT NOT NULL,
        PRIMARY KEY (group_id, user_id)
    ) STRICT, WITHOUT ROWID
    ;
CREATE TABLE history (
        id INTEGER PRIMARY KEY,
        request_id TEXT REFERENCES requests (id),
        reward_id TEXT,
        at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????+00:00'),
        event TEXT NOT NULL,
        actor TEXT NOT NULL,
        from_status TEXT,
        to_status TEXT,
        attempt INTEGER,
        detail TEXT NOT NULL DEFAULT ''
    ) STRICT
    ;
INSERT INTO "history" VALUES(1,'R-34S7YX',NULL,'2026-11-22T12:30:00.000010+00:00','asked','U02MEERA',NULL,'pending',NULL,'100');
INSERT INTO "history" VALUES(2,'R-9DVRE2',NULL,'2026-11-22T12:30:00.000040+00:00','asked','U02MEERA',NULL,'pending',NULL,'100');
INSERT INTO "history" VALUES(3,'R-C85APH',NULL,'2026-11-22T12:30:00.000070+00:00','asked','U02MEERA',NULL,'pending',NULL,'100');
INSERT INTO "history" VALUES(4,'R-MCZBV5',NULL,'2026-11-22T12:30:00.000100+00:00','asked','U02MEERA',NULL,'pending',NULL,'100');
CREATE TABLE "outbox" (
        id INTEGER PRIMARY KEY,
        lane TEXT NOT NULL CHECK (lane IN ('money', 'messages')),
        urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1)),
        request_id TEXT REFERENCES requests (id),
        kind TEXT NOT NULL,
        place TEXT NOT NULL DEFAULT '',
        response_url TEXT NOT NULL DEFAULT '',
        detail TEXT NOT NULL DEFAULT '',
        version INTEGER NOT NULL DEFAULT 1,
        staged_at TEXT NOT NULL CHECK (staged_at GLOB '????-??-??T??:??:??.??????+00:00'),
        due_at TEXT NOT NULL CHECK (due_at GLOB '????-??-??T??:??:??.??????+00:00'),
        attempts INTEGER NOT NULL DEFAULT 0,
        is_in_hand INTEGER NOT NULL DEFAULT 0 CHECK (is_in_hand IN (0, 1)),
        doubts INTEGER NOT NULL DEFAULT 0,
        done_at TEXT CHECK (done_at GLOB '????-??-??T??:??:??.??????+00:00'),
        outcome TEXT NOT NULL DEFAULT '',
        CHECK (request_id IS NOT NULL OR lane = 'messages')
    ) STRICT
    ;
INSERT INTO "outbox" VALUES(1,'messages',0,'R-34S7YX','card','C02DESIGN','','',1,'2026-11-22T12:30:00.000010+00:00','2026-11-22T12:30:30.000014+00:00',1,0,0,'2026-11-22T12:30:00.000017+00:00','posted');
INSERT INTO "outbox" VALUES(2,'messages',0,'R-34S7YX','card','U02RAVI','','',1,'2026-11-22T12:30:00.000010+00:00','2026-11-22T12:30:30.000020+00:00',1,0,0,'2026-11-22T12:30:00.000023+00:00','posted');
INSERT INTO "outbox" VALUES(3,'messages',0,'R-34S7YX','card','U05FARAH','','',1,'2026-11-22T12:30:00.000010+00:00','2026-11-22T12:30:30.000026+00:00',1,0,0,'2026-11-22T12:30:00.000029+00:00','posted');
INSERT INTO "outbox" VALUES(4,'money',0,'R-34S7YX','deadline','R-34S7YX','','',1,'2026-11-22T12:30:00.000010+00:00','2026-11-29T12:30:00.000010+00:00',0,0,0,NULL,'');
INSERT INTO "outbox" VALUES(5,'messages',0,'R-9DVRE2','card','C02DESIGN','','',1,'2026-11-22T12:30:00.000040+00:00','2026-11-22T12:30:30.000044+00:00',1,0,0,'2026-11-22T12:30:00.000047+00:00','posted');
INSERT INTO "outbox" VALUES(6,'messages',0,'R-9DVRE2','card','U02RAVI','','',1,'2026-11-22T12:30:00.000040+00:00','2026-11-22T12:30:30.000050+00:00',1,0,0,'2026-11-22T12:30:00.000053+00:00','posted');
INSERT INTO "outbox" VALUES(7,'messages',0,'R-9DVRE2','card','U05FARAH','','',1,'2026-11-22T12:30:00.000040+00:00','2026-11-22T12:30:30.000056+00:00',1,0,0,'2026-11-22T12:30:00.000059+00:00','posted');
INSERT INTO "outbox" VALUES(8,'money',0,'R-9DVRE2','deadline','R-9DVRE2','','',1,'2026-11-22T12:30:00.000040+00:00','2026-11-29T12:30:00.000040+00:00',0,0,0,NULL,'');
INSERT INTO "outbox" VALUES(9,'messages',0,'R-C85APH','card','C02DESIGN','','',1,'2026-11-22T12:30:00.000070+00:00','2026-11-22T12:30:30.000074+00:00',1,0,0,'2026-11-22T12:30:00.000077+00:00','posted');
INSERT INTO "outbox" VALUES(10,'messages',0,'R-C85APH','card','U02RAVI','','',1,'2026-11-22T12:30:00.000070+00:00','2026-11-22T12:30:30.000080+00:00',1,0,0,'2026-11-22T12:30:00.000083+00:00','posted');
INSERT INTO "outbox" VALUES(11,'messages',0,'R-C85APH','card','U05FARAH','','',1,'2026-11-22T12:30:00.000070+00:00','2026-11-22T12:30:30.000086+00:00',1,0,0,'2026-11-22T12:30:00.000089+00:00','posted');
INSERT INTO "outbox" VALUES(12,'money',0,'R-C85APH','deadline','R-C85APH','','',1,'2026-11-22T12:30:00.000070+00:00','2026-11-29T12:30:00.000070+00:00',0,0,0,NULL,'');
INSERT INTO "outbox" VALUES(13,'messages',0,'R-MCZBV5','card','C02DESIGN','','',1,'2026-11-22T12:30:00.000100+00:00','2026-11-22T12:30:30.000104+00:00',1,0,0,'2026-11-22T12:30:00.000107+00:00','posted');
INSERT INTO "outbox" VALUES(14,'messages',0,'R-MCZBV5','card','U02RAVI','','',1,'2026-11-22T12:30:00.000100+00:00','2026-11-22T12:30:30.000110+00:00',1,0,0,'2026-11-22T12:30:00.000113+00:00','posted');
INSERT INTO "outbox" VALUES(15,'messages',0,'R-MCZBV5','card','U05FARAH','','',1,'2026-11-22T12:30:00.000100+00:00','2026-11-22T12:30:30.000116+00:00',1,0,0,'2026-11-22T12:30:00.000119+00:00','posted');
INSERT INTO "outbox" VALUES(16,'money',0,'R-MCZBV5','deadline','R-MCZBV5','','',1,'2026-11-22T12:30:00.000100+00:00','2026-11-29T12:30:00.000100+00:00',0,0,0,NULL,'');
CREATE TABLE pauses (
        id INTEGER PRIMARY KEY,
        paused_at TEXT NOT NULL CHECK (paused_at GLOB '????-??-??T??:??:??.??????+00:00'),
        paused_by TEXT NOT NULL,
        why TEXT NOT NULL,
        has_bad_credentials INTEGER NOT NULL DEFAULT 0 CHECK (has_bad_credentials IN (0, 1)),
        resumed_at TEXT CHECK (resumed_at GLOB '????-??-??T??:??:??.??????+00:00'),
        resumed_by TEXT
    ) STRICT
    ;
CREATE TABLE people (
        slack_user_id TEXT PRIMARY KEY CHECK (slack_user_id GLOB '[UW]*'),
        email TEXT NOT NULL UNIQUE CHECK (email = lower(email) AND email LIKE '%_@_%'),
        mobile TEXT NOT NULL UNIQUE CHECK (length(mobile) = 10 AND mobile NOT GLOB '*[^0-9]*'),
        title TEXT NOT NULL CHECK (title IN ('Mr', 'Mrs', 'Ms')),
        first_name TEXT NOT NULL CHECK (first_name <> ''),
        gender TEXT NOT NULL CHECK (gender IN ('M', 'F')),
        updated_at TEXT NOT NULL
    , employee_id TEXT CHECK (employee_id <> ''), department TEXT CHECK (department <> ''), cost_centre TEXT CHECK (cost_centre <> ''), manager_email TEXT
        CHECK (manager_email = lower(manager_email) AND manager_email LIKE '%_@_%'), left_at TEXT CHECK (left_at GLOB '????-??-??T??:??:??.??????+00:00')) STRICT
    ;
INSERT INTO "people" VALUES('U02MEERA','meera.nair@example.com','9800000001','Ms','Meera','F','2026-11-26T06:38:03.422976+00:00',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "people" VALUES('U02RAVI','ravi.kumar@example.com','9800000002','Mr','Ravi','M','2026-11-26T06:38:03.422976+00:00',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "people" VALUES('U05FARAH','farah.khan@example.com','9800000003','Ms','Farah','F','2026-11-26T06:38:03.422976+00:00',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "people" VALUES('U02ASHA','asha.rao@example.com','9800000004','Ms','Asha','F','2026-11-26T06:38:03.422976+00:00',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE posts (
        request_id TEXT NOT NULL REFERENCES requests (id),
        kind TEXT NOT NULL,
        place TEXT NOT NULL,
        channel_id TEXT NOT NULL,
        ts TEXT NOT NULL,
        PRIMARY KEY (request_id, kind, place, ts)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "posts" VALUES('R-34S7YX','card','C02DESIGN','C02DESIGN','1795350600.000016');
INSERT INTO "posts" VALUES('R-34S7YX','card','U02RAVI','D02RAVI','1795350600.000022');
INSERT INTO "posts" VALUES('R-34S7YX','card','U05FARAH','D05FARAH','1795350600.000028');
INSERT INTO "posts" VALUES('R-9DVRE2','card','C02DESIGN','C02DESIGN','1795350600.000046');
INSERT INTO "posts" VALUES('R-9DVRE2','card','U02RAVI','D02RAVI','1795350600.000052');
INSERT INTO "posts" VALUES('R-9DVRE2','card','U05FARAH','D05FARAH','1795350600.000058');
INSERT INTO "posts" VALUES('R-C85APH','card','C02DESIGN','C02DESIGN','1795350600.000076');
INSERT INTO "posts" VALUES('R-C85APH','card','U02RAVI','D02RAVI','1795350600.000082');
INSERT INTO "posts" VALUES('R-C85APH','card','U05FARAH','D05FARAH','1795350600.000088');
INSERT INTO "posts" VALUES('R-MCZBV5','card','C02DESIGN','C02DESIGN','1795350600.000106');
INSERT INTO "posts" VALUES('R-MCZBV5','card','U02RAVI','D02RAVI','1795350600.000112');
INSERT INTO "posts" VALUES('R-MCZBV5','card','U05FARAH','D05FARAH','1795350600.000118');
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
        asked_at TEXT NOT NULL CHECK (asked_at GLOB '????-??-??T??:??:??.??????+00:00'),
        expires_at TEXT NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??.??????+00:00' AND expires_at > asked_at),
        ended_at TEXT CHECK (ended_at GLOB '????-??-??T??:??:??.??????+00:00'),
        trigger_id TEXT NOT NULL,
        response_url TEXT NOT NULL DEFAULT '',
        CHECK ((status = 'pending') = (ended_at IS NULL)),
        UNIQUE (team_id, trigger_id)
    ) STRICT
    ;
INSERT INTO "requests" VALUES('R-34S7YX','T0SHABASH','C02DESIGN','U02MEERA',100,'shipping the demo','pending','["U02RAVI", "U05FARAH"]',1,'2026-11-22T12:30:00.000010+00:00','2026-11-29T12:30:00.000010+00:00',NULL,'1795350600000.T0SHABASH.0000000000000001','https://hooks.slack.com/commands/T0SHABASH/0000000001/not-a-real-secret');
INSERT INTO "requests" VALUES('R-9DVRE2','T0SHABASH','C02DESIGN','U02MEERA',100,'the late night','pending','["U02RAVI", "U05FARAH"]',1,'2026-11-22T12:30:00.000040+00:00','2026-11-29T12:30:00.000040+00:00',NULL,'1795350600000.T0SHABASH.0000000000000002','https://hooks.slack.com/commands/T0SHABASH/0000000002/not-a-real-secret');
INSERT INTO "requests" VALUES('R-C85APH','T0SHABASH','C02DESIGN','U02MEERA',100,'the cake','pending','["U02RAVI", "U05FARAH"]',1,'2026-11-22T12:30:00.000070+00:00','2026-11-29T12:30:00.000070+00:00',NULL,'1795350600000.T0SHABASH.0000000000000003','https://hooks.slack.com/commands/T0SHABASH/0000000003/not-a-real-secret');
INSERT INTO "requests" VALUES('R-MCZBV5','T0SHABASH','C02DESIGN','U02MEERA',100,'the review','pending','["U02RAVI", "U05FARAH"]',1,'2026-11-22T12:30:00.000100+00:00','2026-11-29T12:30:00.000100+00:00',NULL,'1795350600000.T0SHABASH.0000000000000004','https://hooks.slack.com/commands/T0SHABASH/0000000004/not-a-real-secret');
CREATE TABLE rewards (
        id TEXT PRIMARY KEY,
        request_id TEXT NOT NULL REFERENCES requests (id),
        recipient_id TEXT NOT NULL,
        points INTEGER NOT NULL CHECK (points > 0),
        reference TEXT NOT NULL UNIQUE
            CHECK (length(reference) BETWEEN 1 AND 20 AND reference NOT GLOB '*[^A-Za-z0-9]*'),
        status TEXT CHECK (status IN ('approved', 'sending', 'allocated', 'failed', 'unknown', 'cancelled')),
        attempt INTEGER NOT NULL DEFAULT 0 CHECK (attempt >= 0),
        claimed_at TEXT CHECK (claimed_at GLOB '????-??-??T??:??:??.??????+00:00'),
        lease_ends_at TEXT CHECK (lease_ends_at GLOB '????-??-??T??:??:??.??????+00:00'),
        look_ups INTEGER NOT NULL DEFAULT 0 CHECK (look_ups >= 0),
        was_unknown INTEGER NOT NULL DEFAULT 0 CHECK (was_unknown IN (0, 1)),
        is_confirmed_late INTEGER NOT NULL DEFAULT 0 CHECK (is_confirmed_late IN (0, 1)),
        settled_at TEXT CHECK (settled_at GLOB '????-??-??T??:??:??.??????+00:00'),
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
    ;
INSERT INTO "rewards" VALUES('R-34S7YX','R-34S7YX','U02ASHA',100,'R34S7YXW49ZYQR5ZV2QM',NULL,0,NULL,NULL,0,0,0,NULL,'','','',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "rewards" VALUES('R-9DVRE2','R-9DVRE2','U02ASHA',100,'R9DVRE2W5TVFGFW2HN3N',NULL,0,NULL,NULL,0,0,0,NULL,'','','',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "rewards" VALUES('R-C85APH','R-C85APH','U02ASHA',100,'RC85APHUM3QMVMKG4HPE',NULL,0,NULL,NULL,0,0,0,NULL,'','','',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "rewards" VALUES('R-MCZBV5','R-MCZBV5','U02ASHA',100,'RMCZBV53WUWY6CJ5BG65',NULL,0,NULL,NULL,0,0,0,NULL,'','','',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE slack_users (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        standing TEXT NOT NULL CHECK (standing IN ('member', 'guest', 'bot', 'stranger', 'deactivated')),
        refreshed_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "slack_users" VALUES('U02ASHA','Asha Rao','member','2026-11-22T12:30:00.000001+00:00');
INSERT INTO "slack_users" VALUES('U02MEERA','Meera Nair','member','2026-11-22T12:30:00.000001+00:00');
INSERT INTO "slack_users" VALUES('U02RAVI','Ravi Kumar','member','2026-11-22T12:30:00.000001+00:00');
INSERT INTO "slack_users" VALUES('U05FARAH','Farah Khan','member','2026-11-22T12:30:00.000001+00:00');
INSERT INTO "slack_users" VALUES('U07NIKHIL','Nikhil Shah','member','2026-11-22T12:30:00.000001+00:00');
INSERT INTO "slack_users" VALUES('U0GUEST','Gita Guest','guest','2026-11-22T12:30:00.000001+00:00');
INSERT INTO "slack_users" VALUES('U0SHABASH','Shabash','bot','2026-11-22T12:30:00.000001+00:00');
INSERT INTO "slack_users" VALUES('USLACKBOT','Slackbot','bot','2026-11-22T12:30:00.000001+00:00');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX requests_pending ON requests (giver_id) WHERE status = 'pending';
CREATE INDEX rewards_by_request ON rewards (request_id);
CREATE INDEX rewards_approved ON rewards (recipient_id) WHERE status = 'approved';
CREATE INDEX rewards_sending ON rewards (recipient_id) WHERE status = 'sending';
CREATE INDEX history_by_request ON history (request_id);
CREATE TRIGGER history_is_never_changed BEFORE UPDATE ON history
    BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
CREATE TRIGGER history_is_never_removed BEFORE DELETE ON history
    BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
CREATE UNIQUE INDEX pauses_one_open ON pauses ((1)) WHERE resumed_at IS NULL;
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
    FROM people;
CREATE INDEX outbox_due ON outbox (lane, urgent DESC, due_at) WHERE done_at IS NULL;
CREATE UNIQUE INDEX outbox_once ON outbox (request_id, kind, place) WHERE done_at IS NULL;
CREATE UNIQUE INDEX outbox_notice_once ON outbox (kind, place, detail)
        WHERE done_at IS NULL AND request_id IS NULL
    ;
COMMIT;
