-- An answer that was entered names its row; one that was not names none.
SELECT answer_no FROM inquiry_outcome WHERE (outcome = 1) <> (basis_no <> 0) ORDER BY answer_no
