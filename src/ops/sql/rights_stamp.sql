UPDATE ops_rights_state SET stamp = $stamp WHERE only = 1
