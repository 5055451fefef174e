UPDATE collection_waiver SET superseded_at = $superseded_at
WHERE cause_kind = $cause_kind AND cause_no = $cause_no AND superseded_at = 9223372036854775807
