-- The moment of the signed head that was made last.
SELECT at FROM audit_head ORDER BY head_no DESC LIMIT 1
