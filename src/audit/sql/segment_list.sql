-- What has been sent to a place, in order.
SELECT segment_no, sha256 FROM audit_segment WHERE place = $place ORDER BY segment_no
