SELECT kind, code, books, levy_year, part, debit, credit, items, amount, line_key
FROM finance_line
WHERE sequence = $sequence
ORDER BY line_no
