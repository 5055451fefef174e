SELECT COALESCE(MAX(proof_no), 0) FROM certificate_proof
