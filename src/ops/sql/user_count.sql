SELECT count(*) FROM ops_user
