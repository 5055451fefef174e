DELETE FROM web_session WHERE created_at < $before
