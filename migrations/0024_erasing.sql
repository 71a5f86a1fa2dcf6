-- What the provider still holds of people who had themselves erased: it is asked to delete each until it says that it is gone.
-- `kind` is `text` or `call`; `reference` is the provider's own.
CREATE TABLE provider_erasure (
    reference  TEXT PRIMARY KEY NOT NULL,
    kind       TEXT NOT NULL,
    failures   BIGINT NOT NULL DEFAULT 0,
    not_before BIGINT NOT NULL,
    asked_at   BIGINT NOT NULL,
    done_at    BIGINT
);
CREATE INDEX provider_erasure_due ON provider_erasure (not_before) WHERE done_at IS NULL;
