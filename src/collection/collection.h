/*
 * 収納 -- payments from the channels' files: told (速報), booked (消込), held (仮受), overpaid (過誤納).
 *
 * Rules    collection.md 2, 3, 6. Receipts, their lines and their postings are appended and never changed.
 * A charge (調定) is the n-th instalment of the newest decision of a levy year, household and payer.
 */
#ifndef KOKUHO_COLLECTION_H
#define KOKUHO_COLLECTION_H

#include "base/arena.h"
#include "base/date.h"
#include "base/yen.h"
#include "batch/batch.h"
#include "collection/law.h"
#include "collection/moved.h"
#include "collection/standings.h"
#include "interchange/interchange.h"
#include "ledger/ledger.h"
#include "rules/collection/collection.h"
#include "rules/premium/premium.h"
#include "store/store.h"

extern const struct import_handler import_receipts_csv13, import_receipts_fixed120_a,
    import_receipts_fixed120_b, import_receipts_mobile_bank, import_receipts_mobile_card,
    import_receipts_pay_easy, import_receipts_slips, import_receipts_branch, import_receipts_elqr,
    import_pay_easy_answer;
extern const struct job job_pay_easy_claims; /* ペイジー 請求データ */

/* A payment of a household as the screens show it. */
struct collection_receipt {
    int32_t levy_year;
    int64_t receipt_no, notice_no, payer_no; /* receipt_no 0: told and not booked (速報) */
    int instalment;      /* 0 = 全期 */
    const char *channel; /* コンビニエンスストア */
    yen amount, overpaid;
    date received_on, booked_on; /* booked_on none: told and not booked */
    bool is_held;                /* 仮受 */
    const char *codes;           /* "W11,E13" of collection.md 6.4 */
};
/* What was paid on an instalment of a payer. */
struct collection_paid {
    int32_t levy_year;
    int64_t payer_no;
    int instalment;
    yen amount;
};
struct collection_look {
    const struct collection_receipt *receipts; /* newest year first; those booked, then those only told */
    size_t receipt_count;
    const struct collection_paid *paid;
    size_t paid_count;
};
/* What a household paid on the charges of the levy years, as known at a moment. */
MUST_CHECK enum err collection_of_household(struct store *s, int64_t household_no, int32_t first_year,
                                            int32_t last_year, int64_t known_at, struct arena *arena,
                                            struct report *report, struct collection_look *ret);

/* ------------------------------------------------------------------- 調定の今: charges as they stand -- */

struct collection_charge {
    int32_t levy_year, charged_year; /* 賦課年度, 調定年度: the year in which it was first charged */
    int64_t notice_no, household_no, payer_no; /* notice_no 0: nobody was notified yet */
    int instalment;                  /* 1.. */
    date due;
    yen amount;       /* as decided now */
    yen paid;         /* principal, by receipts of every kind (充当 too) */
    yen written_off;  /* 不納欠損 */
    yen told;         /* of it, 速報 that wait for their 確報: no demand, no money */
    yen told_extra;   /* 延滞金 and 督促手数料 of those */
    date last_paid_on; /* none: nothing was paid */
};
/* 収入未済. Below zero: it was lowered after it was paid, 過誤納 to be moved or given back. */
static inline yen collection_unpaid(const struct collection_charge *c)
{
    return c->amount - c->paid - c->written_off;
}

/* By levy year, household, payer and instalment: below, at or above zero. */
int collection_charge_order(const struct collection_charge *a, const struct collection_charge *b);

/* Zero yen of which nothing was paid or written off is no charge. */
bool collection_charge_is_there(const struct collection_charge *c);

