INSERT INTO collection_receipt (receipt_no, levy_year, notice_no, instalment, slip_kind, slip_serial, household_no,
                                payer_no, kind, channel, amount, received_on, received_at, paid_in_on, store,
                                state, codes, overpaid, cause, source, origin, origin_no, reverses, uses, layout,
                                record_no, business_date, recorded_at)
VALUES ($receipt_no, $levy_year, $notice_no, $instalment, $slip_kind, $slip_serial, $household_no, $payer_no, $kind,
        $channel, $amount, $received_on, -1, $paid_in_on, '', $state, $codes, $overpaid, $cause, $source, $origin, $origin_no,
        $reverses, $uses, '', 0, $business_date, $recorded_at)
