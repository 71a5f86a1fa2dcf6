-- The people who work in the console. `totp_step` is the last step whose code was used: none is good twice.
CREATE TABLE advisor (
    id            TEXT PRIMARY KEY NOT NULL,
    login_index   BYTEA NOT NULL UNIQUE,
    login         BYTEA NOT NULL,
    name          BYTEA NOT NULL,
    role          TEXT NOT NULL,
    languages     TEXT NOT NULL,
    skills        TEXT NOT NULL,
    phone         BYTEA,
    password_hash BYTEA NOT NULL,
    must_change   BOOLEAN NOT NULL,
    totp          BYTEA NOT NULL,
    totp_step     BIGINT NOT NULL DEFAULT 0,
    console       TEXT NOT NULL,
    active        BOOLEAN NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);

-- Who is signed in, each found by a keyed hash of the token in their browser. The row is the right: without it the token is nothing.
CREATE TABLE session (
    token_index BYTEA PRIMARY KEY NOT NULL,
    advisor_id  TEXT NOT NULL REFERENCES advisor (id) ON DELETE CASCADE,
    begun_at    BIGINT NOT NULL,
    used_at     BIGINT NOT NULL
);
CREATE INDEX session_advisor ON session (advisor_id);
CREATE INDEX session_begun ON session (begun_at);

-- How often each login was tried, whether there is such an account or not: when its bucket is full again.
CREATE TABLE sign_in_pace (
    login_index BYTEA PRIMARY KEY NOT NULL,
    due         BIGINT NOT NULL
);

-- The record is looked through by who acted and by when.
CREATE INDEX audit_actor ON audit (actor, at);
CREATE INDEX audit_at ON audit (at, id);