/* One of the numbers, the others 0. */
struct collection_scope {
    int64_t payer_no, household_no;
    int32_t first_year, last_year; /* 賦課年度; 0, 0 = all */
    /* Of everybody, who looks at these instalments alone (0, 0 = all): no other payments are read, other
     * charges stand as if nothing had been paid. */
    int first_no, last_no;
    const int64_t *households; /* of `first_year` alone: these, when there are any */
    size_t household_count;
};
/* By levy year, household, payer and instalment. Charges of zero yen are left out. */
MUST_CHECK enum err collection_charges(struct store *s, const struct collection_scope *scope,
                                       struct arena *arena, struct report *report,
                                       struct collection_charge **ret, size_t *ret_count);
/* All charges of all payers in that order, one pass; `each` asks nothing of the store. */
typedef enum err (*collection_charge_fn)(void *context, const struct collection_charge *c,
                                         struct report *report);
MUST_CHECK enum err collection_each_charge(struct store *s, int32_t first_year, int32_t last_year,
                                           collection_charge_fn each, void *context, struct report *report);

/* The same of a scope of everybody. */
MUST_CHECK enum err collection_each_charge_of(struct store *s, const struct collection_scope *scope,
                                              collection_charge_fn each, void *context,
                                              struct report *report);

/* All of one household and payer for one levy year. */
struct collection_account {
    int32_t levy_year, charged_year; /* of the first decision */
    int64_t household_no, payer_no, notice_no;
    const struct collection_charge *charges; /* the n-th instalment stands at n - 1; also those of 0 yen */
    size_t count;
    yen part[LEVY_PARTS];        /* as decided now */
    yen part_unpaid[LEVY_PARTS]; /* below zero: lowered after it was paid */
};
/* In the same order; with a scope of all of them `each` asks nothing of the store. */
typedef enum err (*collection_account_fn)(void *context, const struct collection_account *account,
                                          struct report *report);
MUST_CHECK enum err collection_each_account(struct store *s, const struct collection_scope *scope,
                                            collection_account_fn each, void *context, struct arena *arena,
                                            struct report *report);

/* In the same order, of the levies behind these numbers of a year; others of their households may come. */
struct collection_named {
    int32_t levy_year;
    const int64_t *notices;
    size_t notice_count;
    const int64_t *households; /* those of the numbers */
    size_t household_count;
};
MUST_CHECK enum err collection_each_account_of(struct store *s, const struct collection_named *named,
                                               collection_account_fn each, void *context,
                                               struct arena *arena, struct report *report);

/* What a receipt or an act put on a charge. */
enum collection_item { ITEM_PRINCIPAL = 1, ITEM_LATE_CHARGE = 2, ITEM_FEE = 3 };
struct collection_payment {
    int64_t receipt_no, of_receipt_no; /* itself, or the one it takes back */
    int slip_instalment, slip_serial;  /* the slip that one came with; serial 0 = none */
    int channel;
    enum collection_item item;
    date paid_on;          /* the day that counts for the payer */
    int64_t recorded_at;
    yen amount;
    yen part[LEVY_PARTS];  /* of principal */
};
/* Oldest day first. A receipt that was taken back stands with its counterpart below zero. */
MUST_CHECK enum err collection_payments(struct store *s, const struct collection_charge *c,
                                        struct arena *arena, struct report *report,
                                        struct collection_payment **ret, size_t *ret_count);

/* --------------------------------------------------------------- 延滞金 of a charge as it stands -- */

