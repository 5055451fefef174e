SELECT COALESCE(MAX(applied_at), 0) FROM casework_change
