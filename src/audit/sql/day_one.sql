-- Whether a day is closed.
SELECT records, acts FROM audit_day WHERE day = $day