/* What others have said of a charge: 督促, 免除 and 猶予, and why it is left alone for a time. */
enum collection_stay {
    STAY_GRACE = 1,   /* 徴収猶予・換価の猶予 */
    STAY_SUSPENDED,   /* 執行停止 */
    STAY_PLAN,        /* 分納: kept promises stop the demand */
    STAY_DEBIT,       /* 口座振替の依頼中: no slip is reissued, no demand */
    STAY_SEIZED,      /* 差押中 */
    STAY_SUCCESSION,  /* 承継: heirs undecided */
    STAY_DISPUTE,     /* 係争・催告の保留 */
    STAY_PENSION,     /* 年金からの特別徴収: no slip, no debit, no demand */
    STAY_KINDS
};
extern const char *const collection_stay_labels[STAY_KINDS];
/* Of a charge, or (instalment 0) of all of the payer's charges of that year, or (levy_year 0) of all. */
struct collection_stay_row {
    int64_t stay_no;
    enum collection_stay kind;
    int64_t payer_no, household_no;
    int32_t levy_year;
    int instalment;
    struct span days;      /* until 9999-12-31: open */
    const char *cause_kind; /* "grace", "debit" ... of the capability that said so */
    int64_t cause_no;
};
/* Whether it stands on that day and speaks of that charge of its payer. */
static inline bool collection_stay_covers(const struct collection_stay_row *s,
                                          const struct collection_charge *c, date day)
{
    return date_at_most(s->days.from, day) && date_before(day, s->days.until) &&
           (s->levy_year == 0 || s->levy_year == c->levy_year) &&
           (s->household_no == 0 || s->household_no == c->household_no) &&
           (s->instalment == 0 || s->instalment == c->instalment);
}
/* In an open write transaction. */
MUST_CHECK enum err collection_stay_add(struct store *s, const struct collection_stay_row *stay,
                                        int64_t recorded_at, struct report *report, int64_t *ret_stay_no);
/* Many at once: the numbers follow one another from *ret_first on. */
MUST_CHECK enum err collection_stays_add(struct store *s, const struct collection_stay_row *stays,
                                         size_t count, int64_t recorded_at, struct report *report,
                                         int64_t *ret_first);
/* Ends every open stay of that cause on `until` (exclusive); what had not begun is withdrawn. */
MUST_CHECK enum err collection_stay_end(struct store *s, const char *cause_kind, int64_t cause_no,
                                        date until, int64_t recorded_at, struct report *report);
/* All that stand on that day or begin later, by payer (0 = all payers, in that order). */
MUST_CHECK enum err collection_stays(struct store *s, int64_t payer_no, date day, struct arena *arena,
                                     struct report *report, struct collection_stay_row **ret,
                                     size_t *ret_count);

/* 督促: once a charge. ERR_INPUT with words when it was dunned already. */
struct collection_dunning {
    int32_t levy_year;
    int64_t household_no, payer_no;
    int instalment;
    date issued_on, fixed_on; /* 発付日, 指定期限 */
    yen amount, fee;          /* unpaid then; 督促手数料 */
    int64_t cause_no;         /* the batch that issued it */
    date served_on;           /* 送達した日; none = not known, 公示送達: the day it takes effect */
    bool is_withdrawn;        /* 引抜: taken out before it was mailed */
};
MUST_CHECK enum err collection_dun(struct store *s, const struct collection_dunning *d, int64_t recorded_at,
                                   struct report *report);
/* Many at once, each charge once; the list is put in the order of the charges. */
MUST_CHECK enum err collection_dun_many(struct store *s, struct collection_dunning *list, size_t count,
                                        int64_t recorded_at, struct arena *arena, struct report *report);
/* Withdrawn, or served: a new version of the row. */
MUST_CHECK enum err collection_dun_change(struct store *s, const struct collection_dunning *d,
                                          int64_t recorded_at, struct report *report);
/* Of a payer (0 = of all, by year, household, payer and instalment). Withdrawn ones are among them. */
MUST_CHECK enum err collection_dunnings(struct store *s, int64_t payer_no, struct arena *arena,
                                        struct report *report, struct collection_dunning **ret,
                                        size_t *ret_count);
/* The same of any number of payers, in that order. */
MUST_CHECK enum err collection_dunnings_of(struct store *s, const int64_t *payers, size_t payer_count,
                                           struct arena *arena, struct report *report,
                                           struct collection_dunning **ret, size_t *ret_count);

/* 延滞金の免除・減免: cuts the stretches of late_charge() (rules/collection). */
struct collection_waiver {
    int32_t levy_year;
    int64_t household_no, payer_no;
    int instalment; /* 0 = all of the year */
    struct late_waiver waiver;
    const char *cause_kind;
    int64_t cause_no;
};
MUST_CHECK enum err collection_waive(struct store *s, const struct collection_waiver *w, int64_t recorded_at,
                                     struct report *report);
