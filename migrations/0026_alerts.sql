-- A note of distress waits until an advisor has seen it, or a request took its place: `seen_by` tells which.
ALTER TABLE note ADD COLUMN seen_at BIGINT;
ALTER TABLE note ADD COLUMN seen_by TEXT;
CREATE INDEX note_alerts ON note (conversation_id, at) WHERE kind = 'distress' AND seen_at IS NULL;
