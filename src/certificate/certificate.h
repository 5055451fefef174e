/*
 * 証 -- papers that prove the insurance: who holds which, until when, at which ratio, and what became of
 * each.
 *
 * Law     国民健康保険法9条, 同法施行規則6条・7条の2から7条の4・24条の3・27条の13・27条の14の2;
 *         eligibility.md 8 to 10
 * Rows    EL-04, EL-11, EL-14 to EL-20, EL-23 to EL-25, EL-31, EL-53 to EL-56, EL-69, EL-70,
 *         NT-01 to NT-03
 *
 * Nothing is issued without a row of the register. A paper is never changed: what became of it is a step
 * beside it,
 * a reprint is a new paper that makes the earlier one void.
 */
#ifndef KOKUHO_CERTIFICATE_H
#define KOKUHO_CERTIFICATE_H

#include "batch/batch.h"
#include "document/document.h"
#include "eligibility/eligibility.h"
#include "output/output.h"
#include "premium/premium.h"

/* ----------------------------------------------------------------------------------- register -- */

enum certificate_type {
    CERT_CARD = 1,     /* 被保険者証, issued to 2024-12-01 */
    CERT_SHORT_CARD,   /* 短期被保険者証, the same */
    CERT_STATUS_CARD,  /* 被保険者資格証明書, the same */
    CERT_CONFIRMATION, /* 資格確認書 */
    CERT_NOTICE,       /* 資格情報のお知らせ */
    CERT_ELDER,        /* 高齢受給者証 */
    CERT_LIMIT,        /* 限度額適用・標準負担額減額認定証 */
    CERT_DISEASE,      /* 特定疾病療養受療証 */
    CERT_REMOTE,       /* マル遠の証: beside the paper he has, while he lives in a facility (EL-11) */
    CERT_TYPES
};
extern const char *const certificate_type_labels[CERT_TYPES];

enum certificate_reason {
    ISSUED_NEW = 1,   /* 新規 */
    ISSUED_RENEWED,   /* 更新 */
    ISSUED_AGAIN,     /* 再交付 (紛失・汚損) */
    ISSUED_REWRITTEN, /* 記載変更 */
    ISSUED_RATIO,     /* 負担割合変更 */
    ISSUED_CLASS,     /* 区分変更 */
    ISSUED_APPLIED,   /* 申請 */
    ISSUED_REASONS
};
extern const char *const certificate_reason_labels[ISSUED_REASONS];

enum certificate_state {
    PAPER_HELD,      /* 交付中: no step yet */
    PAPER_RETURNED,  /* 返戻 */
    PAPER_RESENT,    /* 再送 */
    PAPER_KEPT,      /* 保管 */
    PAPER_DESTROYED, /* 廃棄 */
    PAPER_RECALLED,  /* 回収済 */
    PAPER_LOST,      /* 紛失届 */
    PAPER_VOID,      /* 無効 (差替) */
    PAPER_MISPRINT,  /* 書損 */
    PAPER_STATES
};
extern const char *const certificate_state_labels[PAPER_STATES];
/* The steps a paper may take from where it is (10.4). */
bool certificate_may_move(enum certificate_state from, enum certificate_state to);
/* It proves something on a day inside its days: held, or sent again. */
bool certificate_counts(enum certificate_state state);

enum certificate_delivery { DELIVERED_COUNTER = 1, DELIVERED_MAIL, DELIVERED_REGISTERED, DELIVERIES };
extern const char *const certificate_delivery_labels[DELIVERIES];

struct certificate_step {
    enum certificate_state state;
    date on;
    struct text words;
    int64_t change_no, recorded_at;
};
struct certificate_paper {
    int64_t paper_no, addressee_no, household_no;
    enum certificate_type type;
    enum certificate_reason reason;
    date issued_on, valid_from, last_day; /* last_day date_open_end(): no end */
    enum paper_end why_end;
    int tenths; /* of the ratio; 0 = not printed */
    enum limit_class limit_class;
    int disease; /* of CERT_DISEASE: enum certificate_disease */
    struct text card_symbol, card_number;
    int branch_no; /* 枝番; 0 = none given yet */
    enum certificate_delivery delivery;
    struct text delivery_no; /* 書留・特定記録 の番号 */
    int64_t change_no, run_no, recorded_at;
    unsigned findings; /* of a paper being made: what its judgement did not know (enum judgement_finding) */
    enum certificate_state state;
    const struct certificate_step *steps;
    size_t step_count;
};
/* Papers of persons, newest first of each, as known then (INT64_MAX = now). */
MUST_CHECK enum err certificate_papers_of(struct store *s, const int64_t *addressee_nos,
                                          size_t person_count, int64_t known_at, struct arena *arena,
                                          struct report *report, struct certificate_paper **ret,
                                          size_t *ret_count);
