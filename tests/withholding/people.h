/* Pensioners of a ward: a head with an income, a pension and its premium of care; files of the pension
 * side. */
#ifndef KOKUHO_TEST_WITHHOLDING_PEOPLE_H
#define KOKUHO_TEST_WITHHOLDING_PEOPLE_H

#include "../premium/ward.h"
#include "withholding/withholding.h"

enum { BIRTH = 19560401 }; /* 70 on the first day of the year */
#define PENSION "1150"

/* A head of that birth, insured, with an income. */
void people_head(struct ward *w, int64_t household, int64_t person, int birth);
/* With a pension that is known to be his, and its premium of care. */
void people_pensioner(struct ward *w, int64_t household, int64_t person, yen pension, yen care);
void people_pension(struct ward *w, int64_t person, yen yearly);
void people_care(struct ward *w, int64_t person, const char *code, yen pay);
void people_with(struct ward *w, int64_t household, int64_t person, int birth, bool is_insured);
int64_t people_pensioner_no(struct ward *w, int64_t person);
void people_choose_account(struct ward *w, int64_t person, const char *day);
/* Proposed and approved. */
void people_decided(struct ward *w, const struct job *job);
/* What stands of a household now, the newest year; state 0 = nothing. */
struct withholding_look people_stands(struct ward *w, int64_t household);
/* In the year, from its October on, without a request. */
void people_make_running(struct ward *w, int32_t year, int64_t household, int64_t person, yen yearly);
void people_proved(struct ward *w);

/* A file of the pension side: a record of each person with that notice, result, day and amount. */
struct people_line {
    int64_t person;
    const char *result, *day;
    yen amount;
};
enum err people_import(struct ward *w, const char *layout, const char *notice,
                       const struct people_line *lines, size_t count);
extern int64_t people_tasks; /* of the last import: records held */

#endif
