SELECT COALESCE(MAX(sheet_no), 0) + 1 FROM inquiry_sheet
