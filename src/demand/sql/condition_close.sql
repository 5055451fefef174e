UPDATE demand_condition SET superseded_at = $now WHERE name = $name AND superseded_at = 9223372036854775807
