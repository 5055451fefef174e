SELECT reverses FROM collection_receipt WHERE reverses <> 0 ORDER BY reverses
