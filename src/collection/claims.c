/*
 * ペイジー 請求データ -- which keys the centre is told of today: new, changed, taken back.
 *
 * Rows    PX-01, PX-03; payment_formats.md 10.2, 10.4 (S1 development (1) and (3))
 *
 * Written in the standard form (claim-event) and converted into the centre's by maps/. A key is told once;
 * when its charge is paid elsewhere or lowered, the centre gets a delete or a change; when a cancel opens
 * the charge again, a deleted key is told anew. What it answered is taken in by claims_answer.c.
 */
#include "addressee/addressee.h"
#include "base/share.h"
#include "batch/batch.h"
#include "collection/collection.h"
#include "interchange/convert.h"
#include "interchange/transport.h"
#include "interchange/zengin_kana.h"
#include "slip/slip.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>

#define PATH_BYTES 1100
#define NAME_PLACES 30

static enum err prepare(struct job_run *run);
static enum err propose(struct job_run *run);
static enum err show(struct job_run *run);

const struct job job_pay_easy_claims = {
    .name = "pay-easy-claims",
    .label = "ペイジー 請求データの作成",
    .unit = "納付書",
    .run_permission = PERM_COLLECTION_RUN,
    .prepare = prepare,
    .propose = propose,
    .show = show,
};

/* What is left of a charge, by the number on its slips. */
struct open_charge {
    int32_t levy_year;
    int64_t notice_no;
    int instalment;
    yen left;
};
struct key_claim {
    struct slip slip;
    const char *action; /* "new" "change" "delete" */
    yen amount;
};
struct claiming {
    struct job_run *run;
    struct arena *arena;
    struct report *report;
    struct slip_form form;
    struct open_charge *charges;
    size_t charge_count, charge_capacity;
    struct key_claim *claims;
    size_t claim_count, claim_capacity;
    int64_t news, changes, deletes;
    yen amount;
};

/* ------------------------------------------------------------------------------- what stands ---- */

static enum err on_charge(void *context, const struct collection_charge *c, struct report *report)
{
    struct claiming *k = context;
    yen left = collection_unpaid(c) - c->told;

    (void)report;
    if (c->notice_no != 0) {
        *ARENA_PUSH(k->arena, k->charges, k->charge_count, k->charge_capacity) =
            (struct open_charge){c->levy_year, c->notice_no, c->instalment, left > 0 ? left : 0};
    }
    return ERR_NONE;
}

static int compare_charges(const void *a, const void *b)
{
    const struct open_charge *x = a, *y = b;

    if (x->levy_year != y->levy_year) {
        return x->levy_year < y->levy_year ? -1 : 1;
    }
    if (x->notice_no != y->notice_no) {
        return x->notice_no < y->notice_no ? -1 : 1;
    }
    return (x->instalment > y->instalment) - (x->instalment < y->instalment);
}

/* Of the slip's instalment, or of all of its notice. */
static yen left_for(const struct claiming *k, const struct slip *s)
{
    size_t low = 0, high = k->charge_count;
    const struct open_charge first = {s->levy_year, s->notice_no, s->instalment, 0};
    yen left = 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_charges(&k->charges[middle], &first) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (size_t i = low; i < k->charge_count; i++) {
        const struct open_charge *c = &k->charges[i];
        if (c->levy_year != s->levy_year || c->notice_no != s->notice_no ||
            (s->instalment != 0 && c->instalment != s->instalment)) {
            break;
        }
        left += c->left;
    }
    return left;
}

static void add(struct claiming *k, const struct slip *s, const char *action, yen amount, int64_t *count)
{
    struct key_claim *c = ARENA_PUSH(k->arena, k->claims, k->claim_count, k->claim_capacity);

    *c = (struct key_claim){*s, action, amount};
    c->slip.charges = NULL; /* stay for this call only */
    c->slip.charge_count = 0;
    k->amount += amount;
    *count += 1;
}

static enum err on_slip(void *context, const struct slip *s, struct report *report)
{
    struct claiming *k = context;
    bool is_over = date_before(s->usable_until, k->run->business_date);
    yen principal = slip_principal(s), left = left_for(k, s);
    yen due = left < principal ? left : principal;
    bool is_owed = s->class == SLIP_LATE_ONLY || due > 0;
    yen amount = is_owed ? due + s->late_charge + s->fee : 0;

    (void)report;
    if (is_over) {
        return ERR_NONE; /* the centre closes it by its own day */
    }
    bool is_open_again = s->step == SLIP_DELETED && !s->was_replaced && is_owed;
    if (is_open_again || (s->step == SLIP_MADE && amount == s->amount)) {
        add(k, s, "new", amount, &k->news);
    }
    if (s->claimed == 0) {
        return ERR_NONE;
    }
    if (s->step == SLIP_REPLACED || ((s->step == SLIP_UPLOADED || s->step == SLIP_ACCEPTED) && !is_owed)) {
        add(k, s, "delete", 0, &k->deletes);
    } else if ((s->step == SLIP_UPLOADED || s->step == SLIP_ACCEPTED) && amount != s->claimed) {
        add(k, s, "change", amount, &k->changes);
    }
    return ERR_NONE;
}

