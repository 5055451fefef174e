UPDATE batch_gate SET token = token WHERE gate = 1 AND token = $token
