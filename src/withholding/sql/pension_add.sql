INSERT INTO withholding_pension (pensioner_no, recorded_at, superseded_at, obligor, pension_code, birth, sex, kana,
    yearly, made_on)
VALUES ($pensioner_no, $recorded_at, 9223372036854775807, $obligor, $pension_code, $birth, $sex, $kana, $yearly,
    $made_on)
