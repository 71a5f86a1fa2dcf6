-- What an organisation says a file has to be done for, and by which dates. `known` is as in `deadline`.
CREATE TABLE file_deadline (
    file_id TEXT NOT NULL,
    kind    TEXT NOT NULL,
    known   TEXT NOT NULL,
    PRIMARY KEY (file_id, kind)
);
-- Files that changed, and whose deadlines nobody has set up since; `changes` counts, so that one that comes meanwhile is not lost.
CREATE TABLE file_changed (
    file_id TEXT PRIMARY KEY NOT NULL,
    changes BIGINT NOT NULL
);
CREATE INDEX deadline_of_file ON deadline (file_id, kind) WHERE file_id <> '';

CREATE TABLE import_deadline (
    import_id TEXT NOT NULL,
    line      BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    known     TEXT NOT NULL,
    PRIMARY KEY (import_id, line, kind)
);
-- Whether the row says anything of deadlines; where it does not, those that are known stay.
ALTER TABLE import_row ADD COLUMN tells_deadlines BOOLEAN NOT NULL DEFAULT FALSE;
