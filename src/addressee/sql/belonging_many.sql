-- belonging_of of any number of households.
SELECT household_no, addressee_no, valid_from, valid_until, is_head, birth
FROM addressee_belonging
WHERE household_no IN ($households...)
  AND valid_from < $until AND valid_until > $from
  AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY household_no, addressee_no, valid_from
