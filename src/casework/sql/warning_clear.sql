DELETE FROM casework_warning WHERE change_no = $change_no AND version = $version
