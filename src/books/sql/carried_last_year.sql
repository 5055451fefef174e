SELECT COALESCE(MAX(books_year), 0) FROM books_carried WHERE posted_at <> 0
