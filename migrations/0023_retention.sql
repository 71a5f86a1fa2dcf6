-- What is kept no longer than the settings say.

-- A keyed mark over an entry of the record whose content was erased on purpose. Who empties one without the keys is found.
ALTER TABLE audit ADD COLUMN erased BYTEA;
