-- Whose sub-orchestration an instance is: the parent's id, the key of the execution that called it, the call, and the parent's name.
ALTER TABLE instances ADD COLUMN parent_id   TEXT;
ALTER TABLE instances ADD COLUMN parent_key  INTEGER;
ALTER TABLE instances ADD COLUMN parent_task INTEGER;
ALTER TABLE instances ADD COLUMN parent_name TEXT;

-- For what is asked of a parent: its children.
CREATE INDEX instances_children ON instances (parent_key) WHERE parent_key IS NOT NULL;

-- What retention has to find among any number of instances: those that ended first.
CREATE INDEX instances_ended ON instances (updated_at) WHERE status NOT IN (0, 6, 7);
