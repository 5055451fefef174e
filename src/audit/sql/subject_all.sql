-- Every entry of the index of residents.
SELECT month, addressee_no, at, record_no FROM audit_subject
