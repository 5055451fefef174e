/* What the templates are given: prepared by the screens, drawn without another thought. */
#ifndef KOKUHO_WEB_VIEWS_H
#define KOKUHO_WEB_VIEWS_H

#include "casework/casework.h"
#include "characters/characters.h"
#include "collection/collection.h"
#include "eligibility/eligibility.h"
#include "output/output.h"
#include "premium/premium.h"
#include "web/screen.h"

/* One line of the palette: where it leads, and what one types to find it. */
struct palette_entry {
    const char *group, *label, *reading, *key; /* key "" = none */
    struct url to;
};
struct palette_view {
    struct text words;
    const char *message; /* NULL = nothing to say */
    int64_t household_no;
    const struct palette_entry *entries;
    size_t count;
};

struct login_view {
    struct text operator_id, next;
    const char *message; /* NULL = nothing went wrong */
    bool id_is_missing, password_is_missing, code_is_missing;
};

/* A page that asks for the password again. */
struct password_view {
    const char *title, *words;
    const char *message; /* NULL = nothing went wrong */
    struct url action;
    struct text next;
};

extern const char *const web_purposes[];
extern const size_t web_purpose_count;

/* A day that was typed, and what came of it. */
struct day_field {
    struct text typed;
    date day;
    bool is_wrong;
};

/* A person as a line of a list. */
struct person_line {
    const struct addressee *person;
    int age;                 /* on the day of the list; -1 = not known */
    const char *head_name;   /* 世帯主; "" = not known */
    bool has_namesake;       /* somebody else on the list reads the same */
    bool is_guarded;         /* 支援措置 of anybody in the household: no address */
    const char *former;      /* the former name or address that was found; "" = as he is */
};

struct search_view {
    struct text words;
    const char *message; /* an error; NULL = none */
    bool was_searched, has_more;
    date on;
    const struct person_line *lines;
    size_t count;
    size_t namesakes;
    const char *hint;        /* what the search tells; "" = nothing */
    const struct text *past; /* this operator's last searches, newest first */
    size_t past_count;
};

/* One member on the household screen, with what is known of his 資格. */
struct member_panel {
    const struct addressee *person;
    struct guard guard; /* what this operator may see of him, and what he is told first (RP-03) */
    int age;
    const struct eligibility_fact *facts;
    size_t fact_count;
    const int64_t *households; /* of each membership: for which household; NULL = not asked (EL-02) */
};

/* "As true on", "as known on": what was typed, and what is read with it (NX-08). */
struct as_of_fields {
    struct day_field on, known;
    bool is_known_now;
    struct as_of as_of;
};
/* From two fields of the query; what cannot be read makes the page an error. */
void as_of_read(struct screen_call *call, const char *on, const char *known, struct as_of_fields *ret);

/* An income of one person: which version used it, or why none did. */
struct income_line {
    const struct addressee *person;
    struct premium_income_look look;
    int32_t used_by; /* version; 0 = no version */
    bool is_later;   /* it came after the newest version */
};

/* One fiscal year. */
struct year_panel {
    int32_t year;
    const struct premium_decision *decisions; /* newest first */
    size_t count;
    struct income_line *incomes;
    size_t income_count, income_capacity;
    const struct premium_notice_look *notices;
    size_t notice_count;
};
#define HOUSEHOLD_YEARS 3

/* Ages and 資格 of the persons that `members` name; they are recorded as seen. */
MUST_CHECK enum err members_read(struct screen_call *call, const struct as_of_fields *at,
                                 struct member_panel *members, size_t count);
/* The last years with the decisions that were known then, of a payer or (payer_no 0) of a household; with no
 * day given, all of them. */
MUST_CHECK enum err years_read(struct screen_call *call, const struct as_of_fields *at, int64_t payer_no,
                               int64_t household_no, struct year_panel ret[HOUSEHOLD_YEARS]);
/* Adds their incomes of each year: the one the newest version used, and the one known at the moment. */
MUST_CHECK enum err incomes_read(struct screen_call *call, const struct as_of_fields *at,
                                 const struct member_panel *members, size_t count,
                                 struct year_panel years[HOUSEHOLD_YEARS]);

/* Notes, open tasks and who edits: of a household or person, for the panels of its page. */
struct subject_panels {
    enum change_subject subject;
    int64_t subject_no;
    const struct note *notes;
    const struct task *tasks;
    size_t note_count, task_count;
    int64_t task_total;
    const struct edit_lock *lock; /* NULL = nobody edits */
    const char *lock_since;
    bool may_see, may_note;
};

