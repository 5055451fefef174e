/* 照会の控え -- sheets, their code and their rows. Inner header of inquiry/. */
#ifndef KOKUHO_INQUIRY_SHEET_H
#define KOKUHO_INQUIRY_SHEET_H

#include "addressee/addressee.h"
#include "document/document.h"
#include "inquiry/inquiry.h"
#include "premium/premium.h"

/* ----------------------------------------------------------------------------------- settings -- */

/* inquiry.tsv and insurer.tsv of a municipality in force on a day. */
struct inquiry_terms {
    int64_t due_days, reminder_days; /* to answer; behind the due day until one is reminded */
    const char *declaration_title, *declaration_lead, *declaration_note, *declaration_reminder,
        *declaration_return;
    const char *inquiry_title, *inquiry_lead, *inquiry_note, *inquiry_reminder, *inquiry_return;
    const char *seal_text, *telephone_text;
    int64_t window_left, window_top, window_width;
    const char *municipality_name, *premium_label, *issuer, *section, *postal_code, *address;
    unsigned char sha256[SHA256_BYTES];
};
MUST_CHECK enum err inquiry_terms_load(const struct session *session, date day, struct arena *arena,
                                       struct report *report, struct inquiry_terms *ret);

struct inquiry_place {
    const char *code, *name, *recipient; /* 131130, 東京都渋谷区, 渋谷区長 */
};
struct inquiry_places {
    struct inquiry_place *all;
    size_t count;
};
MUST_CHECK enum err inquiry_places_load(const struct session *session, date day, struct arena *arena,
                                        struct report *report, struct inquiry_places *ret);
const struct inquiry_place *inquiry_place_of(const struct inquiry_places *places, struct text code);

/* ------------------------------------------------------------------------------------ a sheet -- */

#define SHEET_PERSONS_MAX 40
struct inquiry_sheet {
    int64_t sheet_no, household_no, payer_no, run_no, change_no;
    int32_t year;
    enum inquiry_kind kind;
    struct text municipality;
    date issued_on, due_on;
    const int64_t *persons; /* line n is the n-th */
    size_t person_count;
};
/* In a write transaction: gives it its number. */
MUST_CHECK enum err sheet_add(struct store *s, struct inquiry_sheet *sheet, int64_t recorded_at,
                              struct report *report);
/* *ret_found false: there is none (any more). */
MUST_CHECK enum err sheet_read(struct store *s, int64_t sheet_no, struct arena *arena, struct report *report,
                               struct inquiry_sheet *ret, bool *ret_found);
/* Sent: of the counter, or of a run that was approved; on which day. */
MUST_CHECK enum err sheet_sent(struct store *s, const struct inquiry_sheet *sheet, struct report *report,
                               date *ret);

/*
 * The code at the foot of a page: number of the sheet 12, page 2, pages 2, kind 2, check 2 (the remainder by
 * 97 of what stands before it).
 */
void sheet_code(int64_t sheet_no, int page, int pages, enum inquiry_kind kind, char ret[INQUIRY_CODE_BYTES]);
/* False: these are not the digits of such a code. */
bool sheet_code_read(struct text code, int64_t *ret_sheet_no, enum inquiry_kind *ret_kind);
/* The sheet behind what was read; *ret_fault in words: no such code, not sent, another day before it. */
MUST_CHECK enum err sheet_of_code(struct store *s, struct text code, date on, struct arena *arena,
                                  struct report *report, struct inquiry_sheet *ret, const char **ret_fault);

/* What became of a sheet. The last one that stands counts. */
enum step_kind { STEP_RETURNED = 1, STEP_UNDELIVERED, STEP_WITHDRAWN };
MUST_CHECK enum err step_add(struct store *s, int64_t sheet_no, enum step_kind kind, date on,
                             struct text words, int64_t change_no, int64_t recorded_at,
                             struct report *report);
/* The last one that stands; 0 = none. */
MUST_CHECK enum err step_last(struct store *s, int64_t sheet_no, struct report *report,
                              enum step_kind *ret);

/* ----------------------------------------------------------------------------------- who is asked -- */

/* 転入者: where he came from after 1 January; "" = he is asked himself. */
struct asked_place {
    struct text municipality, address;
    bool was_abroad; /* no address in Japan on 1 January, as far as register and ledger say */
};
MUST_CHECK enum err asked_place_of(struct store *s, int64_t addressee_no, int32_t year, date today,
                                   struct arena *arena, struct report *report, struct asked_place *ret);
/* inquiry_items() of these persons. */
MUST_CHECK enum err inquiry_items_of(struct session *session, int32_t year, const int64_t *persons,
                                     size_t person_count, struct arena *arena, struct report *report,
                                     struct inquiry_item **ret, size_t *ret_count);
/* Sheets that runs would send, by kind: undeclared persons nobody has asked yet. The households of the year
 * (`some`, NULL = all) are handed to `beside` (NULL = nobody) out of the same pass. */
struct asked_sheets {
    struct inquiry_sheet *sheets;
    size_t count;
    int64_t persons;
};
MUST_CHECK enum err asked_gather(struct session *session, int32_t year, int64_t known_at,
                                 const struct household_list *some, premium_subject_fn beside, void *context,
                                 struct arena *arena, struct report *report,
                                 struct asked_sheets ret[INQUIRY_KINDS]);

/* -------------------------------------------------------------------------------------- paper -- */

struct sheet_line {
    struct text name, kana, former_address;
    register_day birth;
    bool was_abroad;
};
struct sheet_paper {
    const struct inquiry_terms *terms;
    const struct inquiry_sheet *sheet;
    struct mailing mailing; /* of a declaration */
    const struct inquiry_place *place;
    date made_on;
    bool is_reminder;
    const struct sheet_line *lines;
};
/* ERR_FINDINGS with words: there is no place of that code, or a protected person stands on a letter. */
MUST_CHECK enum err sheet_paper_fill(struct store *s, const struct inquiry_terms *terms,
                                     const struct inquiry_places *places, const struct inquiry_sheet *sheet,
                                     date made_on, int64_t known_at, struct arena *arena,
                                     struct report *report, struct sheet_paper *ret);
int sheet_paper_draw(struct document *d, const struct sheet_paper *p); /* its pages */

#endif
