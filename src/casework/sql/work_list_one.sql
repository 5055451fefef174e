SELECT list_no, owner, is_shared FROM casework_work_list WHERE list_no = $list_no
