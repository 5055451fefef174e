-- The highest number given away; one that was taken back is not given again.
SELECT COALESCE(MAX(addressee_no), 0) FROM addressee_own
