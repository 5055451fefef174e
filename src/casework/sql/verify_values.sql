SELECT change_no, version, field, value, sealed FROM casework_value ORDER BY change_no, version, field
