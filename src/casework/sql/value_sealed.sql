-- Every sealed value of the changes behind $after, for the sealing under a new key.
SELECT change_no, version, field, sealed FROM casework_value
WHERE sealed IS NOT NULL AND change_no > $after
ORDER BY change_no, version, field
