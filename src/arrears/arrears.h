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
    int32_t levy_year;
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
    kind_arrears_transfer, kind_arrears_keep, kind_arrears_write_off, kind_arrears_next;
extern const struct job job_arrears_limits, job_arrears_write_off, job_arrears_inquiries,
    job_arrears_transfers;
extern const struct import_handler import_deposit_answers, import_transfer_receipts;

/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err arrears_verify(struct store *s, struct report *report);
extern const struct store_table arrears_tables[];
extern const size_t arrears_table_count;

#endif
