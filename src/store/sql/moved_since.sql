-- What was noted of a topic in ($after, $until], 0 first.
SELECT number, max(at) FROM store_moved
WHERE topic = $topic AND at > $after AND at <= $until
GROUP BY number
ORDER BY number
