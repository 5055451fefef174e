INSERT INTO withholding_pensioner (pensioner_no, blind, sealed, recorded_at)
VALUES ($pensioner_no, $blind, $sealed, $recorded_at)
