INSERT INTO arrears_heir_slip (levy_year, notice_no, instalment, serial, act_no, heir_seq, recorded_at)
VALUES ($levy_year, $notice_no, $instalment, $serial, $act_no, $heir_seq, $recorded_at)
