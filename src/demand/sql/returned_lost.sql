-- 返戻: the newest word about each payer whose mail came back is that nobody knows where he is.
SELECT r.payer_no
FROM demand_returned r
WHERE r.superseded_at = 9223372036854775807 AND r.survey = 3
  AND NOT EXISTS (SELECT 1 FROM demand_returned n
                  WHERE n.payer_no = r.payer_no AND n.superseded_at = 9223372036854775807
                    AND n.returned_no > r.returned_no)
ORDER BY r.payer_no
