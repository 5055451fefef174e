INSERT INTO interchange_arrival (arrival_no, file_name, layout, sha256, bytes, data_records, first_number, last_number,
                                 outcome, business_date, operator_id, started_at, ended_at)
VALUES ($arrival_no, $file_name, $layout, $sha256, $bytes, $data_records, -1, -1,
        $outcome, $business_date, $operator_id, $started_at, $ended_at)
