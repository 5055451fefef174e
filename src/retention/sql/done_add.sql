-- What goes in this transaction, by levy year, added to what the run has deleted before.
INSERT INTO retention_done (run_no, levy_year, households, charges, amount, deleted_on)
SELECT $run_no, levy_year, COUNT(DISTINCT household_no), CAST(SUM(charges) AS BIGINT), CAST(SUM(amount) AS BIGINT), $deleted_on
FROM store_going
WHERE levy_year > 0
GROUP BY levy_year
ON CONFLICT (run_no, levy_year) DO UPDATE SET households = retention_done.households + excluded.households,
    charges = retention_done.charges + excluded.charges, amount = retention_done.amount + excluded.amount,
    deleted_on = excluded.deleted_on
