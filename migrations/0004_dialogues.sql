-- Old versions of the dialogues go once nobody stands on them.

-- When a turn last ran on this version, a day more or less; nothing where nobody has noted it yet.
ALTER TABLE script ADD COLUMN last_used_at BIGINT;
