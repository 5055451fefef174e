-- Papers of a run have numbers of their own.
SELECT COALESCE(MAX(paper_no), 0) FROM certificate_paper WHERE run_no = 0
