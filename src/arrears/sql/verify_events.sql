-- An act that was undone has no event that counts; one that ended has ended its lasting events (3 差押, 4 交付要求,
-- 6 猶予, 8 破産, 7 停止 among enum limit_event_kind) on the same day.
SELECT a.act_no, e.event_no
FROM arrears_act a JOIN arrears_event e ON e.act_no = a.act_no
WHERE a.version = (SELECT MAX(b.version) FROM arrears_act b WHERE b.act_no = a.act_no) AND e.version = (SELECT MAX(f.version) FROM arrears_event f WHERE f.event_no = e.event_no)
  AND (a.is_void <> e.is_void OR (a.is_void = 0 AND e.kind IN (3, 4, 8, 7) AND a.ended_on <> e.ended_on))
ORDER BY a.act_no, e.event_no
