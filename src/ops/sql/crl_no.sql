SELECT COALESCE(max(crl_no), 0) + 1 FROM ops_crl
