-- To whose charges something happened after $since, or was taken back.
SELECT DISTINCT payer_no FROM arrears_event WHERE recorded_at > $since ORDER BY payer_no
