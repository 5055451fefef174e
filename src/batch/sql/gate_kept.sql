SELECT token FROM batch_gate WHERE gate = 1 AND token = $token
