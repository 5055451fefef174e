/*
 * kokuho verify -- proves the invariants of data and money, and prints what the tables hold.
 *
 * Each capability brings its tables (with the columns that say something) and a function that adds one line
 * per broken invariant; the records of looks and changes are proved too. Two data folders that say the same
 * thing have the same digests.
 */
#include "verify.h"

#include "addressee/addressee.h"
#include "arrears/arrears.h"
#include "audit/audit.h"
#include "books/books.h"
#include "casework/casework.h"
#include "certificate/certificate.h"
#include "collection/collection.h"
#include "debit/debit.h"
#include "demand/demand.h"
#include "disclosure/disclosure.h"
#include "eligibility/eligibility.h"
#include "finance/finance.h"
#include "inquiry/inquiry.h"
#include "ledger/ledger.h"
#include "output/output.h"
#include "payin/payin.h"
#include "premium/premium.h"
#include "slip/slip.h"
#include "refund/refund.h"
#include "remedy/remedy.h"
#include "restriction/restriction.h"
#include "retention/retention.h"
#include "online/online.h"
#include "support/support.h"
#include "trial/trial.h"
#include "enrolment/enrolment.h"
#include "onward/onward.h"
#include "withholding/withholding.h"

#include <inttypes.h>
#include <jansson.h>
#include <pthread.h>

static enum err run(struct command_call *call);

const struct command command_verify = {
    .name = "verify",
    .synopsis = "[--json]",
    .summary = "データと金額の整合性を確かめる",
    .help = "すべての不変条件（期別の合計＝決定額、調定＝仕訳、資格の重なり など）を確かめ、\n"
            "表ごとの件数と要約値を出します。\n"
            "  0  すべて成り立っています\n"
            "  1  成り立たないものがあります（一覧が出ます）\n",
    .run = run,
};

/* One line of `report` for each broken invariant, and ERR_FINDINGS when there is one. */
typedef enum err (*verify_fn)(struct store *s, struct report *report);

static const struct part {
    const struct store_table *tables;
    const size_t *table_count;
    verify_fn verify; /* NULL: what must hold is held by CHECKs of the tables themselves */
} parts[] = {
    {addressee_tables, &addressee_table_count, addressee_verify},
    {eligibility_tables, &eligibility_table_count, eligibility_verify},
    {enrolment_tables, &enrolment_table_count, enrolment_verify},
    {onward_tables, &onward_table_count, onward_verify},
    {slip_tables, &slip_table_count, slip_verify},
    {premium_tables, &premium_table_count, premium_verify},
    {withholding_tables, &withholding_table_count, withholding_verify},
    {certificate_tables, &certificate_table_count, certificate_verify},
    {collection_tables, &collection_table_count, collection_verify},
    {demand_tables, &demand_table_count, demand_verify},
    {refund_tables, &refund_table_count, refund_verify},
    {debit_tables, &debit_table_count, debit_verify},
    {payin_tables, &payin_table_count, payin_verify},
    {books_tables, &books_table_count, books_verify},
    {finance_tables, &finance_table_count, finance_verify},
    {arrears_tables, &arrears_table_count, arrears_verify},
    {restriction_tables, &restriction_table_count, restriction_verify},
    {support_tables, &support_table_count, support_verify},
    {online_tables, &online_table_count, online_verify},
    {ledger_tables, &ledger_table_count, ledger_verify},
    {casework_tables, &casework_table_count, casework_verify},
    {output_tables, &output_table_count, NULL},
    {disclosure_tables, &disclosure_table_count, disclosure_verify},
    {trial_tables, &trial_table_count, NULL},
    {remedy_tables, &remedy_table_count, NULL},
    {inquiry_tables, &inquiry_table_count, inquiry_verify},
    {retention_tables, &retention_table_count, retention_verify},
};

/* Sums a person compares at a glance; every one is a sum over postings. */
static enum err add_sums(struct store *s, struct report *report, json_t *sums)
{
    for (int a = 0; a < ACCOUNT_COUNT; a++) {
        yen balance;
        enum err e = ledger_balance(s, (enum account)a, 0, 0, "", report, &balance);
        if (e != ERR_NONE) {
            return e;
        }
        yen closed = 0; /* what is past its retention counts with its sums */
        e = ledger_closing_balance(s, (enum account)a, 0, "", "", report, &closed);
        if (e != ERR_NONE) {
            return e;
        }
        json_object_set_new(sums, ledger_accounts[a].name, json_integer(balance + closed));
    }
    return ERR_NONE;
}

static enum err verify_part(const struct part *part, struct store *s, struct report *report,
                            struct report *broken)
{
    size_t before = broken->kept;
    enum err e = part->verify != NULL ? part->verify(s, broken) : ERR_NONE;
    if (e == ERR_NONE || e == ERR_FINDINGS) {
        return ERR_NONE;
    }
    const char *why = broken->kept > before ? broken->lines[broken->kept - 1] : "理由の行が残っていません";
    return report_fail(report, e, "点検を終えられません: %s", why); /* the last line is of what failed */
}