static enum err gather(struct claiming *k)
{
    struct store *s = k->run->session->store;
    enum err e = collection_each_charge(s, 0, 0, on_charge, k, k->report);

    if (e == ERR_NONE && k->charge_count > 1) {
        qsort(k->charges, k->charge_count, sizeof(*k->charges), compare_charges);
    }
    return e == ERR_NONE ? slips_each(s, 0, 0, on_slip, k, k->report) : e;
}

/* --------------------------------------------------------------------------------- the files ---- */

/* As the screen of a cash machine shows it; whoever has no kana is shown by his number. */
static enum err payer_kana(struct claiming *k, int64_t payer_no, struct text *ret)
{
    struct addressee who;
    size_t places;
    const struct as_of as_of = {k->run->business_date, INT64_MAX};
    struct report words;
    enum err e = addressee_by_no(k->run->session->store, payer_no, as_of, k->arena, k->report, &who);

    if (e != ERR_NONE) {
        return e;
    }
    report_init(&words);
    if (who.is_restricted || who.kana.len == 0 ||
        zengin_kana(who.kana, NAME_PLACES, k->arena, &words, ret, &places) != ERR_NONE) {
        *ret = text_of(arena_printf(k->arena, "%015" PRId64, payer_no));
    }
    report_done(&words);
    return ERR_NONE;
}

static enum err write_claim(struct claiming *k, const struct layout *l, struct layout_writer *w,
                            const struct key_claim *c)
{
    static const char *const names[] = {"action",   "agency", "pay_number",   "confirm",
                                        "division", "amount", "late_charge",  "name_kn",
                                        "item_kn",  "due",    "usable_until", "slip_id"};
    const struct slip *s = &c->slip;
    size_t record = layout_record(l, "data");
    struct text values[COUNT_OF(names)], kana;
    char number[21], division[11] = "0000000000";
    size_t digits = strlen(k->form.division);
    enum err e = payer_kana(k, s->payer_no, &kana);

    if (e != ERR_NONE) {
        return e;
    }
    slip_pay_number(s, number);
    memcpy(division + 10 - digits, k->form.division, digits);
    yen late = strcmp(c->action, "delete") == 0 ? 0 : s->late_charge;
    const struct text all[] = {
        text_of(c->action),
        text_of(k->form.agency),
        text_of(number),
        text_of(s->confirm),
        text_of(division),
        text_of(arena_printf(k->arena, "%" PRId64, c->amount)),
        text_of(arena_printf(k->arena, "%" PRId64, late)),
        kana,
        text_of(arena_printf(k->arena, "ｺｸﾎ %d %02dｷ", s->levy_year, s->instalment)),
        text_of(arena_printf(k->arena, "%08d", date_ymd(s->due))),
        text_of(arena_printf(k->arena, "%08d", date_ymd(s->usable_until))),
        text_of(arena_printf(k->arena, "%08" PRId64 "%02d%02d", s->notice_no, s->instalment, s->serial)),
    };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        size_t field = layout_field(l, record, names[i]);
        assert(field < COUNT_OF(names));
        values[field] = all[i];
    }
    return layout_write_record(w, record, values, k->report);
}

static enum err write_event(struct claiming *k, const struct layout *event, const char *path)
{
    struct layout_writer *w;
    struct file_receipt receipt;
    enum err e = layout_writer_open(event, path, k->report, &w);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < k->claim_count && e == ERR_NONE; i++) {
        e = write_claim(k, event, w, &k->claims[i]);
    }
    if (e != ERR_NONE) {
        layout_writer_cancel(w);
        return e;
    }
    return layout_writer_close(w, k->report, &receipt);
}

static enum err folder_of(const struct job_run *run, char ret[PATH_BYTES])
{
    int n = snprintf(ret, PATH_BYTES, "%.500s/files", run->session->folder.path);

    assert(n > 0);
    if (mkdir(ret, 0700) == 0 || errno == EEXIST) {
        snprintf(ret + n, PATH_BYTES - (size_t)n, "/pay-easy");
        if (mkdir(ret, 0700) == 0 || errno == EEXIST) {
            return ERR_NONE;
        }
    }
    return report_fail(run->report, ERR_WORLD, "フォルダ「%s」を作れません: %s", ret, strerror(errno));
}

