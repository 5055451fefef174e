UPDATE ops_rights_state SET stamp = $stamp WHERE one = 1
