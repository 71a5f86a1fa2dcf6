-- The deadline that makes a callback urgent: its last day, a civil one where the person is, and its type.
ALTER TABLE callback ADD COLUMN deadline TEXT;
ALTER TABLE callback ADD COLUMN deadline_kind TEXT;

-- When an advisor was asked to act on a deadline, once for each.
ALTER TABLE deadline ADD COLUMN escalated_at BIGINT;
-- When the next occurrence of a deadline that is over was set up, or found not to come. Those that wait for it are few.
ALTER TABLE deadline ADD COLUMN renewed_at BIGINT;
CREATE INDEX deadline_renewal ON deadline (state, closes) WHERE renewed_at IS NULL AND state IN ('done', 'expired', 'held-out');
