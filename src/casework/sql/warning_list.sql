SELECT level, field, words, confirmed_by, at FROM casework_warning
WHERE change_no = $change_no AND version = $version
ORDER BY seq
