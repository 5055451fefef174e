DELETE FROM casework_work_list WHERE list_no = $list_no
