-- Other persons behind the first of a row.
UPDATE addressee_search SET more = $more
WHERE kind = $kind AND search_key = $search_key AND addressee_no = $addressee_no
