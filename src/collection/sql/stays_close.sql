UPDATE collection_stay SET superseded_at = $superseded_at
WHERE stay_no IN ($stays...) AND superseded_at = 9223372036854775807
