/* A file of the pension side as the imports of answers and results read it. Inner header of withholding/.
 */
#ifndef KOKUHO_WITHHOLDING_SHEET_H
#define KOKUHO_WITHHOLDING_SHEET_H

#include "withholding/pensioner.h"
#include "withholding/plan.h"
#include "withholding/request.h"

enum sheet_cell {
    SHEET_MUNICIPALITY,
    SHEET_NOTICE,
    SHEET_NUMBER,
    SHEET_RESULT,
    SHEET_DAY,
    SHEET_AMOUNT,
    SHEET_CELLS
};
struct sheet {
    struct arena *arena, *scratch;
    struct pension_keys keys;
    struct withholding_terms terms;
    const struct collection_law *law;
    size_t record, at[SHEET_CELLS];
    int64_t counts[4];
    yen amounts[2];
};
MUST_CHECK enum err sheet_begin(struct import_run *run);
void sheet_cancel(struct import_run *run);
/* Whose record it is. Another municipality's file is refused; a number nobody has seen is pensioner_no 0.
 */
MUST_CHECK enum err sheet_pensioner(struct import_run *run, const struct record *record,
                                    struct pensioner *ret);
int64_t sheet_number(const struct sheet *s, const struct record *record, enum sheet_cell cell);
/* A task, with the pensioner's own number in its words. */
MUST_CHECK enum err sheet_leave(struct import_run *run, const struct record *record,
                                const struct pensioner *who, const char *code, const char *words);
#endif
