/*
 * 運用 -- who works with the system, what he may do, and the folder it works in.
 *
 * An operator is named in every change; permissions are closed and default to deny. Users, requests and
 * the effective right stand in ops/rights.h, log-in in ops/login.h, terminals in ops/terminal.h.
 */
#ifndef KOKUHO_OPS_H
#define KOKUHO_OPS_H

#include "base/arena.h"
#include "base/date.h"
#include "base/report.h"
#include "base/text.h"
#include "store/store.h"

/* 機能 x 操作. The table in ops/permissions.c carries name, label and what kind of right it is. */
enum permission {
    PERM_NONE = 0, /* an entry that declares this does not start */
    /* 宛名 */
    PERM_ADDRESSEE_VIEW,
    PERM_ADDRESSEE_ADD,
    PERM_ADDRESSEE_CHANGE,
    PERM_ADDRESSEE_MERGE,
    PERM_ADDRESSEE_APPROVE,
    PERM_ACCOUNT_VIEW,
    PERM_ACCOUNT_CHANGE,
    PERM_STATUS_OF_RESIDENCE_VIEW,
    /* 個人番号・住民票コード */
    PERM_NUMBER_VIEW,
    PERM_NUMBER_SEARCH,
    PERM_NUMBER_CHANGE,
    PERM_NUMBER_PRINT,
    PERM_RESIDENT_CODE_VIEW,
    /* 支援措置 */
    PERM_RESTRICTED_VIEW,
    PERM_RESTRICTED_CHANGE,
    PERM_RESTRICTED_APPROVE,
    PERM_RESTRICTED_RELEASE,
    /* 資格・賦課 */
    PERM_ELIGIBILITY_VIEW,
    PERM_ELIGIBILITY_CHANGE,
    PERM_ELIGIBILITY_APPROVE,
    PERM_PREMIUM_VIEW,
    PERM_PREMIUM_RUN,
    PERM_PREMIUM_APPROVE,
    PERM_TRIAL_VIEW,  /* 料額試算 */
    PERM_TRIAL_RATES, /* 料率試算 */
    PERM_PARAMS_PROPOSE,
    PERM_PARAMS_APPROVE,
    PERM_NOTICE_PRINT,
    /* 収納・滞納 */
    PERM_COLLECTION_VIEW,
    PERM_COLLECTION_CHANGE,
    PERM_COLLECTION_APPROVE,
    PERM_COLLECTION_RUN,
    PERM_COLLECTION_CLOSE,
    PERM_SLIP_PRINT,
    PERM_ARREARS_VIEW,
    PERM_ARREARS_CHANGE,
    PERM_ARREARS_APPROVE,
    /* 処理 */
    PERM_IMPORT_RUN,
    PERM_JOB_VIEW,
    PERM_NIGHT_RUN, /* the plan of the machine: closes days, deletes what is past its day */
    /* 事務: 作業一覧, メモ, 出力 */
    PERM_CASE_VIEW,
    PERM_CASE_CHANGE,
    PERM_CASE_ASSIGN,
    PERM_NOTE_CHANGE,
    PERM_OUTPUT_REQUEST,
    PERM_OUTPUT_APPROVE,
    PERM_OUTPUT_MEDIA,
    PERM_DISCLOSURE_MAKE,
    PERM_DISCLOSURE_APPROVE,
    /* 利用者・権限・端末: never together with a right above (AZ-07) */
    PERM_OPERATOR_MANAGE,
    PERM_RIGHTS_REQUEST,
    PERM_RIGHTS_APPROVE,
    PERM_TERMINAL_MANAGE,
    PERM_KEY_MANAGE,
    /* 記録: the reviewer, the auditor */
    PERM_AUDIT_VIEW,
    PERM_AUDIT_REVIEW,
    PERM_AUDIT_EXPORT,
    PERM_COUNT
};
enum action { /* 照会 登録 修正 削除 出力 承認 実行 */
    ACTION_VIEW = 1,
    ACTION_ADD,
    ACTION_CHANGE,
    ACTION_DELETE,
    ACTION_OUTPUT,
    ACTION_APPROVE,
    ACTION_RUN,
};
const char *ops_action_label(enum action action);
/* No person holds two of the first three (AZ-07, AZ-18). A request alone changes nothing: beside any. */
enum permission_class { CLASS_BUSINESS = 1, CLASS_ADMINISTRATION, CLASS_AUDIT, CLASS_ANY };
struct permission_entry {
    const char *name;     /* "premium.run" */
    const char *label;    /* "賦課処理の実行" */
    const char *function; /* "賦課" */
    enum action action;
    enum permission_class class;
    const char *basis;    /* where the 個人番号 is touched: the duty and its article; else NULL */
};
extern const struct permission_entry ops_permissions[PERM_COUNT];