struct person_view {
    struct as_of_fields at;
    int64_t from_no; /* from whose page one came; 0 = nobody's */
    struct addressee person;
    struct member_panel member;
    struct year_panel years[HOUSEHOLD_YEARS];
    struct subject_panels panels;
    const struct eligibility_event *events; /* 届出・異動, cancelled ones too, as known then (EL-02, EL-03) */
    size_t event_count;
    bool is_guarded, is_hidden; /* of anybody in the household; hidden: no address for this operator */
    bool may_see_premium;
};

struct refunds_view;
/* Who belongs to the household of the insurance otherwise than the resident register says. */
struct insurance_member {
    int64_t addressee_no;
    const char *words; /* "国保上の世帯主", "マル学などで国保の世帯員" */
};
struct household_view {
    int64_t household_no, from_no; /* from_no: from whose page one came; 0 = nobody's */
    struct as_of_fields at;
    const struct addressee *head; /* NULL = nobody is head on this day */
    bool is_guarded;              /* 支援措置 of any member */
    bool is_hidden;               /* no address for this operator */
    const struct member_panel *members;
    size_t member_count;
    const struct insurance_member *others; /* 国保上の世帯: where it differs from the register's */
    size_t other_count;
    struct year_panel years[HOUSEHOLD_YEARS];
    struct subject_panels panels;
    struct collection_look payments; /* of the same years */
    const struct refunds_view *refunds; /* of its payers (views_refund.h) */
    bool may_see_eligibility, may_see_premium, may_see_payments;
};
/* Payments of a household's panel (screen_payments.c). */
MUST_CHECK enum err payments_read(struct screen_call *call, struct household_view *view);
const struct premium_decision *decided_newest(const struct year_panel *year); /* NULL = nothing is decided */
yen paid_of(const struct collection_look *look, const struct premium_decision *d, int instalment);
const char *charge_state(yen amount, yen paid, date due, date on);
const char *receipt_codes_words(struct arena *arena, const char *codes);

/* The page of one version, or of the newest. */
struct premium_view {
    int32_t year;
    const struct premium_decision *decisions; /* newest first */
    size_t count;
    const struct premium_decision *chosen;
    const struct premium_replay *replay; /* NULL: the alarm stands in the report */
    const struct report *alarm;
    struct text payer_name;
    const struct text *names; /* of replay->household.members; empty = not known */
    struct derivation *derivation;
};

/* The derivation as a tree: a step is told once, later mentions point back to it. */
struct derivation {
    const struct trace *trace;
    const struct text *names;
    size_t name_count;
    bool *is_told;
    trace_id parts[LEVY_PARTS]; /* the amount of each part; 0 = not levied */
    const trace_id *roots; /* the total first */
    size_t root_count;
    const trace_id *not_applied; /* tested, did not apply, and nothing was made of it */
    size_t not_applied_count;
};
struct derivation *derivation_of(const struct premium_replay *r, const struct text *names,
                                 struct arena *arena);
const char *derivation_how(const struct derivation *d, trace_id id, struct arena *arena);
const char *derivation_value(const struct trace_step *step, struct arena *arena);
const char *derivation_rounding(const struct derivation *d, trace_id id, struct arena *arena);

/* Two versions side by side. */
struct compare_line {
    const char *group, *label; /* group: of a household, whose line it is; "" = none */
    const char *before, *after;
    bool is_changed;
};
struct compare_list {
    struct compare_line *lines;
    size_t count, capacity, changed;
};
/* The texts live as long as the arena. */
const char *web_yen_words(struct arena *arena, yen amount); /* 1,234円 */
void compare_add(struct arena *arena, struct compare_list *list, const char *group, const char *label,
                 const char *before, const char *after);
struct compare_view {
    const struct premium_decision *before, *after;
    struct compare_list list;
};

/* 過去の再現: what a past day knew beside what is known now. */
struct past_view {
    int32_t year;
    const struct premium_decision *chosen;
    struct day_field day;
    bool is_of_day; /* of a day that was typed, not of the chosen decision */
    struct premium_past then, now;
    struct compare_list amounts, steps;
};

