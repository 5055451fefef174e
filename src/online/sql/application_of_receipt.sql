SELECT application_no, digest FROM online_application WHERE receipt = $receipt
