-- How many 速報 were told or ended and stays said or closed after $since. Marks are numbered as they come: the newest
-- tells whether any did.
SELECT (SELECT COUNT(*) FROM collection_mark
        WHERE mark_no = (SELECT MAX(n.mark_no) FROM collection_mark n) AND recorded_at > $since)
     + (SELECT COUNT(*) FROM collection_mark WHERE ended_by <> 0 AND ended_at > $since)
     + (SELECT COUNT(*) FROM collection_stay
        WHERE recorded_at > $since OR (superseded_at > $since AND superseded_at < 9223372036854775807))
