/*
 * 抽出 -- which charges are asked of which bank on a debit day, and in which file each stands. Inner header.
 *
 * Asked for is what is due on that day or falls to a second attempt on it, is unpaid, was not told to be paid
 * (速報), is not stayed, and whose payer has a running mandate on the day of extraction.
 */
#ifndef KOKUHO_DEBIT_EXTRACT_H
#define KOKUHO_DEBIT_EXTRACT_H

#include "debit/mandate.h"
#include "debit/settings.h"

#define CUSTOMER_DIGITS 20
#define ATTEMPTS_MAX 9 /* one digit of the customer number */

struct extracted {
    struct collection_charge charge;
    const struct mandate *mandate;
    const struct debit_bank *bank;
    int attempt, new_code;
    yen amount;
    int64_t order; /* bank, branch and account as one number */
    char file_key[40]; /* what has it in common with the others of its file */
    char customer_no[CUSTOMER_DIGITS + 1];
    size_t file;
};
/* One file of the request. */
struct extracted_file {
    const char *name, *layout, *consignor, *key;
    size_t first, count; /* of the items */
    yen amount;
};
/* A charge that cannot be asked for although its payer is on debit. */
struct extract_finding {
    const char *code, *words;
    int64_t household_no, payer_no;
};
extern const struct extract_label {
    const char *code, *label;
} extract_labels[]; /* up to NULL */

struct extraction {
    struct store *store;
    const struct debit_settings *settings;
    struct arena *arena;
    date debit_on, extracted_on;
    struct extracted *items; /* as they stand in the files */
    size_t count, capacity;
    struct extracted_file *files;
    size_t file_count, file_capacity;
    struct extract_finding *findings;
    size_t finding_count, finding_capacity;
    int64_t paid, told, stayed;   /* left out: paid already, told, stayed */
    int64_t households, on_debit; /* charged this fiscal year; of these with a running mandate (CO-17) */
    yen amount;
    char digest[SHA256_HEX];      /* of all that is asked for */
};
/* store, settings, arena and the days are the caller's. Reads only. */
MUST_CHECK enum err debit_extract(struct extraction *x, struct report *report);

/* 顧客番号: levy year 4, item 2, notice 10, instalment 2, attempt 1, check digit 1. */
void debit_customer_no(const struct collection_charge *c, const char *item, int attempt,
                       char ret[CUSTOMER_DIGITS + 1]);

#endif
