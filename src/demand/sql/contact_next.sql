SELECT COALESCE(MAX(contact_no), 0) + 1 FROM demand_contact
