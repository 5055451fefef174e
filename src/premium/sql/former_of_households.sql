-- Who of up to 16 households was charged before this system.
SELECT household_no, payer_no FROM premium_former
WHERE fiscal_year = $fiscal_year AND household_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p)
