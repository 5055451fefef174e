/* A practice folder with two operators, for the tests of the frame and of the server. */
#ifndef KOKUHO_TEST_WEB_FIXTURE_H
#define KOKUHO_TEST_WEB_FIXTURE_H

#include "web/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sodium.h>
#include <sqlite3.h>
#include <unistd.h>
#include <cmocka.h>

#define PASSWORD "renshu-himitsu-2026"

extern char fixture_dir[64];
extern struct report fixture_report;

int fixture_make(void **state);
int fixture_remove(void **state);
/* The folder opened anew. */
struct data_folder fixture_folder(void);
/* What the operator would read from `kokuho operator code`. */
void fixture_code(const char *operator_id, char ret[7]);
/* One number from the database file, read beside the program. */
int64_t fixture_number(const char *sql);

/* Records of this event, kind (0 = any) and operator ("" = any). */
int64_t fixture_records(const char *event, enum audit_kind kind, const char *operator_id);
/* A practice operator with these rights. */
void fixture_operator(const char *id, const char *may);
void fixture_sql(const char *sql);

#endif
