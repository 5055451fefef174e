/*
 * The making itself: opens the feeds, makes unit after unit until every number of the request is
 * reached exactly, closes the feeds with their trailers, writes the manifest, publishes.
 */
#include "town/make.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNIT_BYTES ((size_t)1 << 20)
#define RUN_BYTES ((size_t)64 << 20)

static const struct {
    const char *interface, *layout;
    char extent;
    bool is_later;
} kinds[FEED_COUNT] = {
    [FEED_RESIDENTS] = {"JU-02", "ju-02-residents-full", 'F', false},
    [FEED_INCOME] = {"ZE-01", "ze-01-income-full", 'F', false},
    [FEED_CARE] = {"KG-01", "kg-01-care", 'F', false},
    [FEED_LATTER] = {"KK-01", "kk-01-latter-stage", 'F', false},
    [FEED_ELIGIBILITY] = {"GY-01", "gy-01-eligibility", 'F', false},
    [FEED_ASSESSMENT] = {"GY-02", "gy-02-assessment", 'F', false},
    [FEED_LATER_RESIDENTS] = {"JU-01", "ju-01-residents-change", 'D', true},
    [FEED_LATER_INCOME] = {"ZE-02", "ze-02-income-change", 'D', true},
};

/* ----------------------------------------------------------------------------------- quotas -- */

static int64_t scaled(const struct town *t, int64_t full)
{
    return (full * t->request->persons + 99999) / 100000;
}

/* Candidates expected in a town of 100,000 insured, counted low so that every case is reached. */
static void set_quotas(struct town *t)
{
    struct town_quotas *q = &t->special;
#define X(name, full) q->name = town_quota_of(scaled(t, full), scaled(t, (full) * 8));
    TOWN_SPECIALS(X)
    TOWN_LATER(X)
#undef X
    /* Where eight candidates for each case are not to be had, or far more are. */
    q->unknown_birth.expected = scaled(t, 30000);
    q->rare_characters.expected = scaled(t, 60000);
    q->former_surname.expected = scaled(t, 50000);
    q->alias.expected = scaled(t, 18000);
    q->long_roman.expected = scaled(t, 18000);
    q->roman_of_100.expected = scaled(t, 18000);
    q->restricted.expected = scaled(t, 100000);
    q->restricted_ended.expected = scaled(t, 120);
    q->restricted_provisional.expected = scaled(t, 60);
    q->restricted_released.expected = scaled(t, 30);
    q->re_entered.expected = scaled(t, 60000);
    q->with_mailing.expected = scaled(t, 120000);
    q->number_changed.expected = scaled(t, 60000);
    q->later_declared.expected = scaled(t, 4500);
    q->later_moved_within.expected = scaled(t, 40000);
    q->later_moved_out.expected = scaled(t, 40000);
    q->later_corrected_up.expected = scaled(t, 30000);
    q->later_corrected_down.expected = scaled(t, 12000);
#define X(name, full) q->name = town_quota_of(q->name.want, q->name.expected);
    TOWN_SPECIALS(X)
    TOWN_LATER(X)
#undef X
}

static void set_targets(struct town *t)
{
    int64_t n = t->request->persons;
    int64_t all = n * 34 / 10;
    t->insured_left = n;
    t->resident_left = all * 70 / 100;
    t->former_left = all * 22 / 100;
    t->not_resident_left = all * 6 / 100;
    t->legal_left = all - t->resident_left - t->former_left - t->not_resident_left;
    t->as_of = t->request->year * 10000 + 601;
    t->year_from = t->request->year * 10000 + 401;
    t->addressee_serial = 100000;
    t->household_serial = 20000000;
    t->changed_number_serial = 10000000;
    set_quotas(t);
}

/* ------------------------------------------------------------------------------------ units -- */

enum unit { UNIT_INSURED, UNIT_PLAIN, UNIT_FORMER, UNIT_NOT_RESIDENT, UNIT_LEGAL, UNITS };

/*
 * Households without insured persons leave room for the residents who come with the insured ones
 * (about 1.12 for each, 1.35 counted), and former residents for those who go in April and May: so
 * no number of the request is passed.
 */
static int64_t plain_left(const struct town *t)
{
    int64_t kept = t->insured_left == 0 ? 0 : t->insured_left * 135 / 100 + 8;
    return t->resident_left > kept ? t->resident_left - kept : 0;
}

