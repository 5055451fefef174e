-- What was said of the day before, when something new is said.
UPDATE payin_settlement SET superseded_at = $superseded_at
WHERE channel = $channel AND paid_in_on = $paid_in_on AND superseded_at = 9223372036854775807
