/*
 * 運用 -- who works with the system, what he may do, and the folder it works in.
 *
 * An operator is named in every change; permissions are closed and default to deny. The full frame of
 * users, terminals and access records grows on this header.
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
    PERM_PREMIUM_VIEW,
    PERM_PREMIUM_RUN,
    PERM_PREMIUM_APPROVE,
    PERM_PARAMS_PROPOSE,
    PERM_PARAMS_APPROVE,
    PERM_NOTICE_PRINT,
    /* 処理 */
    PERM_IMPORT_RUN,
    PERM_JOB_VIEW,
    /* 事務: 作業一覧, メモ, 出力 */
    PERM_CASE_VIEW,
    PERM_CASE_CHANGE,
    PERM_CASE_ASSIGN,
    PERM_NOTE_CHANGE,
    PERM_OUTPUT_REQUEST,
    PERM_OUTPUT_APPROVE,
    PERM_OUTPUT_MEDIA,
    /* 利用者・権限・端末: never together with a right above (AZ-07) */
    PERM_OPERATOR_MANAGE,
    PERM_RIGHTS_REQUEST,
    PERM_RIGHTS_APPROVE,
    PERM_TERMINAL_MANAGE,
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
enum permission_class { CLASS_BUSINESS = 1, CLASS_ADMINISTRATION, CLASS_AUDIT };
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

/* Who works, with what he may do at this moment and at this terminal. */
struct operator_identity {
    char id[33];    /* "fuka1" */
    char name[97];  /* 表示名 */
    char section[49]; /* 係 */
    struct permission_set permissions;
    int64_t addressee_no; /* his own, when he lives in the ward; 0 = none known (AZ-19) */
};
static inline bool operator_may(const struct operator_identity *o, enum permission p)
{
    return permission_in(&o->permissions, p);
}
bool ops_permission_find(struct text name, enum permission *ret);
/* "premium.run,import.run"; a name that is not known is ERR_INPUT. */
MUST_CHECK enum err ops_permissions_parse(struct text names, struct report *report,
                                          struct permission_set *ret);
struct text ops_permissions_format(const struct permission_set *set, struct arena *arena);
/* Registered and inside his period on `on`; anyone else is ERR_INPUT. */
MUST_CHECK enum err ops_operator_find(struct store *s, struct text id, date on,
                                      struct report *report, struct operator_identity *ret);

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
const char *ops_share(void); /* KOKUHO_SHARE, or where the program was built */
MUST_CHECK enum err data_folder_open(const char *path, struct report *report, struct data_folder *ret);

/* A secret of 32 bytes by name from DIR/keys/, made on first use (mode 0600). */
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
};
MUST_CHECK enum err session_open(struct command_call *call, enum store_access access,
                                 enum permission needed, struct session *ret);
void session_close(struct session *s);

int64_t clock_now_ms(void); /* the only clock of the program: recorded times */

MUST_CHECK enum err ops_operator_add(struct session *s, const struct operator_identity *who,
                                     struct text password, struct report *report);
/* Practice log-in: password and one-time code (TOTP); used by web and by `operator code`. */
MUST_CHECK enum err ops_operator_code(struct session *s, struct text id, struct report *report,
                                      char ret_code[7]);
MUST_CHECK enum err ops_login(struct session *s, struct text id, struct text password,
                              struct text code, struct report *report,
                              struct operator_identity *ret);

/* kokuho init, kokuho operator ... */
extern const struct command command_init, command_operator;

#endif
