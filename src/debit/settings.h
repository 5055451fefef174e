/* 口座振替の設定 -- debit.tsv and debit_bank.tsv of a municipality. Inner header of debit/. */
#ifndef KOKUHO_DEBIT_SETTINGS_H
#define KOKUHO_DEBIT_SETTINGS_H

#include "base/table.h"
#include "debit/debit.h"

/* 設定による作成単位 (CO-15): what divides the requests of one consignor into files. */
enum debit_grouping { GROUP_BANK, GROUP_COLLECTOR, GROUP_ITEM, GROUP_SECTION, GROUPINGS };
extern const char *const debit_grouping_names[GROUPINGS];

/* A bank as the contract has it. */
struct debit_bank {
    const char *bank;      /* "0001"; "*" = every other one */
    const char *name;      /* half-width kana */
    const char *collector; /* whom we hand the file to */
    const char *consignor; /* 委託者番号, 10 digits */
    const char *layout;    /* of the request */
};
struct debit_settings {
    enum debit_grouping grouping;
    int redebit_days;      /* 0 = no 再振替 */
    int failures;          /* so many in a row stand on the list */
    const char *client_name;
    const char *section;                   /* two digits */
    const char *item_current, *item_arrears;
    /* Words of the papers. */
    const char *issuer, *office, *seal_text, *premium_label;
    const char *failed_text, *started_text, *stopped_text, *done_text;
    const struct debit_bank *banks;
    size_t bank_count;
    char sha256[SHA256_HEX]; /* of both files */
};
MUST_CHECK enum err debit_settings_load(const struct data_folder *folder, date day, struct arena *arena,
                                        struct report *report, struct debit_settings *ret);
/* The contract of a bank; that of "*" when it has none; NULL when there is neither. */
const struct debit_bank *debit_bank_of(const struct debit_settings *s, struct text bank);
/* False: no such grouping. */
bool debit_grouping_find(const char *name, enum debit_grouping *ret);

#endif
