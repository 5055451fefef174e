-- Of one requester; with $all 1 of everybody.
SELECT request_no, list, format, criteria, purpose, requester, requested_at, row_count, person_count,
       left_out_count, needs_approval, is_for_media, state, approver, decided_at, refusal, taken_at, file_name,
       expires_at
FROM output_request
WHERE requester = $requester OR $all = 1
ORDER BY request_no DESC
LIMIT $max
