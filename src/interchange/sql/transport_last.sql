SELECT step, state
FROM interchange_transport
WHERE sha256 = $sha256
ORDER BY step DESC
LIMIT 1
