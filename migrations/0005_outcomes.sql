-- What a person left for the advisor with a request to be rung back: words, or the provider's reference of a recording.
ALTER TABLE callback ADD COLUMN message BYTEA;

-- What a conversation came to: the flow that ended or was left, and the step it stood at last. The outcome stands there already.
ALTER TABLE conversation ADD COLUMN flow TEXT;
ALTER TABLE conversation ADD COLUMN step TEXT;
-- Text conversations that nobody took up again are looked for by when they were last touched.
CREATE INDEX conversation_silent ON conversation (touched_at) WHERE channel = 'sms' AND ended_at IS NULL;
