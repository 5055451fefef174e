INSERT INTO ops_terminal (terminal_id, place, section, office, valid_from, valid_until, retired_at,
                          retired_reason,
                          recorded_at, superseded_at, recorded_by)
VALUES ($terminal_id, $place, $section, $office, $valid_from, $valid_until, $retired_at, $retired_reason,
        $recorded_at, 9223372036854775807, $recorded_by)
