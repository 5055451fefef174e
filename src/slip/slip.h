/*
 * 納付書 -- what may be paid with: its key, its amount by kind, its codes, its page, its life.
 *
 * Rules   payment_formats.md 8 to 14, collection.md 12
 * Table   params/municipal/CODE/slip.tsv
 *
 * Knows no collection: whoever asks for a slip names its charges, their split and the days. A slip stands
 * for charges of one notice number. It is never changed: what became of it is a step beside it, and a new
 * one for the same charges has the next serial.
 */
#ifndef KOKUHO_SLIP_H
#define KOKUHO_SLIP_H

#include "document/document.h"
#include "ops/ops.h"
#include "rules/premium/premium.h"
#include "store/store.h"

/* ------------------------------------------------------------------------------- parameters ---- */

/* The settings of one municipality in force on a day. */
struct slip_form {
    const char *premium_label, *issuer, *section; /* of insurer.tsv */
    const char *account_name, *amount_text;
    const char *gs1_company, *client_code; /* 6 and 5 digits, of the collector */
    const char *giro_account;              /* 振替口座, 11 digits */
    const char *ocr_control;               /* 管理コード of the collector's OCR form, 3 digits */
    const char *agency, *division; /* ペイジー: 収納機関番号 5, 納付区分 1 to 10; NULL = not in use */
    const char *elqr_item, *elqr_body; /* eL-QR: 料金番号 3, 共通納税機関コード 5; NULL = not in use */
    int64_t amount_max, limit_days; /* of a store; from the due date */
    unsigned char confirm_key[32];  /* 確認番号 are made with it; zero in samples */
};
MUST_CHECK enum err slip_form_load(const char *params_dir, const char *municipality, date day,
                                   struct arena *arena, struct report *report, struct slip_form *ret);
/* The same of the session's municipality, with the secret of its folder. */
MUST_CHECK enum err slip_form_of(const struct session *session, date day, struct arena *arena,
                                 struct report *report, struct slip_form *ret);

/* ------------------------------------------------------------------------------------ a slip --- */

enum slip_class { SLIP_CURRENT = 1, SLIP_PRIOR = 2, SLIP_ARREARS = 3, SLIP_LATE_ONLY = 9 };
enum slip_kind { SLIP_FIRST, SLIP_DUNNING, SLIP_REMINDER, SLIP_PLAN, SLIP_REISSUE, SLIP_KINDS };
extern const char *const slip_kind_labels[SLIP_KINDS];
/* Steps of a key at the Pay-easy centre, and of the paper (payment_formats.md 10.2). Without one it is
 * made. */
enum slip_step {
    SLIP_MADE,
    SLIP_UPLOADED, /* told to the centre */
    SLIP_ACCEPTED,
    SLIP_REFUSED, /* the centre did not take the key */
    SLIP_PAID,
    SLIP_REPLACED, /* a newer slip stands for the same charges; still payable at a bank */
    SLIP_DELETING, /* the centre was told to take the key back */
    SLIP_DELETED,
    SLIP_STEPS
};
extern const char *const slip_step_labels[SLIP_STEPS];

/* What it asks for of one charge. */
struct slip_charge {
    int instalment;
    yen principal, late_charge, fee;
};
#define SLIP_SERIAL_MAX 99 /* two digits of the barcode */
struct slip {
    int32_t levy_year;
    enum slip_class class;
    int64_t notice_no;
    int instalment; /* 1..; 0 = several of the notice, or the whole year (全期前納) */
    enum slip_kind kind;
    int serial; /* 1..99, of the notice and instalment, whatever the kind */
    int64_t household_no, payer_no;
    yen amount, late_charge, fee; /* the whole; of which 延滞金, 督促手数料 */
    date due, issued_on, usable_until;
    char confirm[7]; /* 確認番号 */
    enum slip_step step;
    bool was_replaced; /* whatever came after it */
    yen claimed; /* what the Pay-easy centre was told last; 0 = it does not know the key */
    /* None: the charge of its instalment, or all of the year, without 延滞金. */
    const struct slip_charge *charges;
    size_t charge_count;
    const char *cause_kind; /* "notice", "reissue", "plan" ... */
    int64_t cause_no;
};
/* 現年度, or a charge of an earlier year (過年度), or of an earlier accounting year (滞納繰越). */
static inline enum slip_class slip_class_of(int32_t levy_year, int32_t charged_year, int32_t this_year)
{
    return charged_year < this_year ? SLIP_ARREARS : levy_year < this_year ? SLIP_PRIOR : SLIP_CURRENT;
}
static inline yen slip_principal(const struct slip *s) { return s->amount - s->late_charge - s->fee; }
static inline int slip_reissue_digit(const struct slip *s) { return s->serial <= 9 ? s->serial - 1 : 9; }

/* ----------------------------------------------------------------------------------- numbers --- */