static int64_t former_left(const struct town *t)
{
    int64_t kept = t->insured_left == 0 ? 0 : t->insured_left * 4 / 100 + 8;
    return t->former_left > kept ? t->former_left - kept : 0;
}

static enum unit choose_unit(struct town *t)
{
    int weights[UNITS] = {
        [UNIT_INSURED] = (int)(t->insured_left * 70 / 100 + (t->insured_left > 0)),
        [UNIT_PLAIN] = (int)(plain_left(t) * 60 / 100 + (plain_left(t) > 0)),
        [UNIT_FORMER] = (int)former_left(t),
        [UNIT_NOT_RESIDENT] = (int)t->not_resident_left,
        [UNIT_LEGAL] = (int)t->legal_left,
    };
    return (enum unit)town_weighted(&t->dice, weights, UNITS);
}

static void make_unit(struct town *t)
{
    struct town_household h;
    t->dice = town_dice_of(t->request->seed, (uint64_t)++t->unit_no, 1);
    enum unit unit = choose_unit(t);

    base_bug_context("town unit", t->unit_no);
    switch (unit) {
    case UNIT_FORMER:
        town_former_make(t, &h);
        break;
    case UNIT_NOT_RESIDENT:
        town_not_resident_make(t, &h);
        break;
    case UNIT_LEGAL:
        town_legal_make(t, &h);
        break;
    default:
        town_household_make(t, unit == UNIT_INSURED,
                            unit == UNIT_INSURED ? t->insured_left : plain_left(t), &h);
        town_events(t, &h);
        town_incomes(t, &h);
        town_facts(t, &h);
        town_specials(t, &h);
        break;
    }

    t->insured_left -= town_insured_count(&h);
    for (int i = 0; i < h.count; i++) {
        const struct town_row *last = town_last_row(&h.members[i]);
        t->resident_left -= last->status == STATUS_RESIDENT;
        t->former_left -= last->status >= STATUS_MOVED;
        t->not_resident_left -= last->kind == KIND_NOT_RESIDENT;
        t->legal_left -= last->kind == KIND_LEGAL;
    }
    town_write(t, &h);
    town_later(t, &h);
    town_examples_note(t, &h);
    arena_reset(t->unit);
}

/* ------------------------------------------------------------------------------------ feeds -- */

static enum err make_folder(const char *path, struct report *report)
{
    if (mkdir(path, 0755) != 0 && errno != EEXIST) {
        return report_fail(report, ERR_WORLD, "フォルダー %s を作れません: %s", path,
                           strerror(errno));
    }
    return ERR_NONE;
}

static enum err open_feeds(struct town *t, struct report *report)
{
    char later[512], manifest[640];
    int len = snprintf(later, sizeof later, "%s/later", t->request->out);
    if (len < 0 || (size_t)len >= sizeof later) {
        return report_fail(report, ERR_INPUT, "出力先の名前が長すぎます: %s", t->request->out);
    }
    snprintf(manifest, sizeof manifest, "%s/manifest.json", t->request->out);
    if (access(manifest, F_OK) == 0) {
        return report_fail(report, ERR_INPUT,
                           "出力先 %s にはすでに町があります"
                           "（別のフォルダーを --out に書いてください）",
                           t->request->out);
    }
    enum err e = make_folder(t->request->out, report);
    e = e != ERR_NONE ? e : make_folder(later, report);
    for (int i = 0; i < FEED_COUNT && e == ERR_NONE; i++) {
        struct feed_spec spec = {.interface = kinds[i].interface, .layout = kinds[i].layout,
                                 .extent = kinds[i].extent, .sequence = kinds[i].is_later ? 2 : 1,
                                 .as_of = kinds[i].is_later ? town_year(t) * 10000 + 801
                                                            : t->as_of};
        e = feed_open(&t->feeds[i], kinds[i].is_later ? later : t->request->out, &spec, report);
    }
    return e;
}

static void write_income_trailer(struct town *t, enum town_feed feed, int64_t undeclared, yen total,
                                 yen salary, yen pension)
{
    struct feed *f = &t->feeds[feed];
    feed_begin(f, 'T');
    feed_i64(f, f->data_records);
    feed_i64(f, undeclared);
    feed_i64(f, total);
    feed_i64(f, salary);
    feed_i64(f, pension);
    feed_end(f);
}

