-- How often codes were tried: by whom, on which file, from which part of the number plan. `bucket` is a keyed index over what
-- it counts, so that nobody reads from it who tried what. `tries` counts since the window began that is over at `ends_at`;
-- in `locked_until` stands for how long nothing more is tried. Files that do not exist have rows as others do.
CREATE TABLE guess (
    bucket       BYTEA PRIMARY KEY NOT NULL,
    tries        BIGINT NOT NULL,
    locked_until BIGINT,
    ends_at      BIGINT NOT NULL
);
CREATE INDEX guess_ends ON guess (ends_at);

-- All tries of five minutes (counted from 1970), and how many of them proved nothing: what the alarm is raised by.
CREATE TABLE guess_slot (
    slot    BIGINT PRIMARY KEY NOT NULL,
    tries   BIGINT NOT NULL,
    refused BIGINT NOT NULL
);

-- That somebody guesses codes all over. While one is `raised`, codes prove nothing; an operator makes it `ended`.
CREATE TABLE guess_alarm (
    id        TEXT PRIMARY KEY NOT NULL,
    state     TEXT NOT NULL,
    raised_at BIGINT NOT NULL,
    tries     BIGINT NOT NULL,
    refused   BIGINT NOT NULL,
    ended_at  BIGINT
);
CREATE UNIQUE INDEX guess_alarm_raised ON guess_alarm (state) WHERE state = 'raised';

-- Wrong codes from the number on file, counted apart from those of everybody else (`code_failures`): a stranger uses up nothing
-- of the person's.
ALTER TABLE case_file ADD COLUMN own_failures BIGINT NOT NULL DEFAULT 0;
