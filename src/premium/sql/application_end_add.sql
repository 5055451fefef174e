INSERT INTO premium_application_end (application_no, remission_no, is_partial, ended_on, reason, change_no, recorded_at,
                                     superseded_at)
VALUES ($application_no, $remission_no, $is_partial, $ended_on, $reason, $change_no, $recorded_at, 9223372036854775807)
