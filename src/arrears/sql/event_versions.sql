SELECT e.event_no, e.version, e.act_no, e.kind, e.levy_year, e.household_no, e.payer_no, e.instalment, e.begun_on,
       e.ended_on, e.is_cancelled, e.is_void, e.words, e.change_no, e.recorded_at
FROM arrears_event e WHERE e.event_no = $event_no ORDER BY e.version DESC
