-- Every entry of the index of acts.
SELECT month, class_no, at, record_no FROM audit_act
