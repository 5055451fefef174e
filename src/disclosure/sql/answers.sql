SELECT area, answer FROM disclosure_answer
WHERE request_no = $request_no AND recorded_at = $recorded_at
ORDER BY area
