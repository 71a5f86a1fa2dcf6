-- At which hours a person wants to be reminded: `morning` or `evening`; nothing where they said nothing of it.
ALTER TABLE phone ADD COLUMN hours TEXT;