/* The job monitor. */
struct run_line {
    const struct run_record *run;
    const struct job *job; /* NULL = no such job in this version */
    int percent;           /* -1 = not known */
    int64_t minutes_left;  /* of a running one, at the pace so far; -1 = not known */
    const char *started, *ended;
};
struct run_view {
    struct run_line line;
    const char *totals;          /* what `job show` prints */
    const struct job_run *shown; /* with the conditions it ran under; NULL = the program has no such job */
    const struct output_list *list; /* of its lines, which he may ask for; NULL = there is none */
    const struct finding_count *counts;
    size_t count_count;
    const struct finding_record *findings;
    size_t finding_count;
    bool is_newest, may_approve, is_own;
    bool may_rerun;          /* this operator may have its findings worked again */
    int64_t findings_of;     /* the run whose findings this one worked again; 0 = all units */
    const char *again_words; /* why working again was refused; "" = it was not */
    struct text typed_count; /* what was typed to approve, and did not fit; len 0 = nothing wrong */
};

/* Both readings of a typed day: "令和8年4月1日（2026-04-01）"; "" when nothing was typed or it is wrong. */
const char *day_reading(const struct day_field *day, struct arena *arena);
/* Keeps the words with the session and leads to the result. */
MUST_CHECK enum err search_start(struct screen_call *call, struct text words);

/* ---------------------------------------------------------------------------- changes -------- */

/* A change as a line of a list. */
struct change_line {
    const struct change_record *record;
    const char *subject_name, *when; /* the name is "" when it is about nobody */
};
/* Lists of changes, and the kinds one may begin here. */
struct changes_view {
    enum change_subject subject;
    int64_t subject_no;          /* 0 = my drafts, what I may approve */
    const char *subject_name;
    const struct change_kind *kinds[64];
    size_t kind_count;
    const struct change_line *mine, *waiting, *past;
    size_t mine_count, waiting_count, past_count;
};

/* One declared field as it stands on a form. */
struct change_row {
    const struct change_field *field;
    struct text value;           /* as typed; of FIELD_SECRET always empty */
    const char *before, *after;  /* in words; after as it will be kept */
    const char *wrong;           /* NULL = nothing wrong */
    struct text standing;        /* what a field that one may not write sends back (AZ-14) */
    const struct change_code *choices; /* of FIELD_TICKS, and of a FIELD_CHOICE without codes */
    bool is_changed, may_write;
};
/* What usually comes next at the window, behind a change that is saved. */
struct follow_line {
    const char *label;
    struct url to;
};
struct change_view {
    const struct change_kind *kind;
    int64_t change_no, subject_no;
    const char *subject_name;
    const struct change_record *record; /* NULL on a form that is not kept yet */
    struct change_row *rows;
    size_t row_count;
    const struct change_warning *warnings;
    size_t warning_count, stop_count;
    const char *preview;         /* what would follow; "" = nothing to tell */
    const char *message;         /* over the form: "下書きに保存しました" */
    bool is_checked;             /* what follows has been shown: the next step registers */
    const struct edit_lock *lock; /* somebody else's; NULL = free or mine */
    const char *lock_since, *when;
    bool may_approve, is_own, may_undo, may_discard;
    int64_t cancellation_no;     /* waits for a second person; 0 = none */
    int64_t online_no;           /* オンライン申請 that it was made of; 0 = none */
    struct change_history history; /* steps, checks, warnings: of a change that is saved */
    struct follow_line *follows;
    size_t follow_count;
};
struct paste_view {
    const struct change_kind *kind;
    struct text table;
    const struct paste_line *lines;
    size_t count, wrong;
    bool is_done, was_tried;
};
/* 郵便番号と町名. */
struct towns_view {
    struct text typed;
    const struct town_entry **towns;
    size_t count;
};
extern const struct screen screen_towns;
/*
 * The address field that a postal code completes takes the town, when it is empty; what happened, in words.
 */
MUST_CHECK enum err towns_fill(struct screen_call *call, struct change_call *change,
                               const char **ret_message);
bool towns_can_fill(const struct change_kind *kind);
/* 文字を探す (OP-28): for a draft's field, or for words to search with. */
struct character_line {
    const struct character_hit *hit;
    char bytes[CHARACTER_BYTES];
};
struct characters_view {
    struct text typed, strokes, part, words;
    const struct change_kind *kind; /* NULL = for no form */
    int64_t change_no;
    struct url back;                /* the form */
    struct text field;
    const char *wrong, *message;    /* NULL = nothing to say */
    const struct character_line *lines;
    size_t count, total;
    bool was_asked;
};
extern const struct screen screen_characters;
struct url characters_url(int64_t change_no); /* 0 = for no form */
bool characters_can_be_put(const struct change_kind *kind);
/* The rows of a change: what stands now beside what was typed. */
/* What would follow, in words (the kind's preview). */
MUST_CHECK enum err change_ahead(struct screen_call *call, struct change_call *change,
                                 struct change_view *view);