MUST_CHECK enum err collection_waive_end(struct store *s, const char *cause_kind, int64_t cause_no,
                                         int64_t recorded_at, struct report *report);

/* What is owed beside the principal, computed to a day. */
struct collection_extra {
    enum late_claim claim;    /* NOT_KNOWN: the ordinance does not say from when it is claimed */
    yen late_charge;          /* 延滞金 to that day (確定 when the principal is complete, else 概算) */
    bool is_fixed;
    yen late_paid, fee, fee_paid;
    yen late_left, fee_left;  /* to be paid now; late_left 0 unless the claim is YES */
};
/* `trace` may be NULL. */
MUST_CHECK enum err collection_extra_on(struct store *s, const struct collection_law *law,
                                        const struct collection_charge *c, date day, struct arena *arena,
                                        struct trace *trace, struct report *report,
                                        struct collection_extra *ret);
/* What 延滞金 of a charge is computed of: its amount, due day, payments (what was taken back taken off) and
 * waivers; `as_of` none. The days to come are whoever asks to add. `ret_late_paid`: of it, already. */
MUST_CHECK enum err collection_late_facts(struct store *s, const struct collection_charge *c,
                                          struct arena *arena, struct report *report, struct late_facts *ret,
                                          yen *ret_late_paid);
/* The law of collection of the session's municipality. */
MUST_CHECK enum err collection_law_of(const struct session *session, struct arena *arena,
                                      struct report *report, const struct collection_law **ret);

/* --------------------------------------------------------------------- booking by an act of ours -- */

/* 収納の経路, collection.md 6.1: the numbers stand in receipts and files. */
enum collection_channel {
    CHANNEL_COUNTER = 1, CHANNEL_BANK, CHANNEL_DEBIT, CHANNEL_STORE, CHANNEL_MOBILE_BANK, CHANNEL_CARD,
    CHANNEL_PAY_EASY, CHANNEL_APP, CHANNEL_EL_QR, CHANNEL_PENSION, CHANNEL_SEIZURE, CHANNEL_APPROPRIATED,
    CHANNEL_OFFSET, CHANNEL_RAISED, /* 過誤納の発生 */
    CHANNEL_COUNT
};
extern const char *const collection_channel_labels[CHANNEL_COUNT];

/* Where the money of a receipt comes from: what came in, or what stood as 過誤納 or 仮受. */
struct collection_line {
    int instalment;
    enum collection_item item;
    yen amount;
};
struct collection_standings;
struct collection_booking {
    enum collection_channel channel;
    int32_t levy_year;
    int64_t notice_no, household_no, payer_no;
    int slip_kind, slip_serial; /* the slip it came with; serial 0 = none */
    const struct collection_line *lines;
    size_t line_count;
    yen overpaid;             /* what no charge takes */
    const char *cause;        /* "K2" when overpaid, else "" */
    date received_on, paid_in_on;
    enum account from;        /* ACCOUNT_CASH, ACCOUNT_OVERPAID, ACCOUNT_HELD; ACCOUNT_FORMER: the system
                               * before this one took it in */
    int64_t uses;             /* the receipt whose 過誤納 or 仮受 is moved; 0 with ACCOUNT_CASH */
    const char *origin;       /* the capability and act: "refund", "debit", "arrears" */
    int64_t origin_no;
    const struct collection_law *law; /* of a caller who books many; NULL: it is read */
    struct collection_standings *standings; /* of many, read at once; NULL, or it is not among them: read */
};
/*
 * In an open write transaction: the receipt, its lines over the parts, its postings. ERR_INPUT with words
 * when a line is more than is unpaid of its charge: the facts have moved on.
 */
