-- A step of the life of a request; nothing when somebody else was first.
UPDATE output_request
SET state = $to_state, approver = $approver, decided_at = $decided_at, refusal = $refusal, taken_at = $taken_at,
    file_name = $file_name, expires_at = $expires_at
WHERE request_no = $request_no AND state = $from_state
