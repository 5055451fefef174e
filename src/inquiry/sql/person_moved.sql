-- Persons on sheets that came, were sent or were closed after $since, or of which a step came or was closed.
SELECT p.addressee_no, m.moved_at
FROM (SELECT sheet_no, recorded_at AS moved_at FROM inquiry_sheet WHERE recorded_at > $since
      UNION ALL
      SELECT sheet_no, superseded_at FROM inquiry_sheet
      WHERE superseded_at > $since AND superseded_at < 9223372036854775807
      UNION ALL
      SELECT sheet_no, recorded_at FROM inquiry_step WHERE recorded_at > $since
      UNION ALL
      SELECT sheet_no, superseded_at FROM inquiry_step
      WHERE superseded_at > $since AND superseded_at < 9223372036854775807
      UNION ALL
      SELECT s.sheet_no, r.sent_at FROM inquiry_run r JOIN inquiry_sheet s ON s.run_no = r.run_no
      WHERE r.sent_at > $since) m
JOIN inquiry_person p ON p.sheet_no = m.sheet_no
