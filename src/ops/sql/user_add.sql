INSERT INTO ops_user (operator_id, staff_no, name, section, office, kind, addressee_no, valid_from,
                      valid_until,
                      recorded_at, superseded_at, recorded_by)
VALUES ($operator_id, $staff_no, $name, $section, $office, $kind, $addressee_no, $valid_from, $valid_until,
        $recorded_at, 9223372036854775807, $recorded_by)
