-- 名寄せ: the links from and to a number as known at $known_at.
SELECT addressee_no, into_no
FROM addressee_link
WHERE (addressee_no = $addressee_no OR into_no = $addressee_no)
  AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no, into_no
