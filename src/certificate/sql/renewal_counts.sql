SELECT type, reason, tenths, COUNT(*) FROM certificate_renewal
WHERE run_no = $run_no
GROUP BY type, reason, tenths
ORDER BY type, reason, tenths
