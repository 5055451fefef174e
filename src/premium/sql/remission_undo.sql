-- A decision that was entered by mistake acts no more; its row stays.
UPDATE premium_remission SET superseded_at = $superseded_at
WHERE change_no = $change_no AND superseded_at = 9223372036854775807
