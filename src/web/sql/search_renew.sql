UPDATE web_search SET token_digest = $new_digest WHERE token_digest = $token_digest
