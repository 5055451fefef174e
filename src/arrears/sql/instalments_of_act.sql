SELECT seq, due_on, principal, late_charge FROM arrears_instalment WHERE act_no = $act_no ORDER BY seq