/* Everybody's, for jobs and lists. */
MUST_CHECK enum err certificate_papers_all(struct store *s, int64_t known_at, struct arena *arena,
                                           struct report *report, struct certificate_paper **ret,
                                           size_t *ret_count);
/* Inside its days, and by the steps up to that day: what a new paper makes void counts until then. */
bool certificate_counts_on(const struct certificate_paper *paper, date on);
/* The newest paper of a type that counts on a day; NULL = none. */
const struct certificate_paper *certificate_held(const struct certificate_paper *papers, size_t count,
                                                 int64_t addressee_no, enum certificate_type type, date on);

/* 一部負担金の割合 as papers in force within the days say it; misprints say nothing. */
struct certificate_ratio {
    int64_t addressee_no;
    date from, last_day; /* both inclusive */
    int tenths;
};
typedef enum err (*certificate_ratio_fn)(void *context, const struct certificate_ratio *ratio,
                                         struct report *report);
/* Everybody's as known then, by person, the newest paper first. */
MUST_CHECK enum err certificate_each_ratio(struct store *s, date from, date last_day, int64_t known_at,
                                           certificate_ratio_fn take, void *context, struct report *report);

/* --------------------------------------------------------------------------------- judgements -- */

/* 一部負担金の割合 and 適用区分 of a household on a day, with everything they were made of. */
struct certificate_judgement {
    int64_t household_no;
    date on;
    const int64_t *persons;
    struct judged_household household; /* in the order of `persons` */
    struct eligibility_terms terms;
    struct copay_terms copay_terms;
    struct copay_result copay;
    struct limit_judgement limit;
    struct trace *trace;
};
MUST_CHECK enum err certificate_judge(const struct session *session, int64_t household_no, date on,
                                      int64_t known_at, struct arena *arena, struct report *report,
                                      struct certificate_judgement *ret);
/* Of one of its persons: tenths of the ratio, and the class that a limit certificate would carry. */
int certificate_tenths_of(const struct certificate_judgement *j, int64_t addressee_no);
enum limit_class certificate_class_of(const struct certificate_judgement *j, int64_t addressee_no);

/* --------------------------------------------------------------------------------- the rest ---- */

/* マイナ保険証: whether the last list says that he is registered. is_listed false: no list named him. */
struct certificate_registration {
    int64_t addressee_no;
    bool is_listed, is_registered;
    date listed_on;
};
MUST_CHECK enum err certificate_registration_of(struct store *s, int64_t addressee_no, int64_t known_at,
                                                struct report *report,
                                                struct certificate_registration *ret);

enum certificate_application_kind {
    APPLIED_LIMIT = 1,
    APPLIED_REVENUE,
    APPLIED_DISEASE,
    APPLICATION_KINDS
};
enum certificate_disease { DISEASE_DIALYSIS = 1, DISEASE_HAEMOPHILIA, DISEASE_HIV, DISEASES };
extern const char *const certificate_disease_labels[DISEASES];
struct certificate_application {
    int64_t addressee_no;
    enum certificate_application_kind kind;
    date received_on;
    bool is_accepted;
    struct span valid;
    int disease;
    yen revenue;
    struct text words;
    int64_t change_no;
};
MUST_CHECK enum err certificate_applications_of(struct store *s, const int64_t *addressee_nos,
                                                size_t person_count, int64_t known_at, struct arena *arena,
                                                struct report *report, struct certificate_application **ret,
                                                size_t *ret_count);

/*
 * 資格の証明書と通知 -- 取得・喪失・加入 certified at the counter, 届出勧奨 and 職権処理 told by letter
 * (EL-70, NT-03). Days and reason are the ledger's when it is entered; what has changed there since is not
 * printed any more.
 */
