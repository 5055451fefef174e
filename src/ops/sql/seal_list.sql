SELECT seal_no, request_no, seal FROM ops_seal ORDER BY seal_no