/* The 44 digits of the store barcode; false: none (over the limit of the stores). */
bool slip_barcode(const struct slip_form *f, const struct slip *s, char ret[45]);
/* The two OCR lines: of the collector's form, or of the eL-QR form where that is in use. */
void slip_ocr_lines(const struct slip_form *f, const struct slip *s, char ret_upper[40],
                    char ret_lower[45]);
/* 納付番号: 20 digits, the last one a check digit. */
void slip_pay_number(const struct slip *s, char ret[21]);
/* The 255 digits; false: not in use. */
bool slip_elqr(const struct slip_form *f, const struct slip *s, char ret[256]);
/* Six digits that do not follow from the number (payment_formats.md 10.3). */
void slip_confirm(const struct slip_form *f, const struct slip *s, char ret[7]);

/* ------------------------------------------------------------------------------------- store --- */

/* All of a notice number, by instalment and serial; with their charges. */
MUST_CHECK enum err slips_of_notice(struct store *s, int32_t levy_year, int64_t notice_no,
                                    struct arena *arena, struct report *report, struct slip **ret,
                                    size_t *ret_count);
/*
 * Gives a slip that is to be issued its serial and its 確認番号. One of `known` that asks for the same by
 * the same notice on the same day is the same paper printed again: it gets that one's, and *ret_is_new is
 * false. ERR_INPUT with words when all serials are used, nothing is asked for, or it ends before it is
 * issued.
 */
MUST_CHECK enum err slip_number(const struct slip_form *f, struct slip *slip, const struct slip *known,
                                size_t known_count, struct report *report, bool *ret_is_new);
/* In an open write transaction: the rows of new slips in bulk, one after another. */
struct slip_writer;
MUST_CHECK enum err slip_writer_begin(struct store *s, int64_t recorded_at, struct arena *arena,
                                      struct report *report, struct slip_writer **ret);
MUST_CHECK enum err slip_writer_add(struct slip_writer *w, const struct slip *slip, struct report *report);
MUST_CHECK enum err slip_writer_end(struct slip_writer *w, struct report *report); /* in any case */
/* In an open write transaction: one step further; `amount` is told to the centre with it, else 0. */
MUST_CHECK enum err slip_move(struct store *s, const struct slip *slip, enum slip_step to, yen amount,
                              int64_t recorded_at, struct report *report);
/* Older slips of `known` for the same charges as the new one, not yet paid, replaced or deleted: replaced.
 */
MUST_CHECK enum err slips_replace(struct store *s, const struct slip *by, const struct slip *known,
                                  size_t known_count, int64_t recorded_at, struct report *report);
/*
 * In an open write transaction: numbers slips that belong together (a reissue, the rows of a 分納 plan),
 * writes them and replaces the older ones for the same charges. Their serial and 確認番号 are filled in.
 * Slips of one cause do not replace each other: a plan has several of the same notice.
 */
MUST_CHECK enum err slips_issue(struct store *s, const struct slip_form *f, struct slip *slips,
                                size_t count, int64_t recorded_at, struct arena *arena,
                                struct report *report);
/* A proposal that is taken back: its slips are gone; those the centre knows already are replaced. */
MUST_CHECK enum err slips_withdraw(struct store *s, const char *cause_kind, int64_t cause_no,
                                   int64_t recorded_at, struct report *report);
/*
 * All of the levy years (0, 0 = all) in the order of their keys, each with its charges until `each` returns;
 * `each` asks nothing of the store. cause_kind is "".
 */
typedef enum err (*slip_fn)(void *context, const struct slip *slip, struct report *report);
MUST_CHECK enum err slips_each(struct store *s, int32_t first_year, int32_t last_year, slip_fn each,
                               void *context, struct report *report);
/* The same of many notices of a year (at least one), as far as they are of the instalments named. */
struct slip_notices {
    int32_t levy_year;
    const int64_t *notices, *instalments;
    size_t notice_count, instalment_count;
};
MUST_CHECK enum err slips_of_notices(struct store *s, const struct slip_notices *of, slip_fn each,
                                     void *context, struct report *report);

/* -------------------------------------------------------------------------------------- page --- */

#define SLIPS_A_PAGE 3
/* What never changes on a page of slips; then each slip at its position from 0, or crossed out. */
void slip_page(struct document *d);
void slip_draw(struct document *d, const struct slip_form *f, const struct slip *s, struct text name,
               int position);
void slip_unused(struct document *d, int position);
/* All of one payer on pages of their own; returns the number of pages. */
int slips_draw(struct document *d, const struct slip_form *f, const struct slip *slips, size_t count,
               struct text name);

/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err slip_verify(struct store *s, struct report *report);
extern const struct store_table slip_tables[];
extern const size_t slip_table_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held slip_held[];
extern const size_t slip_held_count;
/* 保存期限: what goes with a levy year of a household. */
extern const struct store_kept slip_kept[];
extern const size_t slip_kept_count;

#endif
