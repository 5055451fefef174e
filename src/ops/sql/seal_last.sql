SELECT seal FROM ops_seal ORDER BY seal_no DESC LIMIT 1
