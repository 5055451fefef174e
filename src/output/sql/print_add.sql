INSERT INTO output_print (print_no, recorded_at, operator_id, terminal, printer, form, title, file_name,
                          addressee_no, household_no, issue_no, sheets, is_preview, has_seal, has_number)
VALUES ($print_no, $recorded_at, $operator_id, $terminal, $printer, $form, $title, $file_name, $addressee_no,
        $household_no, $issue_no, $sheets, $is_preview, $has_seal, $has_number)
