INSERT INTO trial_saved (trial_no, fiscal_year, known_at, on_day, digest, name, note, sets, total, maker, made_at)
VALUES ($trial_no, $fiscal_year, $known_at, $on_day, $digest, $name, $note, $sets, $total, $maker, $made_at)
