UPDATE ops_credential SET code_nonce = $code_nonce, code_secret = $code_secret, code_last_step = 0
WHERE operator_id = $operator_id