enum certificate_proof_kind {
    PROOF_ACQUIRED = 1, /* 資格取得証明書 */
    PROOF_LOST,         /* 資格喪失証明書 */
    PROOF_MEMBER,       /* 加入証明書 */
    PROOF_URGED,        /* 届出勧奨通知書, to the head of the household */
    PROOF_EX_OFFICIO,   /* 職権処理通知書, to the head */
    PROOF_KINDS
};
extern const char *const proof_kind_labels[PROOF_KINDS];
struct certificate_proof {
    int64_t proof_no, addressee_no, household_no;
    enum certificate_proof_kind kind;
    int purpose; /* 使用目的 of a certificate, cause of a letter of 届出勧奨 */
    int receiver;
    date issued_on;
    struct span span; /* 適用開始日, 適用終了日; until date_open_end(): he is insured; from none: he is not */
    date prefecture_from, prefecture_until;
    struct text reason; /* L04 ... of what ended or began it */
    struct text card_symbol, card_number;
    int branch_no;
    date due; /* of 届出勧奨 */
    struct text words;
    int64_t change_no;
};
MUST_CHECK enum err certificate_proofs_of(struct store *s, const int64_t *addressee_nos, size_t person_count,
                                          int64_t known_at, struct arena *arena, struct report *report,
                                          struct certificate_proof **ret, size_t *ret_count);
/* As a PDF at `path`, recorded. ERR_FINDINGS: there is none, or the ledger says something else by now. */
MUST_CHECK enum err certificate_proof_print(struct session *session, int64_t addressee_no, int64_t proof_no,
                                            const char *path, struct report *report);

/*
 * 一部負担金の減額・免除・徴収猶予 (法44条, EL-58) -- an application about a person, its decision by another
 * clerk, its end; out of them the certificate he shows at the doctor's, and the notices.
 */
enum copay_relief_state {
    COPAY_RELIEF_APPLIED,  /* 審査中 */
    COPAY_RELIEF_APPROVED, /* 承認 */
    COPAY_RELIEF_REFUSED,  /* 不承認 */
    COPAY_RELIEF_ENDED,    /* 終了: before its last day */
    COPAY_RELIEF_STATES
};
extern const char *const copay_relief_state_labels[COPAY_RELIEF_STATES];
extern const char *const copay_relief_labels[COPAY_RELIEFS]; /* 減額, 免除, 徴収猶予 */
struct certificate_relief {
    int64_t relief_no, addressee_no, household_no, continues_no; /* continues_no: what it renews; 0 = none */
    date applied_on, decided_on, ended_on;
    enum copay_relief_measure wished, measure; /* applied for; decided */
    int ground, end_ground;
    enum copay_relief_state state;
    int percent, months;
    date valid_from, last_day; /* last_day: of the decision, or of the end */
    struct text words, decided_words, end_words;
};
MUST_CHECK enum err certificate_reliefs_of(struct store *s, const int64_t *addressee_nos,
                                           size_t person_count, int64_t known_at, struct arena *arena,
                                           struct report *report, struct certificate_relief **ret,
                                           size_t *ret_count);
enum copay_relief_paper {
    RELIEF_CERTIFICATE = 1, /* 減額・免除・徴収猶予 証明書 */
    RELIEF_DECISION,        /* 承認・不承認 通知書 */
    RELIEF_END,             /* 終了通知書 */
    RELIEF_PAPERS
};
/* Whether there is such a paper of it on the day: the certificate not after its end. */
bool certificate_relief_has(const struct certificate_relief *relief, enum copay_relief_paper paper, date on);
/* As a PDF at `path`, recorded. */
MUST_CHECK enum err certificate_relief_print(struct session *session, int64_t addressee_no,
                                             int64_t relief_no, enum copay_relief_paper paper,
                                             const char *path, struct report *report);

/* The paper as a PDF at `path`, out of its row: the same however often. Recorded as a print (OP-11). */
MUST_CHECK enum err certificate_print(struct session *session, int64_t addressee_no, int64_t paper_no,
                                      const char *path, struct report *report);

MUST_CHECK enum err certificate_verify(struct store *s, struct report *report);
extern const struct store_table certificate_tables[];
extern const size_t certificate_table_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held certificate_holdings[];
extern const size_t certificate_holdings_count;

extern const struct output_list output_list_uncollected, output_list_returned, output_list_ages;
extern const struct output_list output_list_short_cards; /* history (EL-37) */
extern const struct output_list output_list_changed_papers; /* EL-54 */
extern const struct output_list output_list_elders;         /* EL-22 */
extern const struct output_list output_list_revenue, output_list_class_changes; /* EL-24, EL-34 */
extern const struct output_list output_list_copay_relief; /* EL-58 */
extern const struct job job_certificate_renewal, job_eligibility_elders, job_certificate_guide;
extern const struct import_handler import_card_registration;
struct change_kind;
extern const struct change_kind kind_certificate_proof;
extern const struct change_kind kind_copay_relief, kind_copay_relief_decide, kind_copay_relief_end;
extern const struct change_kind kind_certificate_issue, kind_certificate_step, kind_certificate_application;

#endif
