DELETE FROM arrears_overdue WHERE payer_no = $payer_no
