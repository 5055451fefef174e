SELECT COALESCE(MAX(settlement_no), 0) FROM payin_settlement
