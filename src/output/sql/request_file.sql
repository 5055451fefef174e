-- Whose file this is.
SELECT request_no FROM output_request WHERE file_name = $file_name AND state = 4
