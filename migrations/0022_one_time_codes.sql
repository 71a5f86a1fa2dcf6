-- The code sent last in a conversation, as a slow hash. It opens one file, in that conversation, once, while the number that it
-- was sent to is the number on file. Where no file has the number that was typed, or no text may go out, a row stands here
-- all the same that nothing opens.
CREATE TABLE one_time_code (
    conversation_id TEXT PRIMARY KEY NOT NULL,
    file_id         TEXT REFERENCES case_file (id) ON DELETE CASCADE,
    number_index    BYTEA,
    code_hash       TEXT NOT NULL,
    tries           BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    used_at         BIGINT
);
CREATE INDEX one_time_code_expiry ON one_time_code (expires_at);
CREATE INDEX one_time_code_file ON one_time_code (file_id);

-- When a text to the number did not arrive, since somebody proved a file from it: it may have changed hands, and nothing of a
-- file is sent there.
ALTER TABLE person_phone ADD COLUMN doubted_at BIGINT;
