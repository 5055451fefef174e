SELECT COALESCE(max(seal_no), 0) + 1 FROM ops_seal
