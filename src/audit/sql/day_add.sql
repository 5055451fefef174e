-- A day is closed.
INSERT INTO audit_day (day, closed_at, records, acts) VALUES ($day, $closed_at, $records, $acts)
