INSERT INTO web_access (served_by, seq, at, operator_id, terminal, event, kind, addressee_no,
                        household_no, shows_number, purpose)
VALUES ($served_by, $seq, $at, $operator_id, $terminal, $event, $kind, $addressee_no,
        $household_no, $shows_number, $purpose)
