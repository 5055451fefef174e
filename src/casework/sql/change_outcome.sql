UPDATE casework_change SET outcome = $outcome WHERE change_no = $change_no
