SELECT sha256, file_name, layout, partner, bytes, records, data_records, amount_sum, held, result,
       business_date, operator_id, recorded_at
  FROM interchange_receipt
 ORDER BY recorded_at, sha256
