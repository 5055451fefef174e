-- Records of one class in a month, newest first.
SELECT at, record_no FROM audit_act
WHERE month = $month AND class_no = $class_no AND at >= $from AND at < $until
ORDER BY at DESC, record_no DESC
