INSERT INTO interchange_transport (sha256, step, state, way, file_name, layout, layout_version, partner, bytes, records,
                                   amount_sum, words, business_date, operator_id, recorded_at)
VALUES ($sha256, $step, $state, $way, $file_name, $layout, $layout_version, $partner, $bytes, $records,
        $amount_sum, $words, $business_date, $operator_id, $recorded_at)
