/*
 * 督促・催告・折衝 -- what is demanded, what was said and promised, and the one screen of a debtor.
 *
 * Rules    collection.md 10, 11, 22.3, 25. Catalogue CO-01, CO-18, CO-19, CO-42 .. CO-48, CO-52, CO-53,
 *          CO-55, CO-56, PX-20
 *
 * An extraction is frozen: a run writes whom it demands what, once; papers, approval, 引抜 and records follow
 * from these rows. The 督促 itself is collection's (collection_dun()): once a charge. Rows are appended.
 */
#ifndef KOKUHO_DEMAND_H
#define KOKUHO_DEMAND_H

#include "addressee/addressee.h"
#include "batch/batch.h"
#include "casework/casework.h"
#include "collection/collection.h"
#include "output/output.h"

enum demand_kind {
    DEMAND_DUNNING = 1,   /* 督促 */
    DEMAND_LETTER,        /* 一斉催告 */
    DEMAND_LAST_LETTER,   /* 最終催告 */
    DEMAND_SEIZURE_NOTICE,/* 差押予告 */
    DEMAND_LATE_CHARGE,   /* 延滞金: of charges whose premium is complete */
    DEMAND_KINDS
};
extern const char *const demand_kind_labels[DEMAND_KINDS];

/* Why a charge or a payer is left out or taken out; kept with a 引抜: numbers never change. */
enum demand_why {
    DEMAND_IN, DEMAND_NOT_DUE, DEMAND_PAID, DEMAND_TOLD, DEMAND_HELD, DEMAND_DUNNED, DEMAND_NOT_DUNNED,
    DEMAND_GRACE, DEMAND_SUSPENDED, DEMAND_PLAN, DEMAND_DEBIT, DEMAND_SUCCESSION, DEMAND_DISPUTE,
    DEMAND_DEAD, DEMAND_NO_PLACE, DEMAND_GUARDED, DEMAND_CHANGED, DEMAND_NO_CALL, DEMAND_FOUND, DEMAND_LAPSED,
    DEMAND_PENSION,
    DEMAND_WHYS
};
extern const char *const demand_why_labels[DEMAND_WHYS];

/* ----------------------------------------------------------------------- 滞納者の1画面 (CO-42) -- */

/* 折衝記録, newest first. */
enum demand_promise {
    PROMISE_NONE, PROMISE_OPEN, PROMISE_KEPT, PROMISE_BROKEN,
    PROMISE_DUE /* its day has passed, nobody has judged it */
};
extern const char *const demand_promise_labels[];
struct demand_contact {
    int64_t contact_no;
    date on;
    int minute;                /* of the day; 0 = not said */
    const char *way, *result;  /* 電話をかけた, 納付を約束 */
    struct text words, operator_id;
    const char *next_action;   /* "" = none */
    date next_on, promise_on;  /* none = none */
    yen promise_amount, promise_paid;
    enum demand_promise promise;
};
/* Of a payer, newest first, with what became of the promises. */
MUST_CHECK enum err demand_contacts(struct store *s, int64_t payer_no, struct arena *arena,
                                    struct report *report, struct demand_contact **ret, size_t *ret_count);
/* A paper that was sent, or lies ready. */
struct demand_sent {
    int64_t run_no, sequence_no;
    enum demand_kind kind;
    date issued_on, fixed_on, approved_on; /* approved_on none: not decided yet */
    int way;                   /* 1 mail, 2 公示送達, 3 guarded */
    yen amount;
    date pulled_on;            /* none = it stands */
    enum demand_why why;
    date returned_on, effective_on; /* 返戻, 公示送達の効力; none = none */
};
struct demand_owed {
    struct collection_charge charge;
    struct collection_extra extra; /* to the day asked for */
    struct trace *trace;           /* how the 延滞金 came about; of an arena */
    bool is_dunned;
    date dunned_on;
};
struct demand_tag {
    int no, colour; /* 1 .. 99, 1 .. 10 */
    const char *label;
};
struct demand_debtor {
    const struct demand_owed *owed; /* oldest due date first: unpaid, or with 延滞金 left */
    size_t owed_count;
    yen principal, late_charge, fee; /* of what is overdue on the day */
    yen told;                        /* of it 速報: paid at a store, its 確報 has not come */
    yen not_due;                     /* falls due later */
    date next_due;
    yen next_amount;
    const struct collection_stay_row *stays;
    size_t stay_count;
    const struct demand_contact *contacts;
    size_t contact_count;
    const struct demand_sent *sent;  /* newest first */
    size_t sent_count;
    const struct demand_tag *tags;   /* the catalogue */
    size_t tag_count;
    size_t charge_count;             /* everything ever asked for */
};
/* 付せんの一覧 (tags.tsv) in force on the day; none: the municipality has no catalogue. */
MUST_CHECK enum err demand_tags(const struct data_folder *f, date day, struct arena *arena,
                                struct report *report, const struct demand_tag **ret, size_t *ret_count);
