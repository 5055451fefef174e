SELECT from_state, to_state, version, operator_id, at, words FROM casework_step WHERE change_no = $change_no ORDER BY seq