MUST_CHECK enum err collection_book(struct session *session, const struct collection_booking *b,
                                    int64_t recorded_at, struct report *report, int64_t *ret_receipt_no);
/* The same of one line of principal as far as its charge takes it; the rest is 過誤納: K3 when the charge was
 * written off or paid behind its limit (E41), else K2. */
struct collection_booked {
    int64_t receipt_no;
    yen taken, overpaid;
    bool was_gone;
};
MUST_CHECK enum err collection_book_as_far(struct session *session, const struct collection_booking *b,
                                           int64_t recorded_at, struct report *report,
                                           struct collection_booked *ret);
/*
 * Charges of many as they stand, read at once in the write transaction that books them: each booking that
 * is given them takes off what it pays; no other one books the same payers meanwhile. The places are put in
 * order.
 */
struct collection_place {
    int32_t levy_year;
    int64_t notice_no, household_no;
};
MUST_CHECK enum err collection_standings_read(struct session *session, const struct collection_law *law,
                                              struct collection_place *places, size_t count,
                                              struct arena *arena, struct report *report,
                                              struct collection_standings **ret);
/* 仮受: money that came, but for what nobody can say: E52, E53 of a debit. In an open write transaction; the
 * same reference, amount and day again is not new. */
struct collection_held {
    enum collection_channel channel;
    int32_t levy_year; /* 0 and the numbers 0: not known */
    int64_t notice_no, household_no, payer_no;
    int instalment;
    yen amount;
    date received_on, paid_in_on;
    const char *code, *origin; /* of 6.4; "debit" */
    struct text reference;     /* of the channel's own */
};
MUST_CHECK enum err collection_hold(struct session *session, const struct collection_held *h,
                                    int64_t recorded_at, struct report *report, bool *ret_is_new);
/* 収納の取消: a counterpart of the receipt, its lines and postings, dated today (CO-64); then either the
 * money stands as held (仮受) again, or it never came (決済不能, 誤入力). In an open write transaction. */
MUST_CHECK enum err collection_cancel(struct session *session, int64_t receipt_no, bool to_held,
                                      const char *reason, int64_t recorded_at, struct report *report);
/* The numbers of all receipts that were taken back, in ascending order. */
MUST_CHECK enum err collection_taken_back(struct store *s, struct arena *arena, struct report *report,
                                          int64_t **ret, size_t *ret_count);
/* A receipt by its number, for whoever acts on it. */
struct collection_receipt_look {
    int32_t levy_year;
    int64_t household_no, payer_no;
    enum collection_channel channel;
    yen amount, overpaid; /* of an act below zero or 0 */
    date received_on;
    bool is_held;
};
MUST_CHECK enum err collection_receipt_find(struct store *s, int64_t receipt_no, struct report *report,
                                            struct collection_receipt_look *ret, bool *ret_found);
/* 不納欠損 of a charge, to the yen unpaid. In an open write transaction. `law` of a caller who writes off
 * many; NULL: it is read. */
MUST_CHECK enum err collection_write_off(struct session *session, const struct collection_law *law,
                                         const struct collection_charge *c, yen amount, int reason,
                                         date effective_on, const char *cause_kind, int64_t cause_no,
                                         int64_t recorded_at, struct report *report);

/* 不納欠損 of a payer as it stands; what was taken back is not among them. */
struct collection_written_off {
    int64_t write_off_no;
    int32_t levy_year;
    int64_t household_no, payer_no;
    int instalment;
    yen amount, part[LEVY_PARTS];
    int reason;
    date effective_on, decided_on;
    const char *cause_kind;
    int64_t cause_no;
};
MUST_CHECK enum err collection_write_offs(struct store *s, int64_t payer_no, struct arena *arena,
                                          struct report *report, struct collection_written_off **ret,
                                          size_t *ret_count);
/* The charge is asked for again: a row and postings the other way round, in the books the write-off is in.
 * ERR_INPUT when those are closed (出納閉鎖). In an open write transaction. */