static void write_trailers(struct town *t)
{
    const struct town_counts *c = &t->count;
    for (int i = 0; i < FEED_COUNT; i++) {
        struct feed *f = &t->feeds[i];
        if (i == FEED_INCOME || i == FEED_LATER_INCOME) {
            continue;
        }
        feed_begin(f, 'T');
        feed_i64(f, f->data_records);
        if (i == FEED_RESIDENTS || i == FEED_LATER_RESIDENTS) {
            feed_i64(f, t->resident_trailer[i]);
            feed_i64(f, t->latest_trailer[i]);
        } else if (i == FEED_ELIGIBILITY) {
            feed_i64(f, c->memberships);
            feed_i64(f, c->open_memberships);
        } else if (i == FEED_ASSESSMENT) {
            for (int k = 0; k < 3; k++) {
                feed_i64(f, t->last_year_parts[k]);
            }
            feed_i64(f, 0);
            feed_i64(f, c->sum.last_year_total);
        }
        feed_end(f);
    }
    write_income_trailer(t, FEED_INCOME, c->undeclared_rows, c->sum.total_income,
                         c->sum.salary_revenue, c->sum.pension_revenue);
    write_income_trailer(t, FEED_LATER_INCOME, 0, c->sum.later_total_income,
                         t->later_salary_revenue, t->later_pension_revenue);
}

static enum err finish(struct town *t, struct report *report)
{
    enum err e = ERR_NONE;
    write_trailers(t);
    for (int i = 0; i < FEED_COUNT && e == ERR_NONE; i++) {
        e = feed_close(&t->feeds[i], report);
    }
    for (int i = 0; i < FEED_COUNT && e == ERR_NONE; i++) {
        e = feed_publish(&t->feeds[i], report);
    }
    return e != ERR_NONE ? e : town_manifest_write(t, report);
}

static enum err check_request(const struct town_request *r, struct report *report)
{
    if (r->persons < TOWN_PERSONS_MIN || r->persons > TOWN_PERSONS_MAX) {
        return report_fail(report, ERR_INPUT, "--persons %lld は %d から %d までで書いてください",
                           (long long)r->persons, TOWN_PERSONS_MIN, TOWN_PERSONS_MAX);
    }
    if (r->year < TOWN_FIRST_YEAR || r->year > TOWN_LAST_YEAR) {
        return report_fail(report, ERR_INPUT,
                           "--year %d の所得の表がありません"
                           "（%d から %d までの年度を書いてください）",
                           r->year, TOWN_FIRST_YEAR, TOWN_LAST_YEAR);
    }
    return ERR_NONE;
}

static enum err make_all(struct town *t, struct report *report, struct town_result *ret)
{
    enum err e = open_feeds(t, report);
    if (e == ERR_NONE) {
        town_practice(t);
        while (t->insured_left + t->resident_left + t->former_left + t->not_resident_left +
                   t->legal_left > 0) {
            make_unit(t);
        }
        town_later_arrivals(t);
        e = finish(t, report);
    }
    if (e != ERR_NONE) {
        for (int i = 0; i < FEED_COUNT; i++) {
            feed_discard(&t->feeds[i]);
        }
        return e;
    }
    *ret = (struct town_result){.addressees = t->count.addressees,
                                .residents = t->count.residents,
                                .households_with_insured = t->count.households_with_insured,
                                .insured = t->count.insured};
    for (int i = 0; i < FEED_COUNT; i++) {
        ret->bytes += t->feeds[i].bytes;
    }
    snprintf(ret->manifest, sizeof ret->manifest, "%s/manifest.json", t->request->out);
    return ERR_NONE;
}

enum err town_make(const struct town_request *request, struct report *report,
                   struct town_result *ret)
{
    enum err e = check_request(request, report);
    if (e != ERR_NONE) {
        return e;
    }
    struct arena *run = arena_new("town", RUN_BYTES);
    struct town *t = ARENA_NEW(run, struct town);
    t->request = request;
    t->run = run;
    t->unit = arena_new("town unit", UNIT_BYTES);
    t->report = report;
    textbuf_init(&t->practice, (size_t)1 << 16);
    set_targets(t);
    e = make_all(t, report, ret);
    textbuf_done(&t->practice);
    arena_free(t->unit);
    arena_free(run);
    return e;
}
