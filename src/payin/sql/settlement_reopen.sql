UPDATE payin_settlement SET superseded_at = 9223372036854775807
WHERE channel = $channel AND paid_in_on = $paid_in_on AND superseded_at = $recorded_at
