DELETE FROM web_search
WHERE NOT EXISTS (SELECT 1 FROM web_session
                  WHERE web_session.token_digest = web_search.token_digest
                    AND web_session.ended_at = 0)
