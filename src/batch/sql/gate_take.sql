UPDATE batch_gate SET token = token + 1 WHERE gate = 1 RETURNING token
