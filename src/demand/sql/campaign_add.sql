INSERT INTO demand_campaign (run_no, way, by_household, starts_on, ends_on, criteria, recorded_at)
VALUES ($run_no, $way, $by_household, $starts_on, $ends_on, $criteria, $recorded_at)
