-- The callback queue as advisors work it. Times are milliseconds since 1970 (UTC), days ISO dates.

-- `person_index` tells one open request from another: it is a blind index of who asks and of what, or, in rows that older
-- versions wrote, of who asks alone. Their unique index serves both. `caller_index` finds everything that somebody asked.
ALTER TABLE callback ADD COLUMN caller_index BYTEA;
UPDATE callback SET caller_index = person_index;
CREATE INDEX callback_caller ON callback (caller_index);

-- How sure we were who asked, and whether a message may be left where nobody answers.
ALTER TABLE callback ADD COLUMN level BIGINT NOT NULL DEFAULT 0;
ALTER TABLE callback ADD COLUMN leave_message BOOLEAN NOT NULL DEFAULT TRUE;

-- What the person was told: the half-day that was promised, and the wait that was announced, as the instants it ends between.
ALTER TABLE callback ADD COLUMN promised_from BIGINT;
ALTER TABLE callback ADD COLUMN promised_until BIGINT;
ALTER TABLE callback ADD COLUMN announced_from BIGINT;
ALTER TABLE callback ADD COLUMN announced_until BIGINT;

-- When it is to be rung: not before `next_at`, and by `due_by`. `decide` says that it was tried as often as planned and an
-- advisor decides what comes next; `follow_up` is the day on which an advisor said they would ring again.
ALTER TABLE callback ADD COLUMN next_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE callback ADD COLUMN due_by BIGINT NOT NULL DEFAULT 0;
ALTER TABLE callback ADD COLUMN decide BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE callback ADD COLUMN follow_up TEXT;
UPDATE callback SET next_at = asked_at, due_by = asked_at;

-- Who holds it until when; `fence` counts the holders, and makes what a late one writes harmless.
ALTER TABLE callback ADD COLUMN claimed_by TEXT;
ALTER TABLE callback ADD COLUMN claimed_at BIGINT;
ALTER TABLE callback ADD COLUMN claimed_until BIGINT;
ALTER TABLE callback ADD COLUMN fence BIGINT NOT NULL DEFAULT 0;

-- The tries of the present round, when the person was tried first of all, and for how long of that wait the office was open
-- (milliseconds).
ALTER TABLE callback ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0;
ALTER TABLE callback ADD COLUMN first_tried_at BIGINT;
ALTER TABLE callback ADD COLUMN waited BIGINT;

-- How it ended.
ALTER TABLE callback ADD COLUMN outcome TEXT;
ALTER TABLE callback ADD COLUMN ended_at BIGINT;
ALTER TABLE callback ADD COLUMN ended_by TEXT;

-- Who is next: what nobody holds, by what makes it urgent; what is held, by the end of its lease.
CREATE INDEX callback_distress ON callback (due_by, asked_at, id)
    WHERE state = 'open' AND claimed_until IS NULL AND subject = 'distress';
CREATE INDEX callback_at_risk ON callback (deadline, due_by, asked_at, id)
    WHERE state = 'open' AND claimed_until IS NULL AND deadline IS NOT NULL;
CREATE INDEX callback_due ON callback (due_by, asked_at, id) WHERE state = 'open' AND claimed_until IS NULL;
CREATE INDEX callback_held ON callback (claimed_until) WHERE state = 'open' AND claimed_until IS NOT NULL;
CREATE INDEX callback_holder ON callback (claimed_by) WHERE state = 'open' AND claimed_by IS NOT NULL;
-- What is counted: waits that ended, callbacks that ended, the latest change.
CREATE INDEX callback_tried ON callback (first_tried_at) WHERE first_tried_at IS NOT NULL;
CREATE INDEX callback_ended ON callback (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX callback_changed ON callback (updated_at);

-- One try at ringing somebody. `slot` is the part of the day, `round` begins anew when a follow-up is agreed.
CREATE TABLE callback_attempt (
    id          TEXT PRIMARY KEY NOT NULL,
    callback_id TEXT NOT NULL REFERENCES callback (id) ON DELETE CASCADE,
    advisor_id  TEXT NOT NULL,
    fence       BIGINT NOT NULL,
    round       BIGINT NOT NULL,
    slot        TEXT NOT NULL,
    hour        BIGINT NOT NULL,
    result      TEXT NOT NULL,
    at          BIGINT NOT NULL
);
CREATE INDEX callback_attempt_of ON callback_attempt (callback_id, at);
CREATE INDEX callback_attempt_at ON callback_attempt (at);
ALTER TABLE callback ADD COLUMN round BIGINT NOT NULL DEFAULT 0;

-- What advisors wrote, what the person left, and what came too late to count. `kind` is a closed word: `note`, `message`,
-- `late-note`, `late-attempt`, `late-outcome`.
CREATE TABLE callback_note (
    id          TEXT PRIMARY KEY NOT NULL,
    callback_id TEXT NOT NULL REFERENCES callback (id) ON DELETE CASCADE,
    author      TEXT NOT NULL,
    kind        TEXT NOT NULL,
    text        BYTEA NOT NULL,
    at          BIGINT NOT NULL
);
CREATE INDEX callback_note_of ON callback_note (callback_id, at);

-- Every conversation that led to it: who asks again adds one.
CREATE TABLE callback_conversation (
    callback_id     TEXT NOT NULL REFERENCES callback (id) ON DELETE CASCADE,
    conversation_id TEXT NOT NULL,
    at              BIGINT NOT NULL,
    PRIMARY KEY (callback_id, conversation_id)
);
