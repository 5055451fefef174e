-- Whether charges of a levy year were deleted after their retention.
SELECT COUNT(*) FROM collection_closing WHERE levy_year = $levy_year AND item = 7
