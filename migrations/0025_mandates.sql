-- Somebody who may act for a person, as the person agreed to the words that were said to them. `scope` is `status` or `answers`;
-- `to_index` tells the number that was asked and alone may agree, `turn_key` the turn that agreed or refused, `words_index`
-- what was said, as only the keys can tell. `ended_by` is `person`, `advisor`, `term`, `lapsed` or `replaced`.
CREATE TABLE mandate (
    id            TEXT PRIMARY KEY NOT NULL,
    person_id     TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    to_index      BYTEA NOT NULL,
    scope         TEXT NOT NULL,
    helper_index  BYTEA NOT NULL,
    helper_number BYTEA NOT NULL,
    helper_name   BYTEA NOT NULL,
    asked_by      TEXT NOT NULL,
    asked_at      BIGINT NOT NULL,
    until_at      BIGINT NOT NULL,
    words_index   BYTEA,
    turn_key      TEXT,
    agreed_at     BIGINT,
    refused_at    BIGINT,
    used_at       BIGINT,
    ended_at      BIGINT,
    ended_by      TEXT
);
-- One that is live, and one that waits for an answer, for each person and helper.
CREATE UNIQUE INDEX mandate_live ON mandate (person_id, helper_index) WHERE agreed_at IS NOT NULL AND ended_at IS NULL;
CREATE UNIQUE INDEX mandate_offer ON mandate (person_id, helper_index) WHERE agreed_at IS NULL AND ended_at IS NULL;
CREATE INDEX mandate_helper ON mandate (helper_index);
CREATE INDEX mandate_asked ON mandate (to_index);

-- A code that was sent to a helper opens the file while their mandate lasts; an answer may be given by one.
ALTER TABLE one_time_code ADD COLUMN mandate_id TEXT REFERENCES mandate (id) ON DELETE CASCADE;
ALTER TABLE answer ADD COLUMN mandate_id TEXT;
