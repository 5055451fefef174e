SELECT type, sealed FROM online_attachment
WHERE application_no = $application_no AND attachment_no = $attachment_no AND fault = 0