MUST_CHECK enum err collection_write_off_back(struct session *session, const struct collection_written_off *w,
                                              int64_t recorded_at, struct report *report);

/*
 * 時効: the last day on which a charge may be paid (late reading). It follows from what arrears/ knows, which
 * stands above: the program names who tells it before anything is taken in. What is paid later is 過誤納
 * (E41, K3).
 */
typedef enum err (*collection_limit_fn)(struct session *session, const struct collection_charge *c,
                                        struct report *report, date *ret_last);
void collection_limits_by(collection_limit_fn fn);
/* Whether what was paid on that day pays the charge; false: it came after the limit. */
MUST_CHECK enum err collection_may_pay(struct session *session, const struct collection_charge *c,
                                       date paid_on, struct report *report, bool *ret);

/*
 * 過誤納の発生 of a charge lowered after it was paid (K1): its 不納欠損 is taken back first, then what was
 * paid too much leaves by a receipt of 0 yen (channel 14; none: number 0). In an open write transaction;
 * nothing to do is ERR_INPUT. `law` of a caller who raises many; NULL: it is read.
 */
MUST_CHECK enum err collection_raise(struct session *session, const struct collection_law *law,
                                     const struct collection_charge *c, date arose_on, int64_t recorded_at,
                                     struct report *report, int64_t *ret_receipt_no);

/* 延滞金 that was paid and is less by what has been decided since (K5). */
struct collection_late_excess {
    struct collection_charge charge;
    yen amount;
    date paid_on; /* of the 延滞金 */
};
/* In the order of the charges; what is too much of their principal has been raised before. Of those who moved
 * (collection/moved.h). */
MUST_CHECK enum err collection_late_excesses(struct session *session, const struct collection_moved *moved,
                                             struct arena *arena, struct report *report,
                                             struct collection_late_excess **ret, size_t *ret_count);
/* Its 過誤納, as collection_raise(). In an open write transaction. */
MUST_CHECK enum err collection_raise_late(struct session *session, const struct collection_law *law,
                                          const struct collection_late_excess *x, date arose_on,
                                          int64_t recorded_at, struct report *report);

/* What stands as 過誤納 or 仮受 of a receipt. */
struct collection_excess {
    int64_t receipt_no;
    int32_t levy_year;        /* 0: held, its key could not be read */
    int64_t notice_no, household_no, payer_no; /* 0: held, nobody's yet */
    int instalment;           /* 0 = 全期 */
    int channel;
    yen amount;               /* as it arose; what was taken back since is not among them */
    date arose_on, paid_on;   /* K1: the day it was lowered; paid_on the latest payment of the charge */
    char cause[4];            /* "K1" to "K6" of collection.md 7; "" = held */
    const char *codes;        /* of 6.4 */
};
/* Of a payer (0 = all), oldest first. What was cleared by 充当 or 還付 is not taken off: whoever clears it
 * keeps the account of it. */
MUST_CHECK enum err collection_excesses(struct store *s, int64_t payer_no, struct arena *arena,
                                        struct report *report, struct collection_excess **ret,
                                        size_t *ret_count);
/* Of these receipts (ascending). */
MUST_CHECK enum err collection_excesses_of(struct store *s, const int64_t *receipts, size_t receipt_count,
                                           struct arena *arena, struct report *report,
                                           struct collection_excess **ret, size_t *ret_count);
/* 仮受 only. */
MUST_CHECK enum err collection_excesses_held(struct store *s, struct arena *arena, struct report *report,
                                             struct collection_excess **ret, size_t *ret_count);

/* ------------------------------------------------------------------- 納付書再発行: slips again ---- */

