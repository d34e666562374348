-- What the starter said of an instance, for people and tools: a JSON object of names and values; NULL for nothing. It stays over ContinueAsNew.
ALTER TABLE instances ADD COLUMN tags TEXT;
