/*
 * 滞納整理 -- what is done when a premium does not come: 時効, 分納, 猶予, 調査, 処分, 停止, 欠損, 承継.
 *
 * Rules    collection.md 15 to 22 and 25; 国民健康保険法79条の2, 地方自治法231条の3, 国税徴収法
 * (「例による」)
 *
 * Every act of a clerk is a change kind (casework/casework.h): entered, checked against the legal order of
 * steps, approved by a second person, undone where the law allows. Acts and the events of the time limit
 * are
 * appended in versions and never changed. Money moves through collection.h only.
 */
#ifndef KOKUHO_ARREARS_H
#define KOKUHO_ARREARS_H

#include "addressee/addressee.h"
#include "batch/batch.h"
#include "casework/casework.h"
#include "collection/collection.h"
#include "interchange/interchange.h"
#include "output/output.h"

/* ------------------------------------------------------------------------------ acts ---------- */

enum act_kind {
    ACT_SEIZURE = 1,  /* 差押 */
    ACT_JOINED,       /* 参加差押 */
    ACT_DEMAND,       /* 交付要求 */
    ACT_ADVANCE,      /* 繰上徴収 */
    ACT_SALE,         /* 公売 */
    ACT_DISTRIBUTION, /* 配当 */
    ACT_GRACE,        /* 徴収猶予 */
    ACT_SALE_GRACE,   /* 換価の猶予 */
    ACT_WAIVER,       /* 延滞金の減免 */
    ACT_SECURITY,     /* 証券受託 */
    ACT_PLAN,         /* 分納 */
    ACT_SUSPENSION,   /* 執行停止 */
    ACT_SUCCESSION,   /* 納付義務承継 */
    ACT_CASE,         /* 破産・相続・競売 */
    ACT_INQUIRY,      /* 財産調査の照会 */
    ACT_FINDING,      /* 財産 */
    ACT_TRANSFER,     /* 徴収の移管・嘱託 */
    ACT_KEEP,         /* 欠損の見合わせ */
    ACT_HOLD,         /* 係争・催告の保留 */
    ACT_KINDS
};
enum act_end {
    ACT_STANDS = 0,
    ACT_DONE,     /* 完了: its purpose was reached (取立て, 配当, 完納, 回答) */
    ACT_RELEASED, /* 解除: it ended without being wrong from the start */
    ACT_CANCELLED, /* 取消し・取下げ: by law as if it had no purpose: nothing is renewed, six months stay */
    ACT_BROKEN, /* 不履行: a promise that was not kept */
};
struct act {
    int64_t act_no;
    int32_t version;
    enum act_kind kind;
    int64_t payer_no;
    int32_t number_year; /* 番号の年度 */
    int64_t number;      /* of the paper, unbroken by kind and year; 0 = it has none */
    date on;             /* the day it was done or begins */
    date until;          /* its last day as decided; none = open */
    date ended_on;       /* none = it stands */
    date related_on;     /* 申請の日, 届出の期限 ...: by kind */
    enum act_end end;
    int detail; /* ground, kind of property ...: by kind */
    yen amount, costs;
    int64_t other_no;                /* the act it follows; 0 = none */
    struct text party, body, reason; /* 相手方, 財産など, 理由 */
    bool is_void;                    /* undone: it never counted */
    int64_t change_no, recorded_at;
};
/* A charge an act is about, as it stood then. */
struct act_cover {
    int32_t levy_year, charged_year; /* 賦課年度, 調定年度; the latter is known when it is chosen, not kept */
    int64_t household_no, payer_no, notice_no;
    int instalment;
    date due;
    yen principal, late_charge;
    bool late_is_fixed;
};
const char *act_label(enum act_kind kind);
const char *act_end_label(enum act_kind kind, enum act_end end);
const char *act_detail_label(enum act_kind kind, int detail); /* "" = none */

/* As they stand, oldest first; those undone are among them. */
MUST_CHECK enum err arrears_acts(struct store *s, int64_t payer_no, struct arena *arena,
                                 struct report *report, struct act **ret, size_t *ret_count);
/* ERR_FINDINGS when there is none. */
MUST_CHECK enum err arrears_act(struct store *s, int64_t act_no, struct arena *arena, struct report *report,
                                struct act *ret);
MUST_CHECK enum err arrears_covers(struct store *s, int64_t act_no, struct arena *arena,
                                   struct report *report, struct act_cover **ret, size_t *ret_count);

/* ------------------------------------------------------------------- 時効: the time limit ----- */

/* Something that happened to a charge, and what it did to its limit. */
struct limit_moment {
    struct limit_event event;
    enum limit_effect effect;
    const char *label; /* 督促, 差押 ... */
    struct text words;
    int64_t act_no; /* 0 = of no act */
};
/* A charge that is not paid, and all that bears on it. */
struct arrears_debt {
    struct collection_charge charge;
    yen unpaid;
    struct collection_extra extra;      /* 延滞金・手数料 to the day */
    date dunned_on, fixed_on;           /* none = no 督促 */
    unsigned stays;                     /* bits of enum collection_stay on the day */
    date limit_early, limit_late;       /* last days; date_open_end() = it does not end as things stand */
    const struct limit_moment *moments; /* by day */
    size_t moment_count;
};
/* The charges of a payer with something unpaid, oldest due day first, as of `day`. */
MUST_CHECK enum err arrears_debts(struct session *session, int64_t payer_no, date day, struct arena *arena,
                                  struct report *report, struct arrears_debt **ret, size_t *ret_count);