/* A set of rights; everything outside is denied. */
#define PERMISSION_WORDS 2
struct permission_set {
    uint64_t bits[PERMISSION_WORDS];
};
_Static_assert(PERM_COUNT <= PERMISSION_WORDS * 64, "more rights than bits");
static inline bool permission_in(const struct permission_set *set, enum permission p)
{
    return p > PERM_NONE && p < PERM_COUNT && (set->bits[p / 64] >> p % 64 & 1u) != 0;
}
static inline void permission_add(struct permission_set *set, enum permission p)
{
    assert(p > PERM_NONE && p < PERM_COUNT);
    set->bits[p / 64] |= UINT64_C(1) << p % 64;
}

/* 特定個人情報ファイル: 資格, 賦課, 給付, 収滞納 (S4). */
enum data_file { FILE_ELIGIBILITY = 1, FILE_PREMIUM = 2, FILE_BENEFIT = 4, FILE_COLLECTION = 8,
                FILE_ALL = 15 };
/* Rights that reach only one office or only some files. */
struct right_scope {
    char office[17];    /* 特別出張所; "" = all */
    unsigned files;     /* of enum data_file */
    struct permission_set permissions;
};
#define RIGHT_SCOPES_MAX 8
enum user_kind { USER_REGULAR = 1, USER_TEMPORARY, USER_CONTRACTOR, USER_SERVICE };

/* Who works, with what he may do at this moment and at this terminal. */
struct operator_identity {
    char id[33];    /* "fuka1" */
    char name[97];  /* 表示名 */
    char section[49]; /* 係 */
    char office[17];  /* 本庁 = "" */
    enum user_kind kind;
    struct permission_set permissions; /* in any scope */
    struct right_scope scopes[RIGHT_SCOPES_MAX];
    size_t scope_count;
    int64_t addressee_no; /* his own, when he lives in the ward; 0 = none known (AZ-19) */
    int64_t emergency_until; /* ms: some of it comes from an emergency; 0 = none */
    int64_t
        sessions_from; /* ms: an administrator gave him a new password; what began before is over (AU-18) */
};
static inline bool operator_may(const struct operator_identity *o, enum permission p)
{
    return permission_in(&o->permissions, p);
}
/* The same for the data of one office ("" = of none) and one file (AZ-10). */
bool operator_may_in(const struct operator_identity *o, enum permission p, struct text office,
                     enum data_file file);
bool ops_permission_find(struct text name, enum permission *ret);
/* "premium.run,import.run"; a name that is not known is ERR_INPUT. */
MUST_CHECK enum err ops_permissions_parse(struct text names, struct report *report,
                                          struct permission_set *ret);
struct text ops_permissions_format(const struct permission_set *set, struct arena *arena);
/*
 * Registered and inside his period on `on`; anyone else is ERR_INPUT. His rights are those of his duties
 * and his own, without what is denied, cut by those of the terminal ("" = a command or the loopback of
 * practice: not cut). One small read a call; the set is kept for 60 seconds at most and forgotten at every
 * change made through this folder (AZ-15).
 */
MUST_CHECK enum err ops_operator_find(struct store *s, struct text id, struct text terminal, date on,
                                      int64_t now, struct report *report,
                                      struct operator_identity *ret);

