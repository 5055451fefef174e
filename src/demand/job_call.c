/*
 * 電話催告リスト (CO-47, PX-20) and its stop list -- one call covers all debts of a payer or of a
 * household.
 *
 * Rules   collection.md 22.3: only overdue debts without plan, grace, suspension, 速報 or death; nobody
 * under 支援措置 and nobody who asked not to be called. Who pays meanwhile stands on the stop list the same
 *         evening.
 *
 * The proposal freezes whom it calls; the approval of another operator writes the file for the call centre.
 */
#include <inttypes.h>

#include "base/sorted.h"
#include "base/share.h"
#include "demand/contact.h"
#include "demand/select.h"
#include "demand/terms.h"
#include "dispatch/dispatch.h"

#define CAMPAIGN_DAYS 14

static enum err propose(struct job_run *run);
static enum err withdraw(struct job_run *run);
static enum err approve(struct job_run *run);
static enum err show(struct job_run *run);
static enum err stop(struct job_run *run);

enum { OPTION_CONDITION, OPTION_GROUP, OPTION_ENDS_ON };
static const struct job_option options[] = {
    {"condition", "抽出条件の名前", ""},
    {"group", "まとめ方（納付者、世帯）", "納付者"},
    {"ends-on", "架電の最後の日（空 = 処理日の14日後）", ""},
};
const struct job job_call_list = {
    .name = "call-list",
    .label = "電話催告リストの作成",
    .unit = "件",
    .run_permission = PERM_COLLECTION_RUN,
    .approve_permission = PERM_ARREARS_APPROVE,
    .needs_approval = true,
    .options = options,
    .option_count = COUNT_OF(options),
    .propose = propose,
    .withdraw = withdraw,
    .approve = approve,
    .show = show,
};
/* The same choice, to the first mobile telephone of each; nobody is named in it (CO-49). */
const struct job job_sms_list = {
    .name = "sms-list",
    .label = "SMS配信リストの作成",
    .unit = "件",
    .run_permission = PERM_COLLECTION_RUN,
    .approve_permission = PERM_ARREARS_APPROVE,
    .needs_approval = true,
    .options = options,
    .option_count = COUNT_OF(options),
    .propose = propose,
    .withdraw = withdraw,
    .approve = approve,
    .show = show,
};
static const struct job_option stop_options[] = {{"campaign", "電話催告リストの実行の番号", ""}};
const struct job job_call_stop = {
    .name = "call-stop",
    .label = "電話催告の中止リスト",
    .unit = "件",
    .run_permission = PERM_COLLECTION_RUN,
    .options = stop_options,
    .option_count = COUNT_OF(stop_options),
    .propose = stop,
};

struct call {
    int64_t payer_no, household_no, unpaid, charges, call_payer_no;
    date oldest;
};
struct calling {
    struct job_run *run;
    struct arena *arena;
    struct debts debts;
    struct output_value values[OUTPUT_WORDS_MAX];
    const char *criteria;
    bool by_household, is_sms;
    date ends_on;
    int64_t *silent; /* who asked not to be called, ascending */
    struct call *calls;
    size_t silent_count, count, capacity;
    int64_t whys[DEMAND_WHYS];
};

/* ----------------------------------------------------------------------------- extraction ----- */

static enum err read_conditions(struct calling *x)
{
    struct job_run *run = x->run;
    struct text criteria = {"", 0};

    x->by_household = strcmp(run->values[OPTION_GROUP], "世帯") == 0;
    if (!x->by_household && strcmp(run->values[OPTION_GROUP], "納付者") != 0) {
        return report_fail(run->report, ERR_INPUT, "group は 納付者 か 世帯 です: 「%s」",
                           run->values[OPTION_GROUP]);
    }
    enum err e = batch_option_day(run, OPTION_ENDS_ON, date_add_days(run->business_date, CAMPAIGN_DAYS),
                                  &x->ends_on);
    if (e == ERR_NONE && date_before(x->ends_on, run->business_date)) {
        e = report_fail(run->report, ERR_INPUT, "架電の最後の日が処理日より前です");
    }
    if (e == ERR_NONE) {
        e = select_saved(run->session->store, text_of(run->values[OPTION_CONDITION]), x->arena, run->report,
                         &criteria);
    }
    x->criteria = arena_printf(x->arena, "%s: %.*s", run->values[OPTION_CONDITION], (int)criteria.len,
                               criteria.bytes);
    return e == ERR_NONE ? select_read(criteria, run->business_date, run->report, x->values) : e;
}

