INSERT INTO online_attachment (application_no, attachment_no, name, type, bytes, sha256, fault, sealed)
VALUES ($application_no, $attachment_no, $name, $type, $bytes, $sha256, $fault, $sealed)
