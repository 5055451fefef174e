INSERT INTO inquiry_outcome (answer_no, outcome, run_no, basis_no, words, recorded_at)
VALUES ($answer_no, $outcome, $run_no, $basis_no, $words, $recorded_at)
