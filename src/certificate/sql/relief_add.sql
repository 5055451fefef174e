INSERT INTO certificate_relief
    (relief_no, addressee_no, household_no, applied_on, measure, ground, continues_no, words, change_no, recorded_at,
     superseded_at)
VALUES ($relief_no, $addressee_no, $household_no, $applied_on, $measure, $ground, $continues_no, $words, $change_no,
        $recorded_at, 9223372036854775807)
