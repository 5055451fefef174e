INSERT INTO collection_reference (receipt_no, channel, reference) VALUES ($receipt_no, $channel, $reference)
