SELECT change_no, state, owner
FROM casework_change
WHERE change_no IN ($change_nos...)
ORDER BY change_no
