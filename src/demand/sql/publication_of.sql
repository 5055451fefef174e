SELECT publication_no FROM demand_publication
WHERE run_no = $run_no AND payer_no = $payer_no AND superseded_at = 9223372036854775807
