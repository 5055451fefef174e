SELECT application_no, attachment_no, sealed FROM online_attachment
WHERE application_no > $after AND fault = 0
ORDER BY application_no, attachment_no
