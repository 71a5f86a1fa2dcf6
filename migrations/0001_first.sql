-- The first tables. Times are milliseconds since 1970 (UTC), days are ISO dates, identifiers are text.
-- BYTEA columns hold sealed values (`src/seal.rs`), or, where the name ends in `_index`, a blind index.
-- One text for SQLite and PostgreSQL.

-- What holds for the whole installation, such as a value sealed with its keys.
CREATE TABLE installation (
    key   TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

-- Work that one instance does for all: who does it, and the number that makes a late holder's write harmless.
CREATE TABLE lease (
    name  TEXT PRIMARY KEY NOT NULL,
    owner TEXT NOT NULL,
    fence BIGINT NOT NULL,
    until BIGINT NOT NULL
);

-- The flows and words that conversations run on, by their hash.
CREATE TABLE script (
    hash          TEXT PRIMARY KEY NOT NULL,
    files         TEXT NOT NULL,
    first_used_at BIGINT NOT NULL
);

-- What is known of a telephone number. `trouble` says why no text can reach it: `bad_number` or `landline`.
CREATE TABLE phone (
    number_index BYTEA PRIMARY KEY NOT NULL,
    number       BYTEA NOT NULL,
    language     TEXT,
    opted_out_at BIGINT,
    trouble      TEXT,
    trouble_at   BIGINT
);

CREATE TABLE person (
    id         TEXT PRIMARY KEY NOT NULL,
    name       BYTEA,
    name_index BYTEA,
    language   TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX person_name ON person (name_index);

-- The numbers of a person. A person may have several, a number several persons. One that is no longer theirs keeps the
-- time it ended; a number is verified when somebody proved a file from it, or an organisation gave it.
CREATE TABLE person_phone (
    person_id    TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    number_index BYTEA NOT NULL,
    number       BYTEA NOT NULL,
    since        BIGINT NOT NULL,
    until        BIGINT,
    verified_at  BIGINT,
    PRIMARY KEY (person_id, number_index)
);
CREATE INDEX person_phone_number ON person_phone (number_index) WHERE until IS NULL;

CREATE TABLE conversation (
    id             TEXT PRIMARY KEY NOT NULL,
    channel        TEXT NOT NULL,
    service_number TEXT NOT NULL,
    person_index   BYTEA,
    person_number  BYTEA,
    call_id        TEXT UNIQUE,
    state          BYTEA NOT NULL,
    version        BIGINT NOT NULL,
    script_hash    TEXT NOT NULL,
    language       TEXT NOT NULL,
    begun_at       BIGINT NOT NULL,
    touched_at     BIGINT NOT NULL,
    ended_at       BIGINT,
    outcome        TEXT,
    awaiting       BOOLEAN NOT NULL
);
-- One text conversation between a service number and a person's number.
CREATE UNIQUE INDEX conversation_text ON conversation (service_number, person_index) WHERE channel = 'sms';
-- Those that wait for the world are few.
CREATE INDEX conversation_awaiting ON conversation (touched_at) WHERE awaiting;
-- A cut call is looked for by the number that rings again.
CREATE INDEX conversation_cut ON conversation (person_index, touched_at) WHERE channel = 'voice';
-- Calls that are still open in our books.
CREATE INDEX conversation_open_call ON conversation (touched_at) WHERE channel = 'voice' AND ended_at IS NULL;

-- A turn, and the bytes that answered it: a repeated webhook is given them again.
CREATE TABLE turn (
    key             TEXT PRIMARY KEY NOT NULL,
    conversation_id TEXT NOT NULL,
    at              BIGINT NOT NULL,
    input_kind      TEXT NOT NULL,
    content_type    TEXT NOT NULL,
    body            BYTEA NOT NULL
);
CREATE INDEX turn_conversation ON turn (conversation_id, at);

-- What was received and said in a turn.
CREATE TABLE message (
    turn_key        TEXT NOT NULL,
    position        BIGINT NOT NULL,
    conversation_id TEXT NOT NULL,
    direction       TEXT NOT NULL,
    channel         TEXT NOT NULL,
    body            BYTEA NOT NULL,
    segments        BIGINT,
    encoding        TEXT,
    at              BIGINT NOT NULL,
    PRIMARY KEY (turn_key, position)
);
CREATE INDEX message_conversation ON message (conversation_id, at);

-- A remark for the advisors.
CREATE TABLE note (
    turn_key        TEXT NOT NULL,
    position        BIGINT NOT NULL,
    conversation_id TEXT NOT NULL,
    kind            TEXT NOT NULL,
    text            BYTEA NOT NULL,
    at              BIGINT NOT NULL,
    PRIMARY KEY (turn_key, position)
);
CREATE INDEX note_conversation ON note (conversation_id, at);

-- Who did what, for good. `digest` is over all of a row's content, so that the content can be erased and the chain over
-- the digests still holds. The chain is made afterwards, by one worker.
CREATE TABLE audit (
    id      TEXT PRIMARY KEY NOT NULL,
    at      BIGINT NOT NULL,
    actor   TEXT NOT NULL,
    action  TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail  BYTEA,
    digest  BYTEA NOT NULL,
    chained BOOLEAN NOT NULL
);
CREATE INDEX audit_unchained ON audit (at, id) WHERE NOT chained;
CREATE INDEX audit_subject ON audit (subject, at);
CREATE TABLE audit_link (
    position BIGINT PRIMARY KEY NOT NULL,
    audit_id TEXT NOT NULL UNIQUE,
    tag      BYTEA NOT NULL
);

-- `failures` counts wrong codes in a row, `code_failures` all of them since the code was posted.
CREATE TABLE case_file (
    id            TEXT PRIMARY KEY NOT NULL,
    organisation  TEXT NOT NULL,
    number_index  BYTEA NOT NULL,
    number        BYTEA NOT NULL,
    postcode      TEXT NOT NULL DEFAULT '',
    benefit       TEXT NOT NULL,
    status        TEXT NOT NULL,
    since         TEXT,
    as_of         TEXT NOT NULL,
    code_hash     TEXT,
    failures      BIGINT NOT NULL DEFAULT 0,
    code_failures BIGINT NOT NULL DEFAULT 0,
    locked_until  BIGINT,
    UNIQUE (organisation, number_index, postcode)
);

-- Whose file it is: `holder`, or who may act for them.
CREATE TABLE person_file (
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    file_id   TEXT NOT NULL REFERENCES case_file (id) ON DELETE CASCADE,
    role      TEXT NOT NULL,
    since     BIGINT NOT NULL,
    PRIMARY KEY (person_id, file_id)
);
CREATE INDEX person_file_file ON person_file (file_id);

CREATE TABLE missing_item (
    file_id  TEXT NOT NULL REFERENCES case_file (id) ON DELETE CASCADE,
    name     TEXT NOT NULL,
    kind     TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (file_id, name)
);

CREATE TABLE answer (
    id              TEXT PRIMARY KEY NOT NULL,
    file_id         TEXT NOT NULL REFERENCES case_file (id) ON DELETE CASCADE,
    item            TEXT NOT NULL,
    value           BYTEA NOT NULL,
    confirmed       BOOLEAN NOT NULL,
    given_at        BIGINT NOT NULL,
    channel         TEXT NOT NULL,
    conversation_id TEXT,
    reference       TEXT NOT NULL UNIQUE
);
CREATE INDEX answer_latest ON answer (file_id, item, given_at);
CREATE INDEX answer_given ON answer (given_at, id);

-- How many codes were tried in each hour (counted from 1970), and how many tries met no open file. Every
-- try writes here, so that a known and an unknown file cost the same commit.
CREATE TABLE code_attempt (
    hour    BIGINT PRIMARY KEY NOT NULL,
    checked BIGINT NOT NULL,
    refused BIGINT NOT NULL
);

CREATE TABLE callback (
    id              TEXT PRIMARY KEY NOT NULL,
    person_index    BYTEA NOT NULL,
    person          BYTEA NOT NULL,
    number          BYTEA NOT NULL,
    half_day        TEXT NOT NULL,
    subject         TEXT NOT NULL,
    language        TEXT NOT NULL,
    interpreter     BOOLEAN NOT NULL,
    file_id         TEXT,
    conversation_id TEXT NOT NULL,
    state           TEXT NOT NULL,
    asked_at        BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL
);
-- One open callback for a person.
CREATE UNIQUE INDEX callback_open ON callback (person_index) WHERE state = 'open';
CREATE INDEX callback_queue ON callback (state, asked_at);

-- Orders to hand to a provider or to a case system. `attempts` is the fence of whoever holds the lease; `topic` names what
-- may be ordered once at a time; `cost` is what it is expected to cost, in cents. `not_before` is when something is to be
-- done about it next: sent while it waits, asked for at the provider while it is uncertain. `begun_at` is when its
-- holder was about to ask the provider: before that nothing can have been sent. `delivery` is the provider's
-- last report, its place in the lattice first.
CREATE TABLE outbox (
    id                  TEXT PRIMARY KEY NOT NULL,
    kind                TEXT NOT NULL,
    class               TEXT NOT NULL,
    priority            BIGINT NOT NULL,
    to_index            BYTEA,
    to_number           BYTEA,
    service_number      TEXT NOT NULL,
    payload             BYTEA NOT NULL,
    topic               TEXT,
    cost                BIGINT NOT NULL,
    state               TEXT NOT NULL,
    not_before          BIGINT NOT NULL,
    expires_at          BIGINT,
    lease_until         BIGINT,
    lease_owner         TEXT,
    claimed_at          BIGINT,
    begun_at            BIGINT,
    paid_on             TEXT,
    attempts            BIGINT NOT NULL DEFAULT 0,
    provider_message_id TEXT,
    error               TEXT,
    delivery            TEXT,
    conversation_id     TEXT,
    created_at          BIGINT NOT NULL,
    updated_at          BIGINT NOT NULL
);
CREATE INDEX outbox_due ON outbox (priority, not_before, id) WHERE state = 'waiting';
CREATE INDEX outbox_sending ON outbox (lease_until) WHERE state = 'sending';
CREATE INDEX outbox_number ON outbox (to_index) WHERE state IN ('waiting', 'sending');
CREATE UNIQUE INDEX outbox_topic ON outbox (topic) WHERE state IN ('waiting', 'sending');
CREATE INDEX outbox_uncertain ON outbox (not_before) WHERE state = 'uncertain';
CREATE INDEX outbox_sent ON outbox (updated_at) WHERE state IN ('sent', 'undelivered');
-- What the provider knows of a number's orders is compared with what we know.
CREATE INDEX outbox_to ON outbox (to_index, created_at) WHERE provider_message_id IS NOT NULL;
CREATE INDEX outbox_asked ON outbox (topic) WHERE topic IS NOT NULL;
CREATE INDEX outbox_expiry ON outbox (expires_at) WHERE state = 'waiting';
CREATE UNIQUE INDEX outbox_provider ON outbox (provider_message_id);
-- The dead letters, for whoever looks after the service.
CREATE INDEX outbox_state ON outbox (state, updated_at);

-- What was spent on a day, in cents, counted when an order is claimed.
CREATE TABLE spending (
    day   TEXT PRIMARY KEY NOT NULL,
    spent BIGINT NOT NULL
);
-- How fast orders may go out, to the provider in all and to each number (its blind index): when the bucket is full again.
CREATE TABLE pace (
    name BYTEA PRIMARY KEY NOT NULL,
    due  BIGINT NOT NULL
);

-- Rows of a file being imported, until they are taken over all at once or thrown away.
CREATE TABLE import_row (
    import_id    TEXT NOT NULL,
    organisation TEXT NOT NULL,
    number_index BYTEA NOT NULL,
    number       BYTEA NOT NULL,
    postcode     TEXT NOT NULL,
    line         BIGINT NOT NULL,
    file_id      TEXT NOT NULL,
    benefit      TEXT NOT NULL,
    status       TEXT NOT NULL,
    since        TEXT,
    as_of        TEXT NOT NULL,
    phone_index  BYTEA,
    phone        BYTEA,
    code_hash    TEXT,
    staged_at    BIGINT NOT NULL,
    PRIMARY KEY (import_id, organisation, number_index, postcode)
);
CREATE INDEX import_row_staged ON import_row (staged_at);
CREATE TABLE import_item (
    import_id TEXT NOT NULL,
    line      BIGINT NOT NULL,
    name      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    position  BIGINT NOT NULL,
    PRIMARY KEY (import_id, line, name)
);
