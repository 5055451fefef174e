UPDATE ops_credential SET code_last_step = $step WHERE operator_id = $operator_id AND code_last_step < $step
