-- What a person must do by a day. `due_at` is when it is to be looked at next; none once it is over. `tried` is the rung of its
-- ladder that was told last. Days are civil days where the person is. `file_id` is nothing where it belongs to no file.
CREATE TABLE deadline (
    id             TEXT PRIMARY KEY NOT NULL,
    kind           TEXT NOT NULL,
    to_index       BYTEA NOT NULL,
    to_number      BYTEA NOT NULL,
    service_number TEXT NOT NULL,
    file_id        TEXT NOT NULL,
    source         TEXT NOT NULL,
    known          TEXT NOT NULL,
    territory      TEXT NOT NULL,
    opens          TEXT NOT NULL,
    closes         TEXT NOT NULL,
    state          TEXT NOT NULL,
    tried          BIGINT,
    due_at         BIGINT,
    armed_at       BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL
);
-- However often it is told to us: one. A person's deadlines are found by it too.
CREATE UNIQUE INDEX deadline_once ON deadline (to_index, kind, file_id, closes);
CREATE INDEX deadline_due ON deadline (due_at) WHERE state = 'armed';
CREATE INDEX deadline_file ON deadline (file_id) WHERE state = 'armed';

-- A message that a person did not ask for; its order in the outbox says what became of it.
CREATE TABLE reminder (
    id       TEXT PRIMARY KEY NOT NULL,
    to_index BYTEA NOT NULL,
    day      TEXT NOT NULL,
    channel  TEXT NOT NULL
);
CREATE INDEX reminder_person ON reminder (to_index, day);
-- Which rungs of which ladders it told: each once on each channel.
CREATE TABLE rung (
    deadline_id TEXT NOT NULL,
    number      BIGINT NOT NULL,
    channel     TEXT NOT NULL,
    reminder_id TEXT NOT NULL,
    PRIMARY KEY (deadline_id, number, channel)
);
CREATE INDEX rung_reminder ON rung (reminder_id);
