-- Where in a dialogue somebody pressed 0, or wrote its word, to speak to an advisor: the step they were at, and nothing of who.
CREATE TABLE asked_for_advisor (
    turn_key TEXT NOT NULL,
    position BIGINT NOT NULL,
    flow     TEXT NOT NULL,
    step     TEXT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (turn_key, position)
);
CREATE INDEX asked_for_advisor_at ON asked_for_advisor (at);
