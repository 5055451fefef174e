INSERT INTO finance_line (sequence, line_no, kind, code, books, levy_year, part, debit, credit, items, amount,
                          line_key)
VALUES ($sequence, $line_no, $kind, $code, $books, $levy_year, $part, $debit, $credit, $items, $amount, $line_key)
