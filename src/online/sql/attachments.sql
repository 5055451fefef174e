SELECT attachment_no, name, type, bytes, sha256, fault FROM online_attachment
WHERE application_no = $application_no
ORDER BY attachment_no