/*
 * The data folder: DIR/kokuho.ini (municipality, store, business date), DIR/kokuho.db, DIR/params/,
 * DIR/keys/ (never in the database), DIR/files/ (receipts' originals, notices as sent).
 */
struct data_folder {
    char path[512];
    char municipality[8];   /* "131041" */
    char store_url[640];
    char params[600];       /* DIR/params: national/ and municipal/<code>/ */
    char share[512];        /* layouts/, maps/, params/ as delivered */
    date business_date;     /* of the folder, or of --business-date */
    bool is_practice;
};
MUST_CHECK enum err data_folder_open(const char *path, struct report *report, struct data_folder *ret);

/* The active version of a secret by name from DIR/keys/, made on first use (mode 0600; ops/keys.h). */
MUST_CHECK enum err data_folder_key(const struct data_folder *f, const char *name,
                                    unsigned char ret[32], struct report *report);

/* What every command gets: parsed common options, the folder, the operator. */
struct command_call {
    int argc;
    char **argv; /* what stands after the command's name, common options taken out */
    const char *data;          /* --data, KOKUHO_DATA or "var" */
    const char *operator_id;   /* --operator or KOKUHO_OPERATOR; NULL when absent */
    date business_date;        /* --business-date; date_none() when absent */
    bool json;
    FILE *out;                 /* answers */
    struct report *report;     /* words for standard error */
};

struct command {
    const char *name;
    const char *synopsis; /* "--municipality CODE" */
    const char *summary;  /* one line, Japanese */
    const char *help;     /* the manual page of `kokuho help NAME` */
    enum err (*run)(struct command_call *call);
};

/* Options of one command: "--name VALUE" or "--name=VALUE" or a flag. Unknown words are ERR_INPUT. */
struct option_spec {
    const char *name;   /* "--year" */
    bool takes_value;
    const char **value; /* set to the text; for a flag to "" */
};
MUST_CHECK enum err command_options(struct command_call *call, const struct option_spec *specs,
                                    size_t count, const char **positional, size_t positional_max,
                                    size_t *ret_positional);
/* Opens folder and store and finds the operator; checks the permission (PERM_NONE: no operator needed). */
struct audit_log; /* audit/audit.h */
struct session {
    struct data_folder folder;
    struct store *store;
    struct operator_identity operator;
    struct audit_log *audit; /* of this process: looks and changes are recorded through it */
    const char *terminal;    /* "" = a command */
    const char *purpose;     /* what the operator said he works on; "" = nothing said */
    int64_t job_token;       /* of the gate that its last job went through (batch); 0 = none yet */
};
MUST_CHECK enum err session_open(struct command_call *call, enum store_access access,
                                 enum permission needed, struct session *ret);
void session_close(struct session *s);
/*
 * What records a command (LG-08), set by the program; NULL = nothing does (tests). `opened` is called when
 * the operator and his right are known, with ERR_NONE, or with what refused him; a command whose beginning
 * cannot be recorded does not begin (LG-14). It fills session.audit. `closing` is called by
 * session_close().
 */
struct session_recorder {
    enum err (*opened)(struct command_call *call, struct session *s, enum err outcome);
    void (*closing)(struct session *s);
};
extern const struct session_recorder *session_recorder;

int64_t clock_now_ms(void); /* the only clock of the program: recorded times */
void clock_pass(int64_t ms); /* returns when this millisecond is over */
/* The day of a moment in Japan (UTC+9, no summer time), and its minute of that day. */
date clock_day(int64_t at);
int clock_minute(int64_t at);
/* Midnight that begins the day, in Japan, as ms UTC; clock_day() is the way back. */
int64_t moment_of_day(date day);

/* kokuho init, operator, rights, terminal */
extern const struct command command_init, command_operator, command_rights, command_terminal;

/* What the tables say about a person (開示請求). */
extern const struct store_held ops_held[];
extern const size_t ops_held_count;

#endif