MUST_CHECK enum err change_rows(struct screen_call *call, const struct change_call *change,
                                struct change_view *view);
MUST_CHECK enum err changes_mine(struct screen_call *call, const struct change_line **ret, size_t *ret_count);
MUST_CHECK enum err changes_waiting(struct screen_call *call, const struct change_line **ret,
                                    size_t *ret_count);
/* For the menu, which names nobody: own drafts and returned ones by kind, how many wait for approval. */
MUST_CHECK enum err changes_open(struct screen_call *call, struct changes_view *ret);
/* 個人設定: how many lines of a list at once. */
MUST_CHECK enum err list_rows(struct screen_call *call, size_t *ret);
MUST_CHECK enum err subject_panels_read(struct screen_call *call, enum change_subject subject,
                                        int64_t subject_no, int64_t known_at, struct subject_panels *ret);
struct tasks_view {
    struct text condition;
    const char *message;
    const struct work_list *lists;
    const struct task *tasks;
    size_t list_count, count;
    int64_t total, after;
    date today;
};
struct task_view {
    struct task task;
    const char *subject_name;
    const struct task_step *steps;
    size_t step_count;
    struct url next; /* where it is worked off */
    const char *next_label; /* NULL = nowhere but at the subject */
};
/* A value as people read it: the label of a code, both readings of a day. */
const char *change_value_words(const struct change_field *field, struct text value, struct arena *arena);
struct url change_url(int64_t change_no);
struct url change_resume_url(const struct change_record *record); /* the form of a draft */
struct url change_begin_url(const struct change_kind *kind, int64_t subject_no);
struct url subject_url(enum change_subject subject, int64_t subject_no);
struct url changes_url(enum change_subject subject, int64_t subject_no);
/* "氏名" of a person or of the head of a household; "" when nobody knows. He is recorded as seen. */
MUST_CHECK enum err subject_name(struct screen_call *call, enum change_subject subject, int64_t subject_no,
                                 const char **ret);
/* "R8.6.5 13:05"; "—" for 0. */
const char *moment_words(struct arena *arena, int64_t ms);

const char *kind_of_decision(enum assessment_kind kind); /* 当初, 増額, 減額 */
const char *task_source_label(struct text source); /* 取込, 一括処理, ... */
const char *task_actor_label(struct text actor, struct arena *arena); /* a person's number, or what made it */
const char *fact_label(enum eligibility_fact_kind kind);
const char *eligibility_event_label(const struct eligibility_event *event);
const char *event_how_label(enum event_how how);
struct url premium_url(const struct premium_decision *d);         /* its version */
struct url premium_year_url(const struct premium_decision *d);
struct url notice_url(const struct premium_decision *d); /* preview, of its payer and year */
struct url notice_print_url(const struct premium_decision *d);
struct url slip_url(const struct premium_decision *d);
struct url certificate_url(int64_t payer_no);
struct url premium_compare_url(const struct premium_decision *d);
struct url premium_past_url(const struct premium_decision *d);
struct url taxes_url(const struct premium_decision *d); /* 税務の照会 of its household */
struct url household_url(int64_t household_no);
/* The same, saying from whose page one came (RP-07); 0 = nobody's. */
struct url household_url_from(int64_t household_no, int64_t from_no);
struct url person_url_from(int64_t addressee_no, int64_t from_no);
/* A place on the same page by its id: a fixed name, never outside words. */
struct url url_anchor(const char *id);
struct url person_url(int64_t addressee_no);
struct url household_compare_url(const struct household_view *view);

const char *sex_label(int sex);       /* 男, 女, 不明 */
const char *status_label(int status); /* 住民, 転出, ... */
const char *kind_label(int kind);

extern const struct screen screen_changes, screen_changes_person, screen_changes_household, screen_change_new,
    screen_change_guarded, screen_change, screen_change_step, screen_paste, screen_tasks, screen_task,
    screen_note, screen_settings;
extern const struct screen screen_outputs, screen_output_ask, screen_output, screen_output_decide,
    screen_output_take, screen_output_file, screen_records, screen_alerts, screen_alert_review,
    screen_measures, screen_number, screen_users, screen_rights, screen_rights_decide, screen_rights_review,
    screen_rights_matrix, screen_terminals, screen_number_check, screen_messages, screen_message;
extern const struct screen screen_debits, screen_household_debit;
struct url household_debit_url(int64_t household_no);

#endif
