INSERT INTO ops_seal (seal_no, request_no, seal) VALUES ($seal_no, $request_no, $seal)
