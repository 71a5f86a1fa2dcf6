-- What people said for an advisor, told by the provider's reference. `state` is `wanted` until we hold the sound, then `kept`;
-- `unwanted` where nobody shall hear it, `lost` where the provider has none. `at_provider` says that a copy lies there, which is
-- deleted; while it does, something is to be done at `not_before`.
CREATE TABLE recording (
    reference       TEXT PRIMARY KEY NOT NULL,
    conversation_id TEXT NOT NULL,
    state           TEXT NOT NULL,
    at_provider     BOOLEAN NOT NULL,
    media_type      TEXT,
    sound           BYTEA,
    failures        BIGINT NOT NULL,
    not_before      BIGINT NOT NULL,
    made_at         BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL
);
CREATE INDEX recording_due ON recording (not_before) WHERE at_provider;
CREATE INDEX recording_old ON recording (made_at) WHERE state = 'kept';
CREATE INDEX recording_conversation ON recording (conversation_id);
