SELECT COALESCE(max(notice_no), 0) + 1 FROM ops_notice
