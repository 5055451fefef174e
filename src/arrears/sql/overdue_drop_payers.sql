DELETE FROM arrears_overdue WHERE payer_no IN ($payers...)
