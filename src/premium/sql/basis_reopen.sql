-- Unless a later entry stands in its place.
UPDATE premium_basis SET superseded_at = 9223372036854775807
WHERE fiscal_year = $fiscal_year AND addressee_no = $addressee_no AND kind = $kind AND superseded_at = $recorded_at
  AND NOT EXISTS (SELECT 1 FROM premium_basis b
                  WHERE b.fiscal_year = $fiscal_year AND b.addressee_no = $addressee_no AND b.kind = $kind
                    AND b.superseded_at = 9223372036854775807)
