UPDATE interchange_arrival
   SET sha256 = $sha256, bytes = $bytes, data_records = $data_records, first_number = $first_number,
       last_number = $last_number, outcome = $outcome, ended_at = $ended_at
 WHERE arrival_no = $arrival_no
