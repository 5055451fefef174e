-- Other persons behind the first of a row.
UPDATE addressee_birth SET more = $more WHERE birth = $birth AND addressee_no = $addressee_no
