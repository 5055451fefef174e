-- A file says another number of records than was asked for with it; what went after its retention counts with it.
SELECT f.run_no FROM withholding_file f
WHERE f.items <> (SELECT COUNT(*) FROM withholding_request r WHERE r.run_no = f.run_no)
               + COALESCE((SELECT g.items FROM withholding_gone g WHERE g.run_no = f.run_no), 0)
