INSERT INTO collection_write_off (write_off_no, levy_year, household_no, payer_no, instalment, amount, medical,
                                  support, care, child, reason, effective_on, cause_kind, cause_no, reverses,
                                  business_date, recorded_at)
VALUES ($write_off_no, $levy_year, $household_no, $payer_no, $instalment, $amount, $medical, $support, $care,
        $child, $reason, $effective_on, $cause_kind, $cause_no, $reverses, $business_date, $recorded_at)
