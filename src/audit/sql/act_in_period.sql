-- Records of a period, in the order of the index.
SELECT record_no FROM audit_act WHERE month >= $first AND month <= $last AND at >= $from AND at < $until