static enum err read_silent(struct calling *x)
{
    struct query *q = store_query(x->run->session->store, SQL_demand_contact_silent);
    size_t capacity = 0;
    enum err e;
    bool row;

    while ((e = query_step(q, x->run->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(x->arena, x->silent, x->silent_count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

static enum err choose(void *context, const struct selected *s, struct report *report)
{
    struct calling *x = context;
    struct call c = {.payer_no = s->debtor->payer_no, .oldest = date_none()};
    struct text phones[DEMAND_PHONES_MAX];
    size_t phone_count = 0;

    if (s->has_who && s->who.is_restricted) { /* no telephone of his leaves the office */
        x->whys[DEMAND_GUARDED]++;
        return ERR_NONE;
    }
    enum err e =
        debts_place(x->run->session->store, &x->debts, s->debtor, x->run->business_date, x->arena, report);
    for (size_t i = 0; i < s->debtor->count && e == ERR_NONE; i++) {
        const struct arrear *a = &s->debtor->debts[i];
        enum demand_why why = demand_call_of(&a->facts, x->run->business_date);
        e = arrear_limit(x->run->session, a, x->run->business_date, report, &why);
        if (e != ERR_NONE || why != DEMAND_IN) {
            x->whys[why]++;
            continue;
        }
        c.unpaid += collection_unpaid(&a->charge);
        c.charges++;
        c.oldest = date_is_none(c.oldest) ? a->charge.due : date_min(c.oldest, a->charge.due);
        c.household_no = a->charge.household_no;
    }
    if (e == ERR_NONE && c.charges > 0) {
        e = demand_phones(x->run->session->store, c.payer_no, x->run->business_date, x->is_sms, x->arena,
                          report, phones, &phone_count);
    }
    if (e != ERR_NONE || c.charges == 0) {
        return e;
    }
    c.household_no = s->has_who && s->who.household_no > 0 ? s->who.household_no : c.household_no;
    bool can_be_called = phone_count > 0 && !sorted_holds(x->silent, x->silent_count, c.payer_no);
    x->whys[can_be_called ? DEMAND_IN : DEMAND_NO_CALL]++;
    c.call_payer_no = can_be_called ? c.payer_no : 0;
    *ARENA_PUSH(x->arena, x->calls, x->count, x->capacity) = c;
    return ERR_NONE;
}

static int by_household(const void *a, const void *b)
{
    const struct call *x = a, *y = b;
    int order = (x->household_no > y->household_no) - (x->household_no < y->household_no);

    order = order != 0 ? order : (x->call_payer_no == 0) - (y->call_payer_no == 0);
    order = order != 0 ? order : (x->unpaid < y->unpaid) - (x->unpaid > y->unpaid);
    return order != 0 ? order : (x->payer_no > y->payer_no) - (x->payer_no < y->payer_no);
}

/* A household is called at whom most is asked for and who can be called; nobody there: no call. */
static void group(struct calling *x)
{
    if (x->by_household && x->count > 1) {
        qsort(x->calls, x->count, sizeof(*x->calls), by_household);
        for (size_t i = 1; i < x->count; i++) {
            bool is_same = x->calls[i].household_no == x->calls[i - 1].household_no;
            x->calls[i].call_payer_no = is_same ? x->calls[i - 1].call_payer_no : x->calls[i].call_payer_no;
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < x->count; i++) {
        if (x->calls[i].call_payer_no != 0) {
            x->calls[kept++] = x->calls[i];
        }
    }
    x->count = kept;
}

static enum err write_calls(struct calling *x)
{
    struct job_run *run = x->run;
    int64_t changed;
    struct query *q = store_query(run->session->store, SQL_demand_campaign_add);

    query_set_i64(q, "run_no", run->run_no);
    query_set_i64(q, "way", x->is_sms ? CAMPAIGN_SMS : CAMPAIGN_TELEPHONE);
    query_set_i64(q, "by_household", x->by_household);
    query_set_i64(q, "starts_on", date_ymd(run->business_date));
    query_set_i64(q, "ends_on", date_ymd(x->ends_on));
    query_set_text(q, "criteria", text_of(x->criteria));
    query_set_i64(q, "recorded_at", run->known_at);
    enum err e = query_run(q, run->report, &changed);
    for (size_t i = 0; i < x->count && e == ERR_NONE; i++) {
        const struct call *c = &x->calls[i];
        q = store_query(run->session->store, SQL_demand_call_add);
        query_set_i64(q, "run_no", run->run_no);
        query_set_i64(q, "payer_no", c->payer_no);
        query_set_i64(q, "call_payer_no", c->call_payer_no);
        query_set_i64(q, "household_no", c->household_no);
        query_set_i64(q, "unpaid", c->unpaid);
        query_set_i64(q, "charges", c->charges);
        query_set_i64(q, "oldest_due", date_ymd(c->oldest));
        e = query_run(q, run->report, &changed);
    }
    return e;
}

static enum err freeze(struct calling *x)
{
    struct store *s = x->run->session->store;
    enum err e = store_begin(s, x->run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = batch_hold(x->run, x->run->report);
    if (e == ERR_NONE) {
        e = withdraw(x->run); /* of an attempt that was killed behind it */
    }
    if (e == ERR_NONE) {
        e = write_calls(x);
    }
    if (e == ERR_NONE) {
        return store_commit(s, x->run->report);
    }
    store_rollback(s);
    return e;
}

static enum err propose(struct job_run *run)
{
    struct calling x = {.run = run,
                        .arena = arena_new("電話催告リスト", (size_t)1 << 30),
                        .is_sms = run->job == &job_sms_list};
    enum err e = read_conditions(&x);

    if (e == ERR_NONE) {
        e = read_silent(&x);
    }
    if (e == ERR_NONE) {
        e = debts_gather(run->session->store, run->business_date, x.arena, run->report, &x.debts);
    }
    if (e == ERR_NONE) {
        e = select_each(run->session, &x.debts, x.values, run->business_date, x.arena, choose, &x,
                        run->report);
    }
    if (e == ERR_NONE) {
        group(&x);
        fprintf(run->out,
                "%s（%s）の対象 %zu 人。支援措置 %" PRId64 " 人、電話なし・電話しない %" PRId64 " 人は入れて"
                                                                                                "いません\n",
                x.is_sms ? "SMS" : "電話催告", x.criteria, x.count, x.whys[DEMAND_GUARDED],
                x.whys[DEMAND_NO_CALL]);
        if (x.whys[DEMAND_LAPSED] > 0) {
            fprintf(run->out, "時効が完成している %" PRId64 " 期は除きました\n", x.whys[DEMAND_LAPSED]);
        }
    }
    if (e == ERR_NONE && !run->dry_run) {
        e = freeze(&x);
        e = e == ERR_NONE ? batch_step(run, 1, (int64_t)x.count, (int64_t)x.count) : e;
    }
    arena_free(x.arena);
    return e;
}

static enum err withdraw(struct job_run *run)
{
    static const enum sql all[] = {SQL_demand_call_delete, SQL_demand_campaign_delete};
    enum err e = ERR_NONE;

    for (size_t i = 0; i < COUNT_OF(all) && e == ERR_NONE; i++) {
        int64_t changed;
        struct query *q = store_query(run->session->store, all[i]);
        query_set_i64(q, "run_no", run->run_no);
        e = query_run(q, run->report, &changed);
    }
    return e;
}

/* ---------------------------------------------------------------------------------- files ----- */

/* A call as it was frozen, with all whose debts it covers. */
struct frozen {
    int64_t call_payer_no, unpaid, charges, payers;
    date oldest;
    int64_t *members;
    size_t member_capacity, member_count;
};

static enum err frozen_calls(struct store *s, int64_t run_no, struct arena *arena, struct report *report,
                             struct frozen **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_demand_calls_of);
    struct frozen *all = NULL;
    size_t count = 0, capacity = 0;
    enum err e;
    bool row;

    query_set_i64(q, "run_no", run_no);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        date due;
        bool ok = date_from_ymd((int32_t)query_i64(q, 4), &due);
        assert(ok);
        if (count == 0 || all[count - 1].call_payer_no != query_i64(q, 0)) {
            *ARENA_PUSH(arena, all, count, capacity) =
                (struct frozen){.call_payer_no = query_i64(q, 0), .oldest = due};
        }
        struct frozen *f = &all[count - 1];
        *ARENA_PUSH(arena, f->members, f->member_count, f->member_capacity) = query_i64(q, 1);
        f->unpaid += query_i64(q, 2);
        f->charges += query_i64(q, 3);
        f->payers++;
        f->oldest = date_min(f->oldest, due);
    }
    query_reset(q);
    *ret = all;
    *ret_count = count;
    return e;
}

static void set(const struct layout *l, struct text *values, const char *field, struct text value)
{
    size_t at = layout_field(l, 0, field);

    assert(at != SIZE_MAX); /* of our own layouts */
    values[at] = value;
}

static void set_number(const struct layout *l, struct text *values, const char *field, int64_t n,
                       struct arena *arena)
{
    set(l, values, field, text_of(arena_printf(arena, "%" PRId64, n)));
}

#define CALL_FIELDS 13
static enum err last_paid(struct store *s, const struct frozen *f, struct arena *arena,
                          struct report *report, date *ret)
{
    enum err e = ERR_NONE;

    *ret = date_none();
    for (size_t i = 0; i < f->member_count && e == ERR_NONE; i++) {
        struct collection_charge *charges = NULL;
        size_t count = 0;
        e = collection_charges(s, &(struct collection_scope){.payer_no = f->members[i]}, arena, report,
                               &charges, &count);
        for (size_t k = 0; k < count && e == ERR_NONE; k++) {
            *ret = date_is_none(charges[k].last_paid_on) ? *ret
                   : date_is_none(*ret)                  ? charges[k].last_paid_on
                                                         : date_max(*ret, charges[k].last_paid_on);
        }
    }
    return e;
}

static enum err write_call(struct job_run *run, const struct layout *l, struct layout_writer *w,
                           const struct frozen *f, const char *sms_words, struct arena *arena)
{
    static const char *const phone_fields[DEMAND_PHONES_MAX] = {"phone1", "phone2", "phone3"};
    struct text values[CALL_FIELDS] = {0}, phones[DEMAND_PHONES_MAX];
    struct addressee who;
    size_t count = 0;
    date paid;
    struct store *s = run->session->store;
    enum err e = addressee_by_no(s, f->call_payer_no, (struct as_of){run->decided_on, INT64_MAX}, arena,
                                 run->report, &who);

    if (e == ERR_NONE) {
        e = demand_phones(s, f->call_payer_no, run->decided_on, sms_words != NULL, arena, run->report,
                          phones, &count);
    }
    if (e == ERR_NONE) {
        e = last_paid(s, f, arena, run->report, &paid);
    }
    if (e != ERR_NONE || count == 0 || who.is_restricted) { /* since the extraction: nobody is called */
        return e;
    }
    set_number(l, values, "campaign", run->run_no, arena);
    if (sms_words != NULL) {
        set_number(l, values, "sms_id", f->call_payer_no, arena);
        set(l, values, "phone", phones[0]);
        set(l, values, "words", text_of(sms_words));
        return layout_write_record(w, 0, values, run->report);
    }
    set_number(l, values, "call_id", f->call_payer_no, arena);
    set(l, values, "name", who.name);
    set(l, values, "kana", who.kana);
    for (size_t i = 0; i < count; i++) {
        set(l, values, phone_fields[i], phones[i]);
    }
    set_number(l, values, "unpaid", f->unpaid, arena);
    set_number(l, values, "charges", f->charges, arena);
    set_number(l, values, "oldest_due", date_ymd(f->oldest), arena);
    if (!date_is_none(paid)) {
        set_number(l, values, "last_paid", date_ymd(paid), arena);
    }
    set_number(l, values, "language", who.kind == 2 ? 2 : 1, arena);
    set_number(l, values, "payers", f->payers, arena);
    return layout_write_record(w, 0, values, run->report);
}

static enum err open_layout(const char *name, struct arena *arena, struct report *report,
                            const struct layout **ret)
{
    return layout_find(arena_printf(arena, "%s/layouts", share_folder()), name, arena, report, ret);
}

static enum err write_list(struct job_run *run, struct arena *arena)
{
    char dir[DISPATCH_PATH_BYTES];
    const struct layout *l;
    struct layout_writer *w = NULL;
    struct frozen *calls = NULL;
    size_t count = 0;
    struct file_receipt receipt;
    const struct data_folder *folder = &run->session->folder;
    struct demand_terms terms;
    bool is_sms = run->job == &job_sms_list;
    const char *name = is_sms ? "sms-list" : "call-list";
    enum err e = frozen_calls(run->session->store, run->run_no, arena, run->report, &calls, &count);

    if (e == ERR_NONE && is_sms) {
        e = demand_terms_load(folder->params, folder->municipality, run->decided_on, arena, run->report,
                              &terms);
    }

    dispatch_folder(run->session, "calls", run->run_no, dir);
    if (e == ERR_NONE) {
        e = dispatch_folder_make(dir, run->report);
    }
    if (e == ERR_NONE) {
        e = open_layout(name, arena, run->report, &l);
    }
    const char *path = arena_printf(arena, "%s/%s.csv", dir, name);
    if (e == ERR_NONE) {
        e = layout_writer_open(l, path, run->report, &w);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        e = write_call(run, l, w, &calls[i], is_sms ? terms.sms_text : NULL, arena);
    }
    if (e != ERR_NONE) {
        layout_writer_cancel(w);
        return e;
    }
    e = layout_writer_close(w, run->report, &receipt);
    if (e == ERR_NONE) {
        char amount[32];
        yen_format(receipt.amount_sum, amount, sizeof(amount));
        fprintf(run->out, "%s %" PRId64 " 件 %s 円: %s（SHA-256 %s）\n",
                is_sms ? "SMS配信リスト" : "電話催告リスト", receipt.data_records, amount, path,
                receipt.sha256);
    }
    return e;
}

static enum err approve(struct job_run *run)
{
    struct arena *arena = arena_new("電話催告リスト", (size_t)512 << 20);
    enum err e = write_list(run, arena);

    arena_free(arena);
    return e;
}

static enum err show(struct job_run *run)
{
    struct query *q = store_query(run->session->store, SQL_demand_call_totals);
    bool row;

    query_set_i64(q, "run_no", run->run_no);
    enum err e = query_step(q, run->report, &row);
    if (e == ERR_NONE && row) {
        char amount[32];
        yen_format(query_i64(q, 2), amount, sizeof(amount));
        fprintf(run->out,
                "電話 %" PRId64 " 件（%" PRId64 " 人）、未納 %s 円、中止 %" PRId64 " 件、結果 %" PRId64
                " 件\n",
                query_i64(q, 0), query_i64(q, 1), amount, query_i64(q, 3), query_i64(q, 4));
    }
    query_reset(q);
    return e;
}

/* ------------------------------------------------------------------------------ stop list ----- */

enum { STOP_PAID = 1, STOP_PLAN, STOP_SILENT, STOP_OTHER };

/* Who is dead, or may not be named to anybody any more (支援措置 since the list was made). */
static enum err must_stop(const struct calling *x, int64_t payer_no, bool *ret)
{
    enum { STATUS_DEAD = 3 };
    struct addressee who;
    enum err e = addressee_by_no(x->run->session->store, payer_no,
                                 (struct as_of){x->run->business_date, INT64_MAX}, x->arena, x->run->report,
                                 &who);

    *ret = e == ERR_FINDINGS || (e == ERR_NONE && (who.is_restricted || who.status == STATUS_DEAD));
    return e == ERR_FINDINGS ? ERR_NONE : e; /* nobody of the register any more */
}

/* 0: it is still called. One debt that stands keeps the call. */
static enum err stop_reason(const struct calling *x, const struct frozen *f, int64_t *ret)
{
    int64_t why = STOP_PAID;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < f->member_count; i++) {
        const struct debtor *d = debts_find(&x->debts, f->members[i]);
        for (size_t k = 0; d != NULL && k < d->count; k++) {
            enum demand_why w = demand_call_of(&d->debts[k].facts, x->run->business_date);
            e = arrear_limit(x->run->session, &d->debts[k], x->run->business_date, x->run->report, &w);
            if (e != ERR_NONE || w == DEMAND_IN) {
                *ret = sorted_holds(x->silent, x->silent_count, f->call_payer_no) ? STOP_SILENT : 0;
                return e;
            }
            bool is_plan = w == DEMAND_PLAN || w == DEMAND_GRACE || w == DEMAND_SUSPENDED;
            why = is_plan ? STOP_PLAN : w == DEMAND_TOLD || w == DEMAND_NOT_DUE ? why : STOP_OTHER;
        }
    }
    *ret = why;
    return ERR_NONE;
}

/* A list may be empty: nobody had a telephone. */
static bool is_campaign(struct store *s, int64_t run_no, struct report *report, enum err *ret_e)
{
    struct query *q = store_query(s, SQL_demand_campaign_count);
    bool row = false;

    query_set_i64(q, "run_no", run_no);
    *ret_e = query_step(q, report, &row);
    bool is = *ret_e != ERR_NONE || (row && query_i64(q, 0) > 0);
    query_reset(q);
    return is;
}

static enum err add_stops(struct calling *x, int64_t of, int64_t *ret_added)
{
    struct store *s = x->run->session->store;
    struct frozen *calls = NULL;
    size_t count = 0;
    enum err e = frozen_calls(s, of, x->arena, x->run->report, &calls, &count);

    *ret_added = 0;
    if (e == ERR_NONE && count == 0 && !is_campaign(s, of, x->run->report, &e)) {
        return report_fail(x->run->report, ERR_INPUT,
                           "実行 %" PRId64 " の電話催告リストはありません。処理状況で「電話催告リストの"
                           "作成」の番号を確かめてください", of);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        int64_t why = 0, changed = 0;
        bool is_stopped = false;
        e = stop_reason(x, &calls[i], &why);
        if (e == ERR_NONE) {
            e = must_stop(x, calls[i].call_payer_no, &is_stopped);
        }
        why = is_stopped ? STOP_OTHER : why;
        if (e != ERR_NONE || why == 0) {
            continue;
        }
        struct query *q = store_query(s, SQL_demand_call_stop_add);
        query_set_i64(q, "run_no", of);
        query_set_i64(q, "call_payer_no", calls[i].call_payer_no);
        query_set_i64(q, "why", why);
        query_set_i64(q, "stopped_on", date_ymd(x->run->business_date));
        query_set_i64(q, "recorded_at", clock_now_ms());
        e = query_run(q, x->run->report, &changed);
        *ret_added += changed;
    }
    return e;
}

/* Those of the day, however often the list is made. */
static enum err write_stops(struct calling *x, int64_t of, const char *path, struct file_receipt *receipt)
{
    const struct layout *l;
    struct layout_writer *w = NULL;
    struct report *report = x->run->report;
    enum err e = open_layout("call-stop", x->arena, report, &l);
    bool row;

    if (e == ERR_NONE) {
        e = layout_writer_open(l, path, report, &w);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(x->run->session->store, SQL_demand_call_stops_of);
    query_set_i64(q, "run_no", of);
    query_set_i64(q, "stopped_on", date_ymd(x->run->business_date));
    while (e == ERR_NONE && (e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct text values[4] = {0};
        set_number(l, values, "campaign", of, x->arena);
        set_number(l, values, "call_id", query_i64(q, 0), x->arena);
        set_number(l, values, "why", query_i64(q, 1), x->arena);
        set_number(l, values, "stopped", query_i64(q, 2), x->arena);
        e = layout_write_record(w, 0, values, report);
    }
    query_reset(q);
    if (e != ERR_NONE) {
        layout_writer_cancel(w);
        return e;
    }
    return layout_writer_close(w, report, receipt);
}

static enum err stop_now(struct calling *x, int64_t of, int64_t *ret_added)
{
    struct job_run *run = x->run;
    struct store *s = run->session->store;
    enum err e = store_begin(s, run->report);

    if (e != ERR_NONE) {
        return e;
    }
    e = run->dry_run ? ERR_NONE : batch_hold(run, run->report);
    if (e == ERR_NONE) {
        e = debts_gather(s, run->business_date, x->arena, run->report, &x->debts);
    }
    if (e == ERR_NONE) {
        e = read_silent(x);
    }
    if (e == ERR_NONE) {
        e = add_stops(x, of, ret_added);
    }
    if (e == ERR_NONE && !run->dry_run) {
        return store_commit(s, run->report);
    }
    store_rollback(s);
    return e;
}

static enum err stop(struct job_run *run)
{
    struct calling x = {.run = run, .arena = arena_new("電話催告の中止", (size_t)1 << 30)};
    int64_t of = 0, added = 0;
    char dir[DISPATCH_PATH_BYTES];
    struct file_receipt receipt = {0};
    enum err e = batch_option_number(run, 0, 1, 0, &of);

    if (e == ERR_NONE) {
        e = stop_now(&x, of, &added);
    }

    dispatch_folder(run->session, "calls", of, dir);
    if (e == ERR_NONE && !run->dry_run) {
        e = dispatch_folder_make(dir, run->report);
    }
    const char *path =
        arena_printf(x.arena, "%s/call-stop-%" PRId32 ".csv", dir, date_ymd(run->business_date));
    if (e == ERR_NONE && !run->dry_run) {
        e = write_stops(&x, of, path, &receipt);
    }
    if (e == ERR_NONE) {
        fprintf(run->out, "中止 %" PRId64 " 件。今日の中止リスト %" PRId64 " 件: %s\n", added,
                receipt.data_records, path);
    }
    arena_free(x.arena);
    return e;
}
