UPDATE premium_remission SET superseded_at = 9223372036854775807
WHERE remission_no = $remission_no AND superseded_at = $closed_at
