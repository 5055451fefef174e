UPDATE inquiry_paper SET file = $file, first_page = $first_page, pages = $pages
WHERE run_no = $run_no AND sheet_no = $sheet_no