enum slips_way {
    SLIPS_EACH,      /* a slip for each charge, 延滞金 and 手数料 with it */
    SLIPS_ONE,       /* one for all of a notice: 全期前納, 合算 (CO-59) */
    SLIPS_LATE_ONLY, /* 延滞金納付書: of charges whose principal is complete (CO-39) */
};
struct slips_wish {
    int64_t payer_no;
    int32_t levy_year;
    int instalment; /* 0 = every one that is unpaid */
    enum slips_way way;
    date pay_on; /* 延滞金 is printed as it is on this day, the slip ends with it; none = the days of
                    slip.tsv */
};
struct slips_issued {
    int64_t slips, pages, left_out; /* left_out: told in the report */
    yen amount;
};
/*
 * Prints at `path` and enters in the book of slips. No transaction is open; the caller has checked
 * slip.print. A charge under 口座振替の依頼中, or told as paid (速報), is not reissued: ERR_INPUT with
 * words when it was named or nothing is left. The name on the slip is that of the debtor of the charge,
 * never of another.
 */
MUST_CHECK enum err collection_slips_reissue(struct session *session, const struct slips_wish *wish,
                                             const char *path, struct report *report,
                                             struct slips_issued *ret);
extern const struct command command_slip;

/* ------------------------------------------------------------------------- 証明書: certificates ---- */

enum certificate_kind {
    CERTIFICATE_PAID,    /* 納付済額のお知らせ: what was paid in a calendar year (社会保険料控除) */
    CERTIFICATE_CHARGES, /* 納付証明書: the instalments of a levy year */
    CERTIFICATE_ARREARS, /* 滞納明細書: what is overdue today, with 延滞金 */
    CERTIFICATE_NONE,    /* 滞納のない証明書: nothing is overdue; what is under 猶予 is said on it */
    CERTIFICATE_KINDS
};
extern const char *const certificate_labels[CERTIFICATE_KINDS];
struct certificate_wish {
    enum certificate_kind kind;
    int64_t payer_no;
    int32_t year; /* calendar year, levy year; of 滞納明細書 and 滞納のない証明書 not asked */
    bool with_planned; /* 納付済額: what falls due until the end of the year, too (納付予定額) */
};
/* Prints at `path`, with its print record. No transaction is open; the caller has checked slip.print.
 * ERR_INPUT: nothing stands on it. ERR_FINDINGS: he owes something, or may not be printed. */
MUST_CHECK enum err collection_certificate(struct session *session, const struct certificate_wish *wish,
                                           const char *path, struct report *report, yen *ret_sum);
/* What the paper would say, for the screen: its sum and lines, or why it cannot be made (words). */
struct certificate_look {
    yen sum;
    size_t lines;
    const char *words; /* NULL = it can be made */
};
MUST_CHECK enum err collection_certificate_look(struct session *session, const struct certificate_wish *wish,
                                                struct arena *arena, struct report *report,
                                                struct certificate_look *ret);
extern const struct command command_certificate;
/* 納付済額のお知らせ to everybody who paid in the calendar year (the year of the run). */
extern const struct job job_paid_letters;

/* ------------------------------------------------------------------------------- the books ---- */

/* 日計: money and its equivalents by days, both inclusive; by channel, kind of slip, source and item. */
enum collection_day_kind { DAY_BOOKED = 1, DAY_RECEIVED }; /* 記帳日, 収納日 */
struct collection_sheet_row {
    enum collection_channel channel;
    int slip_kind;
    enum account source;       /* ACCOUNT_CASH: money; else moved from 過誤納 or 仮受 */
    enum collection_item item; /* 0 = 過誤納, 4 = 仮受 */
    int64_t count;
    yen amount;
};
MUST_CHECK enum err collection_sheet(struct store *s, enum collection_day_kind kind, date from, date until,
                                     struct arena *arena, struct report *report,
                                     struct collection_sheet_row **ret, size_t *ret_count);

