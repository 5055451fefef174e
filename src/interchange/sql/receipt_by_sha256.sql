SELECT file_name, layout, records, data_records, amount_sum, recorded_at
  FROM interchange_receipt
 WHERE sha256 = $sha256
