/*
 * 区全体の事実 -- packed household by household from what premium-annual would
 * assess, kept by year and moment.
 *
 * Rows    LV-22, LV-23
 */
#include "trial/trial.h"

#include "base/hash.h"

#include <pthread.h>

#define WARD_BYTES_MAX ((size_t)2 << 30)
#define KEPT_MAX 3 /* wards in memory beside those in use: years and moments that are looked at in turn */

static pthread_mutex_t kept_lock = PTHREAD_MUTEX_INITIALIZER;
static struct trial_ward *kept[KEPT_MAX]; /* the one used last stands first */

/* ---------------------------------------------------------------------------------- packing ---- */

static void row_digested(struct row_digest *sum, const struct premium_subject *s, const struct ward_row *r)
{
    struct textbuf words; /* every number that is kept, in words: no padding, one order */

    textbuf_init(&words, 1 << 20);
    textbuf_printf(&words, "%lld %lld %u %d", (long long)s->household_no, (long long)s->payer_no,
                   r->insured_count, r->reduction_tenths);
    for (size_t k = 0; k < r->income_count; k++) {
        textbuf_printf(&words, " i%lld/%d/%d", (long long)r->income[k].amount,
                       r->income[k].months[WARD_INSURED], r->income[k].months[WARD_CARE]);
    }
    for (size_t k = 0; k < r->asset_count; k++) {
        textbuf_printf(&words, " a%lld/%d", (long long)r->asset[k].amount,
                       r->asset[k].months[WARD_INSURED]);
    }
    for (int p = 0; p < LEVY_PARTS; p++) {
        for (int l = 0; l < WARD_LEVELS; l++) {
            textbuf_printf(&words, " %u/%u/%u", r->per_capita[p][l], r->adult[p][l], r->household[p][l]);
        }
    }
    row_digest_add(sum, words.bytes, words.len);
    textbuf_done(&words);
}

#define GROW(column)                                                                                       \
    do {                                                                                                   \
        void *more = arena_alloc(w->arena, w->capacity, sizeof(*(column)));                                \
        if (w->w.count > 0) {                                                                              \
            memcpy(more, (column), w->w.count * sizeof(*(column)));                                        \
        }                                                                                                  \
        (column) = more;                                                                                   \
    } while (0)

static void facts_grow(struct trial_ward *w)
{
    GROW(w->household_no);
    GROW(w->payer_no);
    GROW(w->insured);
    GROW(w->income_is_known);
    GROW(w->base);
}

struct packing {
    struct trial_ward *w;
    const struct ward_units *units;
    struct row_digest digest;
};

static enum err pack(void *context, const struct premium_subject *s, struct arena *unit,
                     struct report *report)
{
    struct packing *p = context;
    struct trial_ward *w = p->w;
    struct ward_row r;

    (void)report;
    if (s->refused != NULL) {
        w->refused++;
        return ERR_NONE;
    }
    premium_ward_row(p->units, s->facts, unit, &r);
    if (r.has_nobody) {
        return ERR_NONE; /* joined and left in one month: no assessment */
    }
    if (w->w.count == w->capacity) {
        w->capacity = w->capacity * 2 + 4096;
        facts_grow(w);
    }
    size_t i = w->w.count;
    w->household_no[i] = s->household_no;
    w->payer_no[i] = s->payer_no;
    w->insured[i] = r.insured_count;
    w->income_is_known[i] = r.income_is_known;
    w->base[i] = r.base;
    premium_ward_add(&w->w, w->arena, &r);
    w->persons += r.insured_count;
    row_digested(&p->digest, s, &r);
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------------ making ---- */

static enum err ward_make(struct session *session, struct trial_ward *w, struct report *report)
{
    struct session as_of = *session;
    struct packing p = {.w = w};