/* Proofs under way: each reader takes the next part; what it found waits until those before it are told. */
struct proofs {
    pthread_mutex_t lock;
    size_t taken;
    enum err results[COUNT_OF(parts)];
    struct report reports[COUNT_OF(parts)], broken[COUNT_OF(parts)];
};
static void prove_parts(void *context, struct store *own)
{
    struct proofs *p = context;
    for (;;) {
        pthread_mutex_lock(&p->lock);
        size_t at = p->taken++;
        pthread_mutex_unlock(&p->lock);
        if (at >= COUNT_OF(parts)) {
            return;
        }
        p->results[at] = verify_part(&parts[at], own, &p->reports[at], &p->broken[at]);
    }
}

static void report_move(struct report *to, const struct report *from)
{
    for (size_t i = 0; i < from->kept; i++) {
        report_add(to, "%s", from->lines[i]);
    }
    to->count += from->count - from->kept;
}

/* In the order of the parts, up to the first that could not be proved. */
static enum err tell(struct proofs *p, struct report *report, struct report *broken)
{
    enum err e = ERR_NONE;
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (e == ERR_NONE) {
            e = p->results[i];
            report_move(report, &p->reports[i]);
            report_move(broken, &p->broken[i]);
        }
        report_done(&p->reports[i]);
        report_done(&p->broken[i]);
    }
    return e;
}

enum err verify_findings(const struct session *session, struct report *report, struct report *broken)
{
    struct proofs p = {.lock = PTHREAD_MUTEX_INITIALIZER};
    struct store *stores[STORE_BESIDE_MAX];
    size_t count = store_beside_count();
    enum err e = store_open_beside(session->store, session->folder.store_url, count, report, stores);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        report_init(&p.reports[i]);
        report_init(&p.broken[i]);
    }
    store_read_beside(stores, count, prove_parts, &p);
    for (size_t i = 0; i < count; i++) {
        store_close(stores[i]);
    }
    return tell(&p, report, broken);
}

static enum err verify_all(struct store *s, struct report *report, struct report *broken,
                           json_t *tables)
{
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        enum err e = verify_part(&parts[i], s, report, broken);
        if (e != ERR_NONE) {
            return e;
        }
        for (size_t k = 0; k < *parts[i].table_count; k++) {
            const struct store_table *t = &parts[i].tables[k];
            int64_t rows;
            struct row_digest digest = {0, 0};
            char hex[33];
            e = store_table_digest(s, t, report, &rows, &digest);
            if (e != ERR_NONE) {
                return e;
            }
            row_digest_format(&digest, hex);
            json_object_set_new(tables, t->name,
                                json_pack("{s:I,s:s}", "rows", (json_int_t)rows, "digest", hex));
        }
    }
    return ERR_NONE;
}

static void print_plain(FILE *out, const struct report *broken, json_t *tables, json_t *sums)
{
    const char *name;
    json_t *value;
    fprintf(out, "%-28s %12s  %s\n", "表", "件数", "要約値");
    json_object_foreach(tables, name, value) {
        fprintf(out, "%-28s %12" PRId64 "  %s\n", name,
                (int64_t)json_integer_value(json_object_get(value, "rows")),
                json_string_value(json_object_get(value, "digest")));
    }
    for (int a = 0; a < ACCOUNT_COUNT; a++) {
        char amount[40];
        yen_format((yen)json_integer_value(json_object_get(sums, ledger_accounts[a].name)), amount,
                   sizeof(amount));
        fprintf(out, "%s（%s）残高 %s 円\n", ledger_accounts[a].label, ledger_accounts[a].name, amount);
    }
    if (broken->count == 0) {
        fprintf(out, "すべての不変条件が成り立っています\n");
        return;
    }
    fprintf(out, "成り立たない条件 %zu件\n", broken->count);
    report_print(broken, out);
}

static void print_json(FILE *out, const struct report *broken, json_t *tables, json_t *sums)
{
    json_t *list = json_array();
    for (size_t i = 0; i < broken->kept; i++) {
        json_array_append_new(list, json_string(broken->lines[i]));
    }
    json_t *answer = json_pack("{s:b,s:o,s:O,s:O}", "ok", broken->count == 0, "broken", list,
                               "tables", tables, "sums", sums);
    json_dumpf(answer, out, JSON_COMPACT | JSON_SORT_KEYS);
    fputc('\n', out);
    json_decref(answer);
}

static enum err run(struct command_call *call)
{
    size_t words;
    struct session session;
    struct report broken;
    enum err e = command_options(call, NULL, 0, NULL, 0, &words);
    if (e != ERR_NONE) {
        return e;
    }
    e = session_open(call, STORE_READ, PERM_NONE, &session);
    if (e != ERR_NONE) {
        return e;
    }
    report_init(&broken);
    json_t *tables = json_object(), *sums = json_object();
    e = verify_all(session.store, call->report, &broken, tables);
    if (e == ERR_NONE) { /* the chain of the records, their signed heads and their indexes */
        struct audit_proof proof;
        enum err proved = audit_verify(&session.folder, &broken, &proof);
        e = proved == ERR_FINDINGS ? ERR_NONE : proved;
        if (e != ERR_NONE) {
            report_print(&broken, stderr);
        }
    }
    if (e == ERR_NONE) {
        e = add_sums(session.store, call->report, sums);
    }
    if (e == ERR_NONE) {
        (call->json ? print_json : print_plain)(call->out, &broken, tables, sums);
        e = broken.count == 0 ? ERR_NONE : ERR_FINDINGS;
    }
    json_decref(tables);
    json_decref(sums);
    report_done(&broken);
    session_close(&session);
    return e;
}
