-- People's names, sealed and found by a blind index; and what a message says, found without opening any.
--
-- A name is sealed for its index, as numbers are, so that it can be staged before the person is known. The index of a
-- message has no tree: it is asked for when somebody wants to know what we hold, and each turn would pay for it.

ALTER TABLE import_row ADD COLUMN name_index BYTEA;
ALTER TABLE import_row ADD COLUMN name BYTEA;
ALTER TABLE message ADD COLUMN body_index BYTEA;
