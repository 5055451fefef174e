SELECT COALESCE(MAX(closed_until), 0) FROM casework_closing WHERE kind = $kind
