-- Ends of no application, of a decision that is none or of another household, and two ends at once.
SELECT e.application_no FROM premium_application_end e
LEFT JOIN premium_application a ON a.application_no = e.application_no
LEFT JOIN premium_remission m ON m.remission_no = e.remission_no
WHERE a.application_no IS NULL
   OR (e.remission_no > 0 AND (m.remission_no IS NULL OR m.household_no <> a.household_no
                               OR m.fiscal_year <> a.fiscal_year OR m.payer_no <> a.payer_no))
   OR (SELECT COUNT(*) FROM premium_application_end o
       WHERE o.application_no = e.application_no AND o.superseded_at = 9223372036854775807) > 1
LIMIT 20
