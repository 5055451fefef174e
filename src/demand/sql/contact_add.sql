INSERT INTO demand_contact (contact_no, payer_no, contact_on, minute_of_day, way, result, words, next_action,
                            next_on, promise_on, promise_amount, origin, campaign_no, operator_id, recorded_at,
                            superseded_at)
VALUES ($contact_no, $payer_no, $contact_on, $minute_of_day, $way, $result, $words, $next_action, $next_on,
        $promise_on, $promise_amount, $origin, $campaign_no, $operator_id, $recorded_at, 9223372036854775807)
