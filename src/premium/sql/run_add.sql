INSERT INTO premium_run (run_no, kind, fiscal_year, is_approved, known_at, proposed_on, cut_off,
                         care40_not_after, decided_on, proposer, approver, total_unit,
                         parameters, program_version, is_whole, is_complete)
VALUES ($run_no, $kind, $fiscal_year, 0, $known_at, $proposed_on, $cut_off,
        $care40_not_after, 0, $proposer, '', $total_unit, $parameters, $program_version, $is_whole,
        $is_complete)
