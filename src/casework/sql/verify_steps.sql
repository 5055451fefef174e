SELECT change_no, from_state, to_state, operator_id FROM casework_step ORDER BY change_no, seq
