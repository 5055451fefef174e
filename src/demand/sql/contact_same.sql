SELECT contact_no FROM demand_contact
WHERE campaign_no = $campaign_no AND payer_no = $payer_no AND contact_on = $contact_on
  AND minute_of_day = $minute_of_day AND superseded_at = 9223372036854775807
