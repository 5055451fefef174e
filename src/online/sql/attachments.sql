SELECT attachment_no, name, type, bytes, sha256, fault, application_no FROM online_attachment
WHERE application_no BETWEEN $first AND $last
ORDER BY application_no DESC, attachment_no
