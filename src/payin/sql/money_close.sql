-- What an earlier file said of the same; lines of one file stand beside each other.
UPDATE payin_money SET superseded_at = $superseded_at
WHERE source = $source AND channel = $channel AND paid_in_on = $paid_in_on AND from_day = $from_day
  AND until_day = $until_day AND label = $label AND superseded_at = 9223372036854775807
  AND recorded_at < $superseded_at
