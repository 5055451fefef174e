-- Of a 更正; 当初賦課 is not asked for in this way.
SELECT DISTINCT payer_no FROM premium_assessment WHERE run_no = $run_no AND kind = $kind AND kind <> 1 ORDER BY payer_no
