-- A remote case system: answers on their way to it, and what it told us.

-- One row for each answer given to a file that a remote case system keeps, written with the turn of the answer.
-- `attempts` counts how often it was claimed and fences late workers, `failures` how often it was not taken.
CREATE TABLE delivery (
    answer_id   TEXT PRIMARY KEY NOT NULL REFERENCES answer (id) ON DELETE CASCADE,
    state       TEXT NOT NULL,
    not_before  BIGINT NOT NULL,
    lease_until BIGINT,
    attempts    BIGINT NOT NULL DEFAULT 0,
    failures    BIGINT NOT NULL DEFAULT 0,
    error       TEXT,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);
CREATE INDEX delivery_due ON delivery (not_before) WHERE state = 'waiting';

-- When what our copy of a file holds was true, by our clock, and when the last change was signed, by the case system's:
-- older news does not overwrite newer.
CREATE TABLE case_told (
    file_id   TEXT PRIMARY KEY NOT NULL REFERENCES case_file (id) ON DELETE CASCADE,
    told_at   BIGINT NOT NULL,
    signed_at BIGINT
);

-- The changes we were told of, by the case system's own identifiers: a repeat changes nothing.
CREATE TABLE case_change (
    id       TEXT PRIMARY KEY NOT NULL,
    taken_at BIGINT NOT NULL
);
CREATE INDEX case_change_taken ON case_change (taken_at);
