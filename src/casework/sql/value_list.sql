SELECT field, value, sealed FROM casework_value WHERE change_no = $change_no AND version = $version
