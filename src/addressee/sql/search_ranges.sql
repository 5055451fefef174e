-- Persons with a key in one of eight ranges, and in which; the first $count of each, in no order.
SELECT 0, addressee_no, more FROM (SELECT addressee_no, more FROM addressee_search
                               WHERE kind = $kind_a AND search_key >= $from_a AND search_key < $until_a
                               ORDER BY search_key, addressee_no LIMIT $count_a) AS a
UNION ALL
SELECT 1, addressee_no, more FROM (SELECT addressee_no, more FROM addressee_search
                               WHERE kind = $kind_b AND search_key >= $from_b AND search_key < $until_b
                               ORDER BY search_key, addressee_no LIMIT $count_b) AS b
UNION ALL
SELECT 2, addressee_no, more FROM (SELECT addressee_no, more FROM addressee_search
                               WHERE kind = $kind_c AND search_key >= $from_c AND search_key < $until_c
                               ORDER BY search_key, addressee_no LIMIT $count_c) AS c
UNION ALL
SELECT 3, addressee_no, more FROM (SELECT addressee_no, more FROM addressee_search
                               WHERE kind = $kind_d AND search_key >= $from_d AND search_key < $until_d
                               ORDER BY search_key, addressee_no LIMIT $count_d) AS d
UNION ALL
SELECT 4, addressee_no, more FROM (SELECT addressee_no, more FROM addressee_search
                               WHERE kind = $kind_e AND search_key >= $from_e AND search_key < $until_e
                               ORDER BY search_key, addressee_no LIMIT $count_e) AS e
UNION ALL
SELECT 5, addressee_no, more FROM (SELECT addressee_no, more FROM addressee_search
                               WHERE kind = $kind_f AND search_key >= $from_f AND search_key < $until_f
                               ORDER BY search_key, addressee_no LIMIT $count_f) AS f
UNION ALL
SELECT 6, addressee_no, more FROM (SELECT addressee_no, more FROM addressee_search
                               WHERE kind = $kind_g AND search_key >= $from_g AND search_key < $until_g
                               ORDER BY search_key, addressee_no LIMIT $count_g) AS g
UNION ALL
SELECT 7, addressee_no, more FROM (SELECT addressee_no, more FROM addressee_search
                               WHERE kind = $kind_h AND search_key >= $from_h AND search_key < $until_h
                               ORDER BY search_key, addressee_no LIMIT $count_h) AS h