/* What a payer owes, what was said and sent. Money as of now, 延滞金 to `day`. */
MUST_CHECK enum err demand_debtor_look(struct session *session, int64_t payer_no, date day,
                                       struct arena *arena, struct report *report,
                                       struct demand_debtor *ret);

/* ------------------------------------------------------------------ what a letter named (時効) ---- */

/* A 催告 of a charge that was sent (approved, not taken out): 民法150条. 督促 are collection's. */
struct demand_letter {
    int32_t levy_year;
    int64_t household_no, payer_no;
    int instalment;
    enum demand_kind kind;
    int64_t run_no;
    date issued_on;
};
/* Of a payer (0 = of all), by levy year, household, payer and instalment, the oldest letter first. */
MUST_CHECK enum err demand_letters(struct store *s, int64_t payer_no, struct arena *arena,
                                   struct report *report, struct demand_letter **ret, size_t *ret_count);
/* The same of any number of payers, in that order. */
MUST_CHECK enum err demand_letters_of(struct store *s, const int64_t *payers, size_t payer_count,
                                      struct arena *arena, struct report *report, struct demand_letter **ret,
                                      size_t *ret_count);
/* Whose letters were sent or pulled since a moment, behind those that the list has. */
MUST_CHECK enum err demand_payers_lettered(struct store *s, int64_t since, struct arena *arena,
                                           struct report *report, struct moved_list *to);
/* Those of one charge among them: *ret_count of them from the returned one on; NULL = none. */
const struct demand_letter *demand_letters_of_charge(const struct demand_letter *letters, size_t count,
                                                     const struct collection_charge *c, size_t *ret_count);

/* 居所不明: payers whose mail came back and whom nobody found, ascending. */
MUST_CHECK enum err demand_lost_payers(struct store *s, struct arena *arena, struct report *report,
                                       int64_t **ret, size_t *ret_count);

/* ---------------------------------------------------------- 折衝 that another system's file told --- */

struct demand_said {
    int64_t payer_no;
    date on;
    int minute;      /* of the day; 0 = not said */
    int way, result; /* as the numbers of collection.md 22.3 */
    struct text words;
    int next_action;          /* 0 = none */
    date next_on, promise_on; /* none = none */
    yen promise_amount;
};
/* Why it cannot stand; NULL = it can. */
const char *demand_said_fault(const struct demand_said *said, date today);
/* In an open write transaction: the words, the promise, and what follows as a task. */
MUST_CHECK enum err demand_said_add(struct session *session, const struct demand_said *said,
                                    int64_t recorded_at, struct report *report, int64_t *ret_contact_no);
/* Telephones in force, as they may be dialled, newest first; `is_sms`: mobile ones only. */
#define DEMAND_PHONES_MAX 3
MUST_CHECK enum err demand_phones(struct store *s, int64_t payer_no, date on, bool is_sms,
                                  struct arena *arena, struct report *report,
                                  struct text ret[DEMAND_PHONES_MAX], size_t *ret_count);
/* A telephone that was heard of in `heard` (電話催告): a draft of the register of contacts and a task with
 * that key; change_no 0: the task alone. In an open write transaction. */
MUST_CHECK enum err demand_phone_heard(struct session *session, int64_t payer_no, struct text phone,
                                       const char *heard, const char *key, struct arena *arena,
                                       struct report *report, int64_t *ret_change_no);

/* ------------------------------------------------------------------------------ registered ----- */

/* Changes of a clerk: 折衝, 返戻, 公示送達, 抽出条件. */
extern const struct change_kind kind_contact_debtor, kind_returned_mail, kind_returned_scan,
    kind_publication, kind_demand_condition;
/* 督促状, 一斉催告, 引抜, 写し, 納付約束の判定, 電話催告リスト and its stop file. */
extern const struct job job_late_charge; /* 延滞金の確定と納入通知 */
extern const struct job job_demand_notice, job_demand_letter, job_demand_pull, job_demand_copy,
    job_demand_promises, job_demand_publication, job_call_list, job_sms_list, job_call_stop;
extern const struct import_handler import_call_results, import_debtor_keys, import_returned_scan,
    import_sms_results;
/* 滞納者一覧, 滞納対策統計. */
extern const struct output_list output_list_debtors, output_list_arrears_figures;

/* For `kokuho verify`: a line for each invariant that does not hold, and ERR_FINDINGS. */
MUST_CHECK enum err demand_verify(struct store *s, struct report *report);
extern const struct store_table demand_tables[];
extern const size_t demand_table_count;
/* What the tables say about a person (開示請求). */
extern const struct store_held demand_held[];
extern const size_t demand_held_count;
/* 保存期限: what goes with a levy year of a household; a paper with its last charge. */
extern const struct store_kept demand_kept[];
extern const size_t demand_kept_count;

#endif
