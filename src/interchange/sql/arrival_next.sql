SELECT coalesce(max(arrival_no), 0) + 1 FROM interchange_arrival
