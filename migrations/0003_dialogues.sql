-- What a person left for the advisor with a request to be rung back: words, or the provider's reference of a recording.
ALTER TABLE callback ADD COLUMN message BYTEA;
