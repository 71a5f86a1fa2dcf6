-- A call that rings an advisor, who is then connected with the person of a callback; its order in the outbox has the same id.
-- `fence` is that of the claim under which it was ordered. `stage` is how far it came, `ending` how it ended, its place in the
-- lattice first. `seconds` is how long the two spoke.
CREATE TABLE bridge (
    id             TEXT PRIMARY KEY NOT NULL,
    callback_id    TEXT NOT NULL,
    advisor_id     TEXT NOT NULL,
    fence          BIGINT NOT NULL,
    service_number TEXT NOT NULL,
    language       TEXT NOT NULL,
    stage          BIGINT NOT NULL,
    ending         TEXT,
    seconds        BIGINT,
    ordered_at     BIGINT NOT NULL,
    moved_at       BIGINT NOT NULL,
    ended_at       BIGINT
);
-- Nobody is rung by two at once.
CREATE UNIQUE INDEX bridge_open ON bridge (callback_id) WHERE ended_at IS NULL;
CREATE INDEX bridge_callback ON bridge (callback_id, ordered_at);

-- What a person was told so that they take the call: the digits that the advisor says first, sealed, and when they heard that
-- an advisor is about to ring.
CREATE TABLE callback_told (
    callback_id  TEXT PRIMARY KEY NOT NULL REFERENCES callback (id) ON DELETE CASCADE,
    digits       BYTEA,
    announced_at BIGINT
);
