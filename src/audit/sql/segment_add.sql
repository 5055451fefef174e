INSERT INTO audit_segment (place, segment_no, day, at, records, sha256)
VALUES ($place, $segment_no, $day, $at, $records, $sha256)
