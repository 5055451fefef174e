-- Of a succession that never was: its slips are gone, too.
DELETE FROM arrears_heir_slip WHERE act_no = $act_no
