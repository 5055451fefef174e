UPDATE debit_mandate SET superseded_at = $at WHERE row_no = $row_no AND superseded_at = 9223372036854775807
