INSERT INTO interchange_receipt (sha256, file_name, layout, layout_version, partner, bytes, records,
                                 data_records, amount_sum, held, result, business_date,
                                 operator_id, recorded_at)
VALUES ($sha256, $file_name, $layout, $layout_version, $partner, $bytes, $records,
        $data_records, $amount_sum, $held, $result, $business_date,
        $operator_id, $recorded_at)
