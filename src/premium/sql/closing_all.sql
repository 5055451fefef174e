SELECT fiscal_year, kind, medical, support, care, child FROM premium_closing ORDER BY fiscal_year, kind
