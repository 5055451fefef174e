-- One fact that follows from events.
INSERT INTO eligibility_fact (addressee_no, kind, valid_from, recorded_at, valid_until, superseded_at, source, detail,
                              card_symbol, card_number, rest)
VALUES ($addressee_no, $kind, $valid_from, $recorded_at, $valid_until, 9223372036854775807, 4, $detail,
        $card_symbol, $card_number, $rest)
