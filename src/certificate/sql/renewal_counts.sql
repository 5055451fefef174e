SELECT type, reason, tenths, COUNT(*), is_recall FROM certificate_renewal
WHERE run_no = $run_no
GROUP BY type, reason, tenths, is_recall
ORDER BY type, reason, tenths, is_recall
