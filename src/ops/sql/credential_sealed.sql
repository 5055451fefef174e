-- Every sealed secret of the one-time codes, for the sealing under a new key.
SELECT operator_id, code_nonce, code_secret FROM ops_credential ORDER BY operator_id
