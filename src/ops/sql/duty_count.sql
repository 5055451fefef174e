SELECT count(*) FROM ops_duty
