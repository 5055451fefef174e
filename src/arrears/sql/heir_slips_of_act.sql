SELECT levy_year, notice_no, instalment, serial, heir_seq FROM arrears_heir_slip WHERE act_no = $act_no
ORDER BY heir_seq, levy_year, notice_no, instalment, serial
