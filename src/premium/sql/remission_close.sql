UPDATE premium_remission SET superseded_at = $superseded_at
WHERE remission_no = $remission_no AND superseded_at = 9223372036854775807
