/* What scripts/embed_sql.py embeds: statements and migrations, each in the words of both stores. */
#ifndef KOKUHO_STORE_TEXTS_H
#define KOKUHO_STORE_TEXTS_H

#include "base/base.h"
#include "store/sql_count.h"

struct sql_text {
    const char *name;                 /* "premium_assessment_of" */
    const char *const *parameters;    /* without the `$`, in the order of their numbers */
    int parameter_count;
    bool writes;
    const char *sqlite, *postgres;
};
extern const struct sql_text sql_texts[SQL_COUNT]; /* folder by folder */
extern const uint16_t sql_firsts[];                /* where each folder's begin */
/* The place of a statement among all of them. */
static inline size_t sql_place(unsigned sql)
{
    return (size_t)sql_firsts[sql >> 8] + (sql & 0xFF);
}

struct migration {
    int number;
    const char *name; /* "0401_person" */
    const char *hash; /* SHA-256 of what the file says, comments and spacing left out */
    const char *sqlite, *postgres;
    const char *folder; /* "addressee" */
};
extern const struct migration sql_migrations[];
extern const size_t sql_migration_count;

#endif
