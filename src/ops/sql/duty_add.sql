INSERT INTO ops_duty (duty, label, is_manager, valid_from, valid_until, recorded_at, superseded_at,
                      recorded_by)
VALUES ($duty, $label, $is_manager, $valid_from, $valid_until, $now, 9223372036854775807, $by)
