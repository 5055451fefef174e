-- Whose facts of which kinds follow from events: no opening balance replaces them.
SELECT DISTINCT addressee_no, fact_kind FROM eligibility_event WHERE fact_kind > 0 ORDER BY addressee_no, fact_kind
