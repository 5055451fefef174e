SELECT COALESCE(MAX(paper_no), 0) FROM certificate_paper
