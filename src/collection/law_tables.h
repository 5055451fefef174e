/* The tables of collection as read; internal. */
#ifndef KOKUHO_COLLECTION_LAW_TABLES_H
#define KOKUHO_COLLECTION_LAW_TABLES_H

#include "collection/law.h"

enum collection_table {
    TABLE_LATE_RATES,
    TABLE_REFUND_RATES,
    TABLE_REFUND,
    TABLE_SEIZABLE,
    TABLE_DEADLINES,
    NATIONAL_TABLES,
    TABLE_LATE_CHARGE = NATIONAL_TABLES,
    TABLE_OPTIONS,
    COLLECTION_TABLES
};

struct collection_law {
    char municipality[8]; /* "" = national tables only */
    struct table tables[COLLECTION_TABLES];
    struct late_law late;
    struct late_terms *late_terms; /* one for each row of TABLE_LATE_CHARGE */
    struct refund_law refund;
};

/* Reads and checks the tables of `law->municipality`. */
MUST_CHECK enum err collection_tables_read(const char *params_dir, struct arena *arena,
                                           struct report *report, struct collection_law *law);

#endif
