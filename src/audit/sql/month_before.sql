-- The newest month before this one in which anything was recorded.
SELECT COALESCE(MAX(month), 0) FROM audit_act WHERE month < $month
