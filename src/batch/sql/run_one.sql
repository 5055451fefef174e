SELECT job, fiscal_year, state FROM batch_run WHERE run_no = $run_no
