-- What is still to be removed.
SELECT path FROM batch_gone ORDER BY path
