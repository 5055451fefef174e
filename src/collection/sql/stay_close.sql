UPDATE collection_stay SET superseded_at = $superseded_at
WHERE stay_no = $stay_no AND superseded_at = 9223372036854775807