/* Its last day (late reading), for whoever takes money in: a collection_limit_fn. */
MUST_CHECK enum err arrears_limit_of(struct session *session, const struct collection_charge *c,
                                     struct report *report, date *ret_last);

/* 時効の暦: what lapses when, as the last night found it (job arrears-limits). */
struct limit_month {
    int32_t month; /* yyyymm, of the late reading */
    int64_t payers, charges;
    yen amount;
};
struct limit_payer {
    int64_t payer_no;
    int charges, suspended; /* suspended: of them under 執行停止 */
    yen amount;
    date early, late; /* the first of them */
};
/* `ret_as_of` none: no night has looked yet. */
MUST_CHECK enum err arrears_limit_months(struct store *s, struct arena *arena, struct report *report,
                                         struct limit_month **ret, size_t *ret_count, date *ret_as_of);
/* By number, those after `after`. */
MUST_CHECK enum err arrears_limit_payers(struct store *s, int32_t month, int64_t after, int64_t max,
                                         struct arena *arena, struct report *report, struct limit_payer **ret,
                                         size_t *ret_count);
extern const struct output_list output_list_limits;

/* 分納: the days and amounts of a plan, and what was paid of it by `day`. */
struct plan_step {
    int seq;
    date due;
    yen principal, late_charge;
    yen covered; /* of principal and late charge, by payments since the promise */
};
MUST_CHECK enum err arrears_plan(struct session *session, const struct act *plan, date day,
                                 struct arena *arena, struct report *report, struct plan_step **ret,
                                 size_t *ret_count);

/* ------------------------------------------------------------------- 滞納処分費・配当の預り金 --- */

/* Money by business days that is on no receipt: 滞納処分費 that came back, money of other creditors (in less
 * out). */
struct arrears_cash {
    int64_t costs_count, others_count;
    yen costs, others;
};
MUST_CHECK enum err arrears_cash_of(struct store *s, date from, date until, struct report *report,
                                    struct arrears_cash *ret);
/* 滞納処分費 that a debtor owes. */
MUST_CHECK enum err arrears_costs_of(struct store *s, int64_t payer_no, struct report *report, yen *ret);

/* ------------------------------------------------------------------------- 納付義務承継 ------- */

#define HEIRS_MAX 40
struct heir {
    int64_t heir_no, num, den;
    yen amount;      /* his share of the principal */
    yen owed;        /* of it; less with 限定承認 when he got less (地方税法9条1項) */
    yen estate;      /* what he got by the succession; -1 = not known */
    bool is_representative;
    yen late_charge; /* his share of 延滞金 on the day of the notice, cut and tested on its own */
    yen paid, late_paid; /* under his name since, by his slips and at the counter */
};
/* What he may still be asked for of the others' shares: what he got beyond his own (地方税法9条3項). */
static inline yen heir_liable(const struct heir *h) { return h->estate > h->owed ? h->estate - h->owed : 0; }
/* The heirs of an act of 承継 with what each has paid. */
MUST_CHECK enum err arrears_heirs(struct session *session, const struct act *succession, struct arena *arena,
                                  struct report *report, struct heir **ret, size_t *ret_count);

/* ------------------------------------------------------------------------------ papers -------- */

/*
 * The paper of an act as a PDF at `path`: 差押調書, 差押通知書, 交付要求書, 納付誓約書, 照会書,
 * 配当計算書 ...
 * `copy` 0 is the debtor's, 1 the third party's where there is one. A preview carries the watermark
 * (BO-09); both
 * are recorded. ERR_INPUT: the act has no paper.
 */
MUST_CHECK enum err arrears_paper_print(struct session *session, int64_t act_no, int copy, bool is_preview,
                                        const char *path, struct report *report);
/* The name of a paper of a kind; NULL = it has none. */
const char *arrears_paper_label(const struct act *a, int copy);

/* ------------------------------------------------------------------------------ registers ------ */

extern const struct change_kind kind_arrears_event, kind_arrears_seizure, kind_arrears_demand,
    kind_arrears_advance, kind_arrears_end, kind_arrears_sale, kind_arrears_distribution, kind_arrears_grace,
    kind_arrears_waiver, kind_arrears_security, kind_arrears_plan, kind_arrears_suspension,
    kind_arrears_succession, kind_arrears_case, kind_arrears_inquiry, kind_arrears_finding,
    kind_arrears_transfer, kind_arrears_keep, kind_arrears_write_off, kind_arrears_next, kind_arrears_costs,
    kind_arrears_payout, kind_arrears_heir_paid, kind_arrears_restore, kind_arrears_hold;
extern const struct job job_arrears_limits, job_arrears_write_off, job_arrears_inquiries,
    job_arrears_transfers;
extern const struct import_handler import_deposit_answers, import_transfer_receipts, import_former_arrears;

/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err arrears_verify(struct store *s, struct report *report);
extern const struct store_table arrears_tables[];
extern const size_t arrears_table_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held arrears_held[];
extern const size_t arrears_held_count;
/* 保存期限: what goes with a levy year of a household. */
extern const struct store_kept arrears_kept[];
extern const size_t arrears_kept_count;

#endif
