-- The first tables. Times are milliseconds since 1970 (UTC), days are ISO dates, identifiers are text.

-- Made once for an installation, such as the key of its MACs (base64).
CREATE TABLE installation (
    key   TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

-- The flows and words that conversations run on, by their hash.
CREATE TABLE script (
    hash          TEXT PRIMARY KEY NOT NULL,
    files         TEXT NOT NULL,
    first_used_at BIGINT NOT NULL
);

-- What is known of a telephone number.
CREATE TABLE phone (
    number       TEXT PRIMARY KEY NOT NULL,
    language     TEXT,
    opted_out_at BIGINT
);

CREATE TABLE conversation (
    id             TEXT PRIMARY KEY NOT NULL,
    channel        TEXT NOT NULL,
    service_number TEXT NOT NULL,
    person_number  TEXT,
    call_id        TEXT UNIQUE,
    state          TEXT NOT NULL,
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
CREATE UNIQUE INDEX conversation_text ON conversation (service_number, person_number) WHERE channel = 'sms';
-- Those that wait for the world are few.
CREATE INDEX conversation_awaiting ON conversation (touched_at) WHERE awaiting;
-- A cut call is looked for by the number that rings again.
CREATE INDEX conversation_cut ON conversation (person_number, touched_at) WHERE channel = 'voice';

-- A turn, and the bytes that answered it: a repeated webhook is given them again.
CREATE TABLE turn (
    key             TEXT PRIMARY KEY NOT NULL,
    conversation_id TEXT NOT NULL,
    at              BIGINT NOT NULL,
    input_kind      TEXT NOT NULL,
    content_type    TEXT NOT NULL,
    body            TEXT NOT NULL
);
CREATE INDEX turn_conversation ON turn (conversation_id, at);

-- What was received and said in a turn.
CREATE TABLE message (
    turn_key        TEXT NOT NULL,
    position        BIGINT NOT NULL,
    conversation_id TEXT NOT NULL,
    direction       TEXT NOT NULL,
    channel         TEXT NOT NULL,
    body            TEXT NOT NULL,
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
    text            TEXT NOT NULL,
    at              BIGINT NOT NULL,
    PRIMARY KEY (turn_key, position)
);
CREATE INDEX note_conversation ON note (conversation_id, at);

-- `failures` counts wrong codes in a row, `code_failures` all of them since the code was posted.
CREATE TABLE case_file (
    id            TEXT PRIMARY KEY NOT NULL,
    organisation  TEXT NOT NULL,
    number        TEXT NOT NULL,
    postcode      TEXT NOT NULL DEFAULT '',
    benefit       TEXT NOT NULL,
    status        TEXT NOT NULL,
    since         TEXT,
    as_of         TEXT NOT NULL,
    phone         TEXT,
    code_hash     TEXT,
    failures      BIGINT NOT NULL DEFAULT 0,
    code_failures BIGINT NOT NULL DEFAULT 0,
    locked_until  BIGINT,
    UNIQUE (organisation, number, postcode)
);

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
    value           TEXT NOT NULL,
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
    person          TEXT NOT NULL,
    number          TEXT NOT NULL,
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
CREATE UNIQUE INDEX callback_open ON callback (person) WHERE state = 'open';
CREATE INDEX callback_queue ON callback (state, asked_at);

CREATE TABLE outbox (
    id                  TEXT PRIMARY KEY NOT NULL,
    kind                TEXT NOT NULL,
    to_number           TEXT NOT NULL,
    service_number      TEXT NOT NULL,
    payload             TEXT NOT NULL,
    state               TEXT NOT NULL,
    not_before          BIGINT NOT NULL,
    lease_until         BIGINT,
    attempts            BIGINT NOT NULL DEFAULT 0,
    provider_message_id TEXT,
    error               TEXT,
    delivery            TEXT,
    conversation_id     TEXT,
    created_at          BIGINT NOT NULL,
    updated_at          BIGINT NOT NULL
);
CREATE INDEX outbox_due ON outbox (not_before) WHERE state = 'waiting';
CREATE INDEX outbox_sending ON outbox (lease_until) WHERE state = 'sending';
CREATE INDEX outbox_number ON outbox (to_number) WHERE state = 'waiting';

-- Rows of a file being imported, until they are taken over all at once or thrown away.
CREATE TABLE import_row (
    import_id    TEXT NOT NULL,
    organisation TEXT NOT NULL,
    number       TEXT NOT NULL,
    postcode     TEXT NOT NULL,
    line         BIGINT NOT NULL,
    file_id      TEXT NOT NULL,
    benefit      TEXT NOT NULL,
    status       TEXT NOT NULL,
    since        TEXT,
    as_of        TEXT NOT NULL,
    phone        TEXT,
    code_hash    TEXT,
    staged_at    BIGINT NOT NULL,
    PRIMARY KEY (import_id, organisation, number, postcode)
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
