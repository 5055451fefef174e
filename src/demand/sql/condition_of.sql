SELECT criteria FROM demand_condition WHERE name = $name AND superseded_at = 9223372036854775807