    as_of.folder.business_date = w->on;
    enum err e = premium_law_load(session->folder.params, session->folder.municipality,
                                  (fiscal_year){(int16_t)w->year}, w->arena, report, &w->law);
    if (e == ERR_NONE && w->law->missing != NULL) {
        e = report_fail(report, ERR_INPUT, "%s", w->law->missing);
    }
    for (int part = 0; e == ERR_NONE && part < LEVY_PARTS; part++) {
        if (w->law->parts[part].is_levied && w->law->parts[part].missing != NULL) {
            e = report_fail(report, ERR_INPUT, "%s", w->law->parts[part].missing);
        }
    }
    if (e != ERR_NONE) {
        return e;
    }
    p.units = premium_ward_units(w->law, w->arena);
    e = premium_subjects(&as_of, w->law, w->known_at, pack, &p, report);
    if (e == ERR_NONE) {
        row_digest_format(&p.digest, w->digest);
        w->rates = premium_ward_rates(w->law);
        w->in_force = ARENA_ARRAY(w->arena, yen, w->w.count + 1);
        premium_ward_assess(w->law, &w->w, &w->rates, &w->totals, w->in_force, NULL);
    }
    return e;
}

static enum err ward_new(struct session *s, int32_t year, int64_t known_at, date on, int64_t mark,
                         struct report *report, struct trial_ward **ret)
{
    struct arena *arena = arena_new("区全体の事実", WARD_BYTES_MAX);
    struct trial_ward *w = ARENA_NEW(arena, struct trial_ward);

    w->arena = arena;
    (void)snprintf(w->folder, sizeof(w->folder), "%s", s->folder.path);
    w->year = year;
    w->known_at = known_at;
    w->on = on;
    w->mark = mark;
    enum err e = ward_make(s, w, report);
    if (e != ERR_NONE) {
        arena_free(arena);
        return e;
    }
    *ret = w;
    return ERR_NONE;
}

/* ------------------------------------------------------------------------------------ keeping ---- */

static void ward_release(struct trial_ward *w)
{
    if (w != NULL && --w->users == 0) {
        arena_free(w->arena); /* holds *w itself */
    }
}

static struct trial_ward *find_kept(const struct session *s, int32_t year, int64_t known_at, date on,
                                    int64_t mark)
{
    for (size_t i = 0; i < KEPT_MAX && kept[i] != NULL; i++) {
        struct trial_ward *w = kept[i];
        bool is_it = strcmp(w->folder, s->folder.path) == 0 && w->year == year && date_equal(w->on, on) &&
                     (known_at != 0 ? w->known_at == known_at : w->mark == mark);
        if (is_it) {
            memmove(&kept[1], &kept[0], i * sizeof(kept[0]));
            kept[0] = w;
            return w;
        }
    }
    return NULL;
}

static void keep(struct trial_ward *w)
{
    ward_release(kept[KEPT_MAX - 1]);
    memmove(&kept[1], &kept[0], (KEPT_MAX - 1) * sizeof(kept[0]));
    kept[0] = w;
    w->users++;
}

enum err trial_ward_open(struct session *s, int32_t year, int64_t known_at, date on, struct report *report,
                         struct trial_ward **ret)
{
    int64_t mark = 0;
    enum err e = ERR_NONE;
    date day = date_is_none(on) ? s->folder.business_date : on;

    if (known_at == 0) {
        e = premium_facts_mark(s->store, year, report, &mark);
    }
    if (e != ERR_NONE) {
        return e;
    }
    pthread_mutex_lock(&kept_lock); /* also while packing: a second caller waits for the first */
    struct trial_ward *w = find_kept(s, year, known_at, day, mark);
    if (w == NULL) {
        e = ward_new(s, year, known_at != 0 ? known_at : clock_now_ms(), day, mark, report, &w);
        if (e == ERR_NONE) {
            keep(w);
        }
    }
    if (e == ERR_NONE) {
        w->users++;
        *ret = w;
    }
    pthread_mutex_unlock(&kept_lock);
    return e;
}

void trial_ward_close(struct trial_ward *w)
{
    pthread_mutex_lock(&kept_lock);
    ward_release(w);
    pthread_mutex_unlock(&kept_lock);
}
