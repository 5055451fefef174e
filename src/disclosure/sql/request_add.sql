INSERT INTO disclosure_request (request_no, addressee_no, asked_by, agent, evidence, words, received_on, due_on,
                                change_no, recorded_at, superseded_at)
VALUES ($request_no, $addressee_no, $asked_by, $agent, $evidence, $words, $received_on, $due_on, $change_no,
        $recorded_at, 9223372036854775807)
