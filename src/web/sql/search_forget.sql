DELETE FROM web_search WHERE token_digest = $token_digest
