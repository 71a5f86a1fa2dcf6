-- What came of reminding. `held_out` is a deadline of which nothing is told, for a trial, however it stands later. `confirmed_on`
-- is the day, where the person is, on which the file or an advisor showed that it is done: what a person answers is no proof of it.
ALTER TABLE deadline ADD COLUMN held_out BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE deadline ADD COLUMN confirmed_on TEXT;
CREATE INDEX deadline_held_out ON deadline (kind, armed_at) WHERE held_out;

-- What a person answered to a reminder, each answer once, on a day where the person is.
CREATE TABLE reminder_answer (
    reminder_id TEXT NOT NULL,
    answer      TEXT NOT NULL,
    day         TEXT NOT NULL,
    PRIMARY KEY (reminder_id, answer)
);
