/*
 * 画面 -- a screen is declared once; menu, permission check, F-keys, help page and access record read it.
 *
 * The frame (frame.c) does what every screen needs: session, permission, form token, page around it, and
 * the access record that must be durable before a page with personal data leaves.
 */
#ifndef KOKUHO_WEB_SCREEN_H
#define KOKUHO_WEB_SCREEN_H

#include "addressee/addressee.h"
#include "audit/audit.h"
#include "web/form.h"
#include "web/html.h"
#include "web/gate.h"

#define SCREEN_NUMBERS_MAX 4

enum screen_door {
    DOOR_PERMISSION = 0, /* whoever has the permission */
    DOOR_EVERY_OPERATOR, /* help, log-out: any operator who is logged in */
    DOOR_LOGIN,          /* the log-in itself: one screen */
};

/* Whose data a path names: its first number. */
enum screen_about { ABOUT_NOBODY = 0, ABOUT_PERSON, ABOUT_HOUSEHOLD };

struct screen_call;

/* 項目の説明: the rule of a field and an example, for the help page. */
struct screen_field {
    const char *name, *label, *help;
};

struct screen {
    const char *path;    /* "/premium/#/#": # stands for a number */
    const char *name;    /* "premium" */
    const char *label;   /* "賦課の照会" */
    enum screen_door door;
    enum permission permission; /* with DOOR_PERMISSION; PERM_NONE does not start */
    int f_key;           /* 1 .. 10; 0 = none */
    bool is_in_menu;
    bool shows_persons;  /* each page is recorded, with whose data stood on it */
    enum screen_about about; /* numbers[0] is a person or a household */
    bool only_reads;     /* show() writes nothing: the page is read from one state of the database */
    bool needs_step_up;  /* the password again when it was asked more than 5 minutes ago (AU-20) */
    bool may_repeat;     /* the same form may be sent twice: a search, a kept draft */
    enum audit_kind act_kind; /* of a POST in the record; 0 = AUDIT_CHANGE */
    bool is_record;      /* act() only says what is to be recorded: one record, behind it */
    bool is_search;      /* counts against searches_per_minute, too (AS-09) */
    const char *number_field; /* of its form, where a 個人番号 may be typed and is hashed; NULL = none */
    /* Fields of its form that are no words: numbers of ours, secrets, what has a reader of its own. Nobody
     * looks for a 個人番号 in them; up to NULL, NULL = every field is looked through. */
    const char *const *no_words;
    const char *event;   /* of the access record: "premium.look" */
    const char *help;    /* the help page, plain Japanese */
    const char *reading; /* "けんさく": what one types in the palette to find it; NULL = not there */
    const struct screen_field *fields; /* help of its fields, up to {NULL}; NULL = it has none */
    enum err (*show)(struct screen_call *call); /* GET; NULL = only POST */
    enum err (*act)(struct screen_call *call);  /* POST; NULL = only GET */
};

extern const struct screen *const screens[];
extern const size_t screen_count;

/* Who stood on the page. */
struct seen_person {
    int64_t addressee_no, household_no;
};

/* One request on one screen. Everything lives in `arena` until the page is sent. */
struct screen_call {
    const struct screen *screen;
    struct session *session; /* folder, store of this worker, operator */
    struct web_session *login; /* NULL on the log-in screen */
    struct login_gate *gate;
    struct arena *arena;
    struct report *report;
    const char *terminal; /* of the terminals' list; "" = loopback of practice */
    const char *peer;     /* its address */
    struct text certificate; /* its serial */
    char correlation[17]; /* names this request in record, page and log */
    int64_t now;
    int64_t numbers[SCREEN_NUMBERS_MAX]; /* of the path */
    struct form query, form;
    struct html html;  /* what stands inside the frame */
    const char *title; /* of the page, without personal data; NULL = the label */
    int status;        /* 200 unless the screen says so */
    struct url location; /* where a POST leads; path[0] == 0: nowhere */
    struct text file;    /* a document in place of the page (len 0 = none); lives in `arena` */
    const char *file_type; /* "application/pdf" */
    int64_t household_no, addressee_no; /* whom the page is about: the palette offers what fits; 0 = nobody */
    char token[SESSION_TOKEN_HEX]; /* a new session for the cookie */
    bool ends_session;
    struct seen_person *seen;
    size_t seen_count, seen_capacity;
    /* What else the record says; the frame masks what needs masking. */
    struct text criteria;     /* words of a search, as typed */
    int64_t result_count;     /* hits; -1 = does not apply */
    enum audit_number number; /* a 個人番号 stands on the page or in the file */
    struct text reason;
    bool is_printed;          /* `file` is for the printer, not a preview */
};

/* A person's data stand on the page (household_no 0 = not known here). */
void screen_saw(struct screen_call *call, int64_t addressee_no, int64_t household_no);
/* The same under all his numbers: also those that were merged. */
void screen_saw_all(struct screen_call *call, const struct guard *guard, int64_t household_no);
/*
 * From whose page one came ("from" of the query, RP-07): for the guard, and told in the record; 0 =
 * nobody's.
 */
int64_t screen_came_from(struct screen_call *call);

/* ERR_INPUT with words: a screen without permission, a path or key that stands twice ... */
MUST_CHECK enum err screens_check(const struct screen *const *list, size_t count,
                                  struct report *report);
/* The screen of a path, its numbers read; NULL when there is none. Pure. */
const struct screen *screen_of_path(const struct screen *const *list, size_t count, struct text path,
                                    int64_t ret_numbers[SCREEN_NUMBERS_MAX]);
/* Where the log-in and the pages between lead: the page that was asked for, when it is one of ours. Numbers
 * and names of its query go along; typed words do not, so that none stands in a second address line. */
#define SCREEN_NEXT_MAX 160
bool screen_query_is_plain(struct text query);
struct url screen_next(struct text next);
/* A document that is printed for this request and sent in place of the page; nothing of it stays. */
typedef enum err (*screen_paper_fn)(struct screen_call *call, const void *context, const char *path);
MUST_CHECK enum err screen_answer_paper(struct screen_call *call, screen_paper_fn print, const void *context);
/* Commit when all went well, else back. */
MUST_CHECK enum err screen_end(struct screen_call *call, enum err e);
bool screen_may(const struct screen *s, const struct operator_identity *who);
/* What was refused, in its own words for the page that is shown again (422); the report is then empty. */
const char *screen_told(struct screen_call *call);
/* The screen of F1 .. F10; NULL when no screen has the key. */
const struct screen *screen_of_key(int f_key);
const struct screen *screen_of_name(struct text name);
/* Where its key leads from here: help of this screen, the palette with what fits this page. */
struct url screen_key_url(const struct screen_call *call, const struct screen *s);
/* "080401" with the year of the business date; an empty field is the business date. */
bool screen_date(const struct screen_call *call, struct text typed, date *ret);
/* "R8.6.5 13:05" in Japan. */
size_t moment_format(int64_t ms, char buf[DATE_TEXT_BYTES + 8]);

extern const struct screen screen_lock, screen_unlock, screen_step_up, screen_password, screen_own_record;
extern const struct screen screen_login, screen_logout, screen_purpose, screen_menu, screen_search,
    screen_search_result, screen_search_typing, screen_household, screen_premium, screen_premium_version,
    screen_premium_compare, screen_premium_past, screen_jobs, screen_job, screen_job_approve,
    screen_job_again,
    screen_parameters, screen_help, screen_palette, screen_date_readings, screen_household_compare,
    screen_person, screen_notice, screen_notice_print, screen_slip, screen_printed,
    screen_certificate, screen_papers;

#endif
