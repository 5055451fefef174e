-- How many mandates were said or closed, second attempts of the day were set, and other requests made after $since.
SELECT (SELECT COUNT(*) FROM debit_mandate
        WHERE recorded_at > $since OR (superseded_at > $since AND superseded_at < 9223372036854775807))
     + (SELECT COUNT(*) FROM debit_answer WHERE redebit_on = $debit_on AND recorded_at > $since)
     + (SELECT COUNT(*) FROM debit_run WHERE run_no <> $run_no AND recorded_at > $since)