/* Every line that was booked on the days, with the year its charge was first charged in. */
struct collection_entry {
    int32_t levy_year, charged_year;
    int64_t household_no, payer_no, receipt_no;
    int instalment;
    enum collection_item item;
    yen amount, part[LEVY_PARTS];
    date paid_on, booked_on, received_on, paid_in_on; /* paid_in_on none: not told */
    enum collection_channel channel;
    enum account source; /* ACCOUNT_RECEIVABLE: 過誤納の発生 */
};
/* By levy year, household and payer; `each` asks nothing of the store. */
typedef enum err (*collection_entry_fn)(void *context, const struct collection_entry *entry,
                                        struct report *report);
MUST_CHECK enum err collection_each_entry(struct store *s, date from, date until, collection_entry_fn each,
                                          void *context, struct report *report);
/* Lines above zero that a channel brought in from an account, whichever charge they stand on, in no order. */
struct collection_line_look {
    int32_t levy_year;
    int64_t household_no, payer_no, receipt_no;
    int instalment;
    enum collection_item item;
    yen amount;
};
typedef void (*collection_line_fn)(void *context, const struct collection_line_look *line);
MUST_CHECK enum err collection_each_line_of(struct store *s, enum collection_channel channel,
                                            enum account source, collection_line_fn each, void *context,
                                            struct report *report);
/* 不納欠損 in the order of the entries: what is asked no more, with the day it took effect (paid_on) and
 * the day it was booked; the year of its books is that of a receipt booked on that day. Of no receipt,
 * channel and source. */
MUST_CHECK enum err collection_each_write_off(struct store *s, date from, date until,
                                              collection_entry_fn each, void *context, struct report *report);

/*
 * 保存期限: what was deleted after its retention stays as sums without household, payer and receipt
 * (docs/adr/0150). The sheets and what was paid in count it; whoever adds up charges and entries asks here.
 */
enum collection_closed_kind { CLOSED_CHARGES, CLOSED_LINE, CLOSED_WRITE_OFF };
struct collection_closed {
    enum collection_closed_kind kind;
    int64_t count;                 /* charges other than of 0 yen, lines, 不納欠損 */
    struct collection_entry entry; /* of charges only the years and the amount */
};
typedef enum err (*collection_closed_fn)(void *context, const struct collection_closed *closed,
                                         struct report *report);
/* Booked up to that day; all charges. */
MUST_CHECK enum err collection_each_closed(struct store *s, date until, collection_closed_fn each,
                                           void *context, struct report *report);
/* For who proves them against the postings that went with them. */
struct collection_closing_sums {
    yen cash, overpaid, held, written_off;
};
MUST_CHECK enum err collection_closing_sums(struct store *s, struct report *report,
                                            struct collection_closing_sums *ret);
extern const struct store_kept collection_kept[];
extern const size_t collection_kept_count;

/* By 払込日 and channel: receipts of cash less those taken back, each the whole of what was paid (CO-50). */
struct collection_paid_in_row {
    date day;
    enum collection_channel channel;
    int64_t count;
    yen amount;
};
MUST_CHECK enum err collection_paid_in(struct store *s, date from, date until, struct arena *arena,
                                       struct report *report, struct collection_paid_in_row **ret,
                                       size_t *ret_count);
/* Sums up the receipts that came since the last time, so that the next reading does not begin with the first
 * one. In an open write transaction. */
MUST_CHECK enum err collection_paid_in_sum(struct store *s, struct report *report);
/* 速報 that wait for their 確報, told on that day or before, oldest first (E14). */
struct collection_told {
    int64_t mark_no;
    enum collection_channel channel;
    int32_t levy_year;
    int64_t notice_no, household_no, payer_no;
    int instalment;
    yen amount;
    date received_on;
};
MUST_CHECK enum err collection_told_open(struct store *s, date until, struct arena *arena,
                                         struct report *report, struct collection_told **ret,
                                         size_t *ret_count);

/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err collection_verify(struct store *s, struct report *report);
extern const struct store_table collection_tables[];
extern const size_t collection_table_count;
/* What never changes once it is written (TE-07). */
extern const struct store_sealed collection_sealed[];
extern const size_t collection_sealed_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held collection_held[];
extern const size_t collection_held_count;

#endif
