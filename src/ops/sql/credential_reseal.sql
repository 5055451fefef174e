-- The same secret under a new key: what was used of it stands.
UPDATE ops_credential SET code_nonce = $code_nonce, code_secret = $code_secret WHERE operator_id = $operator_id
