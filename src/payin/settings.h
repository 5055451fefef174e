/* 払込の照合の設定 -- payin.tsv on a day. Inner header of payin/. */
#ifndef KOKUHO_PAYIN_SETTINGS_H
#define KOKUHO_PAYIN_SETTINGS_H

#include "payin/payin.h"

struct payin_rule {
    bool is_compared;  /* a row is in force */
    bool has_agent;    /* the trustee tells what it pays in */
    bool fee_deducted; /* 払込額 = 売上金額 - 手数料 */
    int wait_days;     /* from 払込日 until the bank's sheet is here */
    int confirm_days;  /* 速報 to 確報; 0 = none */
    const char *section;
};
struct payin_settings {
    const struct table *table;
};
MUST_CHECK enum err payin_settings_load(const struct data_folder *folder, struct arena *arena,
                                        struct report *report, struct payin_settings *ret);
/* Of a channel on a day; is_compared false: no row. */
MUST_CHECK enum err payin_rule_on(const struct payin_settings *s, int channel, date day,
                                  struct report *report, struct payin_rule *ret);

#endif
