SELECT payer_no FROM support_taken WHERE ref = $ref
