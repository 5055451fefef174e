SELECT COALESCE(MAX(publication_no), 0) + 1 FROM demand_publication
