SELECT COALESCE(MAX(step_no), 0) FROM certificate_step WHERE paper_no = $paper_no
