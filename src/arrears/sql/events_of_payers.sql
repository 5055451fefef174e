-- events_all of any number of debtors.
SELECT e.event_no, e.version, e.act_no, e.kind, e.levy_year, e.household_no, e.payer_no, e.instalment, e.begun_on,
       e.ended_on, e.is_cancelled, e.is_void, e.words, e.change_no, e.recorded_at
FROM arrears_event e
WHERE e.payer_no IN ($payers...) AND e.is_void = 0
  AND e.version = (SELECT MAX(b.version) FROM arrears_event b WHERE b.event_no = e.event_no)
ORDER BY e.levy_year, e.household_no, e.payer_no, e.instalment, e.begun_on, e.event_no
