SELECT paid_in_on, channel, reason, words, wait_until, data_amount, agent_amount, sheet_amount
FROM payin_settlement
WHERE superseded_at = 9223372036854775807 AND paid_in_on >= $from AND paid_in_on <= $until
ORDER BY paid_in_on, channel, settlement_no
