-- A person who wants no reminders, and may still be asked what a file misses. `opted_out_at` stands for all that is unasked for.
ALTER TABLE phone ADD COLUMN reminders_off_at BIGINT;
