INSERT INTO demand_campaign (run_no, by_household, starts_on, ends_on, criteria, recorded_at)
VALUES ($run_no, $by_household, $starts_on, $ends_on, $criteria, $recorded_at)
