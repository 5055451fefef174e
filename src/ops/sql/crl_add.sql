INSERT INTO ops_crl (crl_no, recorded_at) VALUES ($crl_no, $now)
