-- Open tasks that were moved after they came: few, and looked at by the sources that made them.
CREATE INDEX casework_task_moved ON casework_task (changed_at) WHERE state < 3 AND changed_at > created_at;