/* The standard form first, then the centre's by the table between them: both stay. */
static enum err write_files(struct claiming *k, struct file_receipt *ret, const struct layout **ret_layout)
{
    struct job_run *run = k->run;
    const struct layout *event;
    const char *share = share_folder(), *layouts = arena_printf(k->arena, "%s/layouts", share);
    char folder[PATH_BYTES];
    int64_t day_ms = ((clock_now_ms() + 9 * 3600000LL) % 86400000LL) / 1000; /* in Japan */
    enum err e = folder_of(run, folder);

    const struct layout_param params[] = {
        {"made", text_of(arena_printf(k->arena, "%08d", date_ymd(run->business_date)))},
        {"made_time", text_of(arena_printf(k->arena, "%02d%02d%02d", (int)(day_ms / 3600),
                                           (int)(day_ms / 60 % 60), (int)(day_ms % 60)))},
        {"sequence", text_of(arena_printf(k->arena, "%" PRId64, run->run_no % 10000))},
        {"agency", text_of(k->form.agency)}};
    const struct layout_options with = {.params = params, .param_count = COUNT_OF(params)};
    const char *event_path = arena_printf(k->arena, "%s/claims-%" PRId64 ".csv", folder, run->run_no);
    const char *path = arena_printf(k->arena, "%s/claims-%" PRId64 ".dat", folder, run->run_no);
    if (e == ERR_NONE) {
        e = layout_find(layouts, "claim-event", k->arena, k->report, &event);
    }
    if (e == ERR_NONE) {
        e = layout_find(layouts, "pay-easy-claims", k->arena, k->report, ret_layout);
    }
    if (e == ERR_NONE) {
        e = write_event(k, event, event_path);
    }
    return e == ERR_NONE
               ? layout_convert(event, *ret_layout, layout_map_path(share, event, *ret_layout, k->arena),
                                event_path, path, &with, k->report, ret)
               : e;
}

/* ------------------------------------------------------------------------------------ the job ---- */

static enum err enter(struct claiming *k, const struct layout *l, const struct file_receipt *f)
{
    struct job_run *run = k->run;
    struct store *s = run->session->store;
    const struct transport_cause cause = {run->proposer, "", run->business_date, clock_now_ms()};
    enum err e = store_begin(s, k->report);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < k->claim_count && e == ERR_NONE; i++) {
        const struct key_claim *c = &k->claims[i];
        bool is_delete = strcmp(c->action, "delete") == 0;
        e = slip_move(s, &c->slip, is_delete ? SLIP_DELETING : SLIP_UPLOADED, c->amount, cause.recorded_at,
                      k->report);
    }
    if (e == ERR_NONE) {
        e = transport_move(s, l, f, TRANSPORT_MADE, &cause, k->report);
    }
    if (e == ERR_NONE) {
        e = batch_hold(run, k->report);
    }
    if (e == ERR_NONE) {
        return store_commit(s, k->report);
    }
    store_rollback(s);
    return e;
}

static enum err prepare(struct job_run *run)
{
    struct arena *arena = arena_new("納付書の設定", (size_t)4 << 20);
    struct slip_form form;
    enum err e = slip_form_of(run->session, run->business_date, arena, run->report, &form);

    if (e == ERR_NONE && form.agency == NULL) {
        e = report_fail(run->report, ERR_INPUT,
                        "ペイジーを使う設定がありません（納付書の設定 slip.tsv の agency と division）");
    }
    arena_free(arena);
    return e;
}

static enum err propose(struct job_run *run)
{
    struct claiming k = {
        .run = run, .report = run->report, .arena = arena_new("ペイジーの請求データ", (size_t)2 << 30)};
    struct file_receipt receipt = {0};
    const struct layout *l = NULL;
    enum err e = slip_form_of(run->session, run->business_date, k.arena, run->report, &k.form);

    if (e == ERR_NONE) {
        e = gather(&k);
    }
    if (e == ERR_NONE && k.claim_count > 0 && !run->dry_run) {
        e = write_files(&k, &receipt, &l);
    }
    if (e == ERR_NONE && l != NULL) {
        e = enter(&k, l, &receipt);
    }
    if (e == ERR_NONE) {
        char amount[32];
        yen_format(k.amount, amount, sizeof(amount));
        fprintf(run->out,
                "ペイジー 請求データ 新規 %" PRId64 " 件、変更 %" PRId64 " 件、削除 %" PRId64 " 件、%s円\n",
                k.news, k.changes, k.deletes, amount);
        if (l != NULL) {
            fprintf(run->out, "files/pay-easy/claims-%" PRId64 ".dat\n", run->run_no);
        }
    }
    if (e == ERR_NONE && !run->dry_run) {
        e = batch_step(run, 1, (int64_t)k.claim_count, (int64_t)k.claim_count);
    }
    arena_free(k.arena);
    return e;
}

static enum err show(struct job_run *run)
{
    fprintf(run->out, "files/pay-easy/claims-%" PRId64 ".dat（請求がなければファイルはありません）\n",
            run->run_no);
    return ERR_NONE;
}
