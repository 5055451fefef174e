-- What the ward's own persons and bodies are searched by, for the search keys anew.
SELECT addressee_no, kind, name, kana, alias, roman, address, building
FROM addressee_own
ORDER BY addressee_no, row_no, recorded_at
