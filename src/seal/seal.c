/*
 * 行の封印: look at every row once, compare portion by portion, seal what is whole now.
 *
 * The sets are read by several threads, each with a handle of its own, all of them in one state of the
 * database.
 */
#include "seal/seal.h"

#include <inttypes.h>
#include <pthread.h>
#include <sodium.h>

#define KEY_SEAL "row-seal"
#define DIGEST_BYTES 16
#define HEAD_BYTES 32

const struct key_purpose key_purpose_seal = {KEY_SEAL, "行の封印", "BLAKE2b", KEY_PROVES};

/* How the rows of a seal are digested; the numbers stand in the database. */
enum seal_way {
    WAY_WIDE = 1,  /* row_digest_add_keyed() of rows in the wide form */
    WAY_CLOSE = 2, /* row_digest_add_headed() of rows in the close form */
};

/* A portion: what its seal says, if it has one, and what its rows add up to. */
struct portion {
    bool is_used; /* of the place in the table */
    bool is_sealed, differs, is_accepted;
    bool is_carried; /* is what its seal says, and sealed anew in the way of today */
    int64_t number;
    size_t key; /* of the ring */
    enum seal_way way;
    int64_t sealed_rows, rows;
    unsigned char sealed_digest[DIGEST_BYTES];
    struct row_digest sum;
    struct row_digest next; /* in the way of today under the key of today, where `way` is an older one */
};

/* The portions of one set: open addressing, at most half full. */
struct portions {
    const struct store_sealed *set;
    struct portion *places;
    size_t capacity, count;
    struct portion *last; /* rows of one portion mostly follow each other */
    int64_t sealed_rows, rows;
    bool is_taken; /* by a reader */
};

struct looking {
    struct session *session;
    pthread_mutex_t lock; /* of the arena, of what is taken and of the result, while several read */
    enum err result;
    struct arena *arena;
    struct report *report;
    struct key_ring ring;
    date today;
    struct portions *sets;
    size_t set_count;
    int64_t heads;
};

/* ---------------------------------------------------------------------------- portions -------- */

static size_t place_of(const struct portions *p, int64_t number)
{
    size_t at = (size_t)((uint64_t)number * 0x9e3779b97f4a7c15u >> 20) & (p->capacity - 1);
    while (p->places[at].is_used && p->places[at].number != number) {
        at = (at + 1) & (p->capacity - 1);
    }
    return at;
}

static void make_room(struct portions *p, struct arena *arena)
{
    struct portions wider = *p;
    wider.capacity = p->capacity == 0 ? 64 : p->capacity * 2;
    wider.places = ARENA_ARRAY(arena, struct portion, wider.capacity);
    for (size_t i = 0; i < p->capacity; i++) {
        if (p->places[i].is_used) {
            wider.places[place_of(&wider, p->places[i].number)] = p->places[i];
        }
    }
    *p = wider;
    p->last = NULL;
}

static struct portion *portion_of(struct looking *l, struct portions *p, int64_t number)
{
    if (p->last != NULL && p->last->number == number) {
        return p->last;
    }
    if (2 * (p->count + 1) > p->capacity) {
        pthread_mutex_lock(&l->lock);
        make_room(p, l->arena);
        pthread_mutex_unlock(&l->lock);
    }
    struct portion *at = &p->places[place_of(p, number)];
    if (!at->is_used) {
        *at = (struct portion){.is_used = true, .number = number, .way = WAY_CLOSE};
        p->count++;
    }
    p->last = at;
    return at;
}

/* ------------------------------------------------------------------------------- seals -------- */

static bool key_of_version(const struct key_ring *ring, int64_t version, size_t *ret)
{
    for (size_t i = 0; i < ring->count; i++) {
        if (ring->versions[i] == version) {
            *ret = i;
            return true;
        }
    }
    return false;
}

static struct portions *set_named(const struct looking *l, struct text name)
{
    for (size_t i = 0; i < l->set_count; i++) {
        if (text_is(name, l->sets[i].set->name)) {
            return &l->sets[i];
        }
    }
    return NULL;
}

static void digest_bytes(const struct row_digest *sum, unsigned char ret[DIGEST_BYTES])
{
    for (int i = 0; i < 8; i++) {
        ret[i] = (unsigned char)(sum->lo >> (8 * i));
        ret[8 + i] = (unsigned char)(sum->hi >> (8 * i));
    }
}

/* What stands in a seal, for the sum over all seals. No name begins with a line's end. */
static void seal_sum(struct row_digest *sum, struct text name, int64_t portion, int64_t rows, int64_t way,
                     const void *digest, int64_t head_no, const unsigned char key[FOLDER_KEY_BYTES])
{
    struct textbuf bytes;
    textbuf_init(&bytes, 512);
    if (way != WAY_WIDE) {
        textbuf_printf(&bytes, "\n%" PRId64 "\n", way);
    }
    textbuf_add(&bytes, name.bytes, name.len);
    textbuf_printf(&bytes, "\n%" PRId64 "\n%" PRId64 "\n%" PRId64 "\n", portion, rows, head_no);
    textbuf_add(&bytes, digest, DIGEST_BYTES);
    assert(!bytes.overflow);
    row_digest_add_keyed(sum, bytes.bytes, bytes.len, key);
    textbuf_done(&bytes);
}

static void head_seal(const struct row_digest *all, int64_t head_no, int64_t sealed_at,
                      const unsigned char key[FOLDER_KEY_BYTES], unsigned char ret[HEAD_BYTES])
{
    char words[160];
    unsigned char sum[DIGEST_BYTES];
    char hex[2 * DIGEST_BYTES + 1];
    digest_bytes(all, sum);
    hex_format(sum, sizeof(sum), hex);
    int n = snprintf(words, sizeof(words), "head\n%" PRId64 "\n%" PRId64 "\n%s\n", head_no, sealed_at, hex);
    assert(n > 0 && n < (int)sizeof(words));
    crypto_generichash(ret, HEAD_BYTES, (const unsigned char *)words, (unsigned long long)n, key,
                       FOLDER_KEY_BYTES);
}

/* The seals of the sets, and the sum over all of them under the key `key` of the ring. */
static enum err read_seals(struct looking *l, struct store *s, size_t key, bool takes, struct report *broken,
                           struct row_digest *ret)
{
    struct query *q = store_query(s, SQL_seal_portions);
    bool row;
    enum err e;
    *ret = (struct row_digest){0, 0};
    while ((e = query_step(q, l->report, &row)) == ERR_NONE && row) {
        struct text name = query_text(q, 0), digest = query_blob(q, 3);
        int64_t number = query_i64(q, 1), rows = query_i64(q, 2), way = query_i64(q, 6);
        struct portions *set = set_named(l, name);
        size_t made_with = 0;
        unsigned char bytes[DIGEST_BYTES] = {0};
        memcpy(bytes, digest.bytes, digest.len < DIGEST_BYTES ? digest.len : DIGEST_BYTES);
        seal_sum(ret, name, number, rows, way, bytes, query_i64(q, 5), l->ring.bytes[key]);
        if (!takes) {
            continue;
        }
        if (set == NULL || (way != WAY_WIDE && way != WAY_CLOSE) ||
            !key_of_version(&l->ring, query_i64(q, 4), &made_with)) {
            report_add(broken,
                       "封印「%.*s」 %" PRId64
                       " は、この版の表か鍵では確かめられません。鍵の台帳を見てください",
                       (int)name.len, name.bytes, number);
            continue;
        }
        struct portion *p = portion_of(l, set, number);
        p->is_sealed = true;
        p->key = made_with;
        p->way = (enum seal_way)way;
        p->sealed_rows = rows;
        set->sealed_rows += rows;
        memcpy(p->sealed_digest, bytes, DIGEST_BYTES);
    }
    query_reset(q);
    return e;
}

/* Whether the last head still covers what stands; heads are numbered from one without a gap. */
static enum err check_head(struct looking *l, struct store *s, struct report *broken, bool *ret_broken)
{
    struct query *q = store_query(s, SQL_seal_heads);
    int64_t head_no = 0, sealed_at = 0, version = 0, gaps = 0;
    unsigned char stood[HEAD_BYTES] = {0}, seal[HEAD_BYTES];
    struct row_digest all;
    bool row;
    enum err e;
    while ((e = query_step(q, l->report, &row)) == ERR_NONE && row) {
        struct text bytes = query_blob(q, 3);
        gaps += query_i64(q, 0) - head_no - 1;
        head_no = query_i64(q, 0);
        sealed_at = query_i64(q, 1);
        version = query_i64(q, 2);
        memcpy(stood, bytes.bytes, bytes.len < HEAD_BYTES ? bytes.len : HEAD_BYTES);
    }
    query_reset(q);
    size_t key = 0;
    bool has_key = head_no == 0 || key_of_version(&l->ring, version, &key);
    if (e == ERR_NONE) {
        e = read_seals(l, s, key, true, broken, &all);
    }
    if (e != ERR_NONE) {
        return e;
    }
    l->heads = head_no;
    if (head_no == 0) {
        if (all.lo != 0 || all.hi != 0) {
            report_add(broken, "行の封印に見出しがありません。消されたか、書き足されています");
            *ret_broken = true;
        }
        return ERR_NONE;
    }
    head_seal(&all, head_no, sealed_at, l->ring.bytes[key], seal);
    if (!has_key || gaps != 0 || sodium_memcmp(seal, stood, HEAD_BYTES) != 0) {
        report_add(broken,
                   "行の封印そのものが変わりました（見出し %" PRId64 "）。控えの封印と比べてください",
                   head_no);
        *ret_broken = true;
    }
    return ERR_NONE;
}

/* -------------------------------------------------------------------------------- look -------- */

struct taking {
    struct looking *l;
    struct portions *set;
    int64_t day_from; /* days already known: rows of one day follow each other */
    int64_t day_until, day;
};

/* The portion a row belongs to: its day in Japan as yyyymmdd, or its number. */
static int64_t number_of(struct taking *t, int64_t portion)
{
    if (t->set->set->by == SEALED_BY_NUMBER) {
        return portion;
    }
    if (portion < t->day_from || portion >= t->day_until) {
        date day = clock_day(portion);
        t->day = date_ymd(day);
        t->day_from = moment_of_day(day);
        t->day_until = moment_of_day(date_add_days(day, 1));
    }
    return t->day;
}

/* A seal made in the older way is compared in that way, and what it would be today is added up beside it. */
static void take_row(void *context, int64_t portion, const struct store_row *row)
{
    struct taking *t = context;
    const struct key_ring *ring = &t->l->ring;
    struct portion *p = portion_of(t->l, t->set, number_of(t, portion));
    bool is_wide = p->way == WAY_WIDE;
    p->rows++;
    t->set->rows++;
    if (is_wide) {
        struct text wide = store_row_bytes(row, ROW_WIDE);
        row_digest_add_keyed(&p->sum, wide.bytes, wide.len, ring->bytes[p->key]);
    }
    struct text close = store_row_bytes(row, ROW_CLOSE);
    row_digest_add_headed(is_wide ? &p->next : &p->sum, close.bytes, close.len,
                          ring->bytes[is_wide ? 0 : p->key]);
}

static bool is_whole(const struct looking *l, const struct store_sealed *set, const struct portion *p)
{
    date day;
    if (set->by == SEALED_BY_NUMBER) {
        return true;
    }
    return date_from_ymd((int32_t)p->number, &day) &&
           !date_before(date_add_days(l->today, -SEAL_DAYS_OPEN), day);
}

/* Whether it is what its seal says. */
static bool compare(const struct store_sealed *set, const struct portion *p, struct report *broken)
{
    unsigned char sum[DIGEST_BYTES];
    digest_bytes(&p->sum, sum);
    if (p->rows == p->sealed_rows && sodium_memcmp(sum, p->sealed_digest, DIGEST_BYTES) == 0) {
        return true;
    }
    const char *what = set->by == SEALED_BY_MOMENT ? "に記録した" : "番の";
    report_add(broken,
               "%s（%s）: %" PRId64 " %s行が、封印のあとに変わりました。封印のとき %" PRId64
               " 行、いま %" PRId64 " 行。控え（バックアップ）の同じ行と比べてください",
               set->label, set->table, p->number, what, p->sealed_rows, p->rows);
    return false;
}

static int by_number(const void *a, const void *b)
{
    const struct portion *x = *(struct portion *const *)a, *y = *(struct portion *const *)b;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* Those in use, in order. */
static struct portion **in_order(const struct portions *p, struct arena *arena)
{
    struct portion **list = ARENA_ARRAY(arena, struct portion *, p->count + 1);
    size_t n = 0;
    for (size_t i = 0; i < p->capacity; i++) {
        if (p->places[i].is_used) {
            list[n++] = &p->places[i];
        }
    }
    assert(n == p->count);
    if (n > 0) {
        qsort(list, n, sizeof(list[0]), by_number);
    }
    return list;
}

static void compare_set(const struct looking *l, const struct portions *set, struct report *broken,
                        struct seal_look *ret)
{
    struct portion **list = in_order(set, l->arena);
    ret->rows += set->rows;
    for (size_t i = 0; i < set->count; i++) {
        struct portion *p = list[i];
        if (p->is_sealed) {
            ret->portions++;
            p->differs = !compare(set->set, p, broken);
            p->is_carried = !p->differs && p->way == WAY_WIDE;
            ret->different += p->differs;
            ret->carried += p->is_carried;
        } else if (is_whole(l, set->set, p)) {
            ret->fresh++;
        }
    }
}

/* ----------------------------------------------------------------------------- readers -------- */

/* The largest set nobody has taken, by what was sealed of it; NULL = none is left. */
static struct portions *take_set(struct looking *l)
{
    struct portions *largest = NULL;
    pthread_mutex_lock(&l->lock);
    for (size_t i = 0; i < l->set_count; i++) {
        struct portions *set = &l->sets[i];
        if (!set->is_taken && (largest == NULL || set->sealed_rows > largest->sealed_rows)) {
            largest = set;
        }
    }
    if (largest != NULL) {
        largest->is_taken = true;
    }
    pthread_mutex_unlock(&l->lock);
    return largest;
}

/* One of those who read the sets at once. */
static void read_sets(void *context, struct store *own)
{
    struct looking *l = context;
    struct portions *set;
    struct report report;
    enum err e = ERR_NONE;
    report_init(&report);
    while (e == ERR_NONE && (set = take_set(l)) != NULL) {
        struct taking t = {.l = l, .set = set};
        e = store_sealed_scan(own, set->set, take_row, &t, &report);
    }
    pthread_mutex_lock(&l->lock);
    for (size_t i = 0; i < report.kept; i++) {
        report_add(l->report, "%s", report.lines[i]);
    }
    l->result = l->result == ERR_NONE ? e : l->result;
    pthread_mutex_unlock(&l->lock);
    report_done(&report);
}

static struct looking *looking_new(struct session *s, struct arena *arena, struct report *report)
{
    struct looking *l = ARENA_NEW(arena, struct looking);
    *l = (struct looking){.session = s, .lock = PTHREAD_MUTEX_INITIALIZER, .arena = arena, .report = report};
    for (size_t i = 0; i < seal_part_count; i++) {
        l->set_count += *seal_parts[i].count;
    }
    l->sets = ARENA_ARRAY(arena, struct portions, l->set_count + 1);
    for (size_t i = 0, n = 0; i < seal_part_count; i++) {
        for (size_t k = 0; k < *seal_parts[i].count; k++) {
            l->sets[n++].set = &seal_parts[i].sets[k];
        }
    }
    return l;
}

enum err seal_look(struct session *s, date today, struct arena *arena, struct report *report,
                   struct report *broken, struct seal_look *ret)
{
    struct looking *l = looking_new(s, arena, report);
    struct store *stores[STORE_BESIDE_MAX];
    size_t count = store_beside_count();
    l->today = today;
    *ret = (struct seal_look){.inner = l};
    enum err e = data_folder_ring(&s->folder, KEY_SEAL, report, &l->ring);
    if (e == ERR_NONE) {
        e = store_open_beside(s->store, s->folder.store_url, count, report, stores);
    }
    if (e != ERR_NONE) {
        return e;
    }
    e = check_head(l, stores[0], broken, &ret->is_head_broken);
    if (e == ERR_NONE) {
        store_read_beside(stores, count, read_sets, l);
        e = l->result;
    }
    for (size_t i = 0; i < count; i++) {
        store_close(stores[i]);
    }
    for (size_t i = 0; i < l->set_count && e == ERR_NONE; i++) {
        compare_set(l, &l->sets[i], broken, ret);
    }
    return e;
}

/* --------------------------------------------------------------------------------- add -------- */

static void set_portion(struct query *q, const struct store_sealed *set, const struct portion *p)
{
    unsigned char digest[DIGEST_BYTES];
    digest_bytes(p->is_carried ? &p->next : &p->sum, digest);
    query_set_text(q, "name", text_of(set->name));
    query_set_i64(q, "portion", p->number);
    query_set_i64(q, "row_count", p->rows);
    query_set_blob(q, "digest", digest, sizeof(digest));
}

static enum err put_portion(struct looking *l, const struct store_sealed *set, const struct portion *p,
                            int64_t head_no)
{
    enum sql sql = p->is_sealed ? SQL_seal_portion_replace : SQL_seal_portion_insert;
    struct query *q = store_query(l->session->store, sql);
    int64_t changed;
    set_portion(q, set, p);
    query_set_i64(q, "key_version", l->ring.versions[p->is_carried ? 0 : p->key]);
    query_set_i64(q, "head_no", head_no);
    query_set_i64(q, "way", p->is_carried ? WAY_CLOSE : p->way);
    return query_run(q, l->report, &changed);
}

static enum err put_portions(struct looking *l, const struct portions *set, int64_t head_no)
{
    struct portion **list = in_order(set, l->arena);
    enum err e = ERR_NONE;
    for (size_t i = 0; i < set->count && e == ERR_NONE; i++) {
        const struct portion *p = list[i];
        bool wanted = p->is_sealed ? p->is_accepted || p->is_carried : is_whole(l, set->set, p);
        if (wanted) {
            e = put_portion(l, set->set, list[i], head_no);
        }
    }
    return e;
}

static enum err put_head(struct looking *l, int64_t head_no)
{
    struct row_digest all;
    unsigned char seal[HEAD_BYTES];
    int64_t changed, now = clock_now_ms();
    enum err e = read_seals(l, l->session->store, 0, false, l->report, &all);
    if (e != ERR_NONE) {
        return e;
    }
    head_seal(&all, head_no, now, l->ring.bytes[0], seal);
    struct query *q = store_query(l->session->store, SQL_seal_head_insert);
    query_set_i64(q, "head_no", head_no);
    query_set_i64(q, "sealed_at", now);
    query_set_i64(q, "key_version", l->ring.versions[0]);
    query_set_blob(q, "seal", seal, sizeof(seal));
    return query_run(q, l->report, &changed);
}

static enum err put(struct session *s, const struct seal_look *look, struct report *report)
{
    struct looking *l = look->inner;
    enum err e = ERR_NONE;
    assert(l->session == s);
    l->report = report;
    for (size_t i = 0; i < l->set_count && e == ERR_NONE; i++) {
        e = put_portions(l, &l->sets[i], l->heads + 1);
    }
    return e == ERR_NONE ? put_head(l, l->heads + 1) : e;
}

enum err seal_add(struct session *s, const struct seal_look *look, struct report *report)
{
    bool has_new = look->fresh > 0 || look->carried > 0;
    return has_new && !look->is_head_broken ? put(s, look, report) : ERR_NONE;
}

/* ------------------------------------------------------------------------ 封のし直し ----------- */

enum err seal_propose(struct session *s, const struct seal_look *look, int64_t run_no,
                      struct report *report)
{
    struct looking *l = look->inner;
    struct query *q = store_query(s->store, SQL_seal_proposal_insert);
    for (size_t i = 0; i < l->set_count; i++) {
        struct portion **list = in_order(&l->sets[i], l->arena);
        for (size_t k = 0; k < l->sets[i].count; k++) {
            int64_t changed;
            if (!list[k]->differs) {
                continue;
            }
            query_set_i64(q, "run_no", run_no);
            set_portion(q, l->sets[i].set, list[k]);
            enum err e = query_run(q, report, &changed);
            if (e != ERR_NONE) {
                return e;
            }
        }
    }
    return ERR_NONE;
}

enum err seal_withdraw(struct session *s, int64_t run_no, struct report *report)
{
    struct query *q = store_query(s->store, SQL_seal_proposal_delete);
    int64_t changed;
    query_set_i64(q, "run_no", run_no);
    return query_run(q, report, &changed);
}

/* Marks what stands as it was proposed; the number of portions that were proposed. */
static enum err mark_accepted(struct looking *l, int64_t run_no, int64_t *ret_accepted)
{
    struct query *q = store_query(l->session->store, SQL_seal_proposal);
    bool row;
    enum err e;
    *ret_accepted = 0;
    query_set_i64(q, "run_no", run_no);
    while ((e = query_step(q, l->report, &row)) == ERR_NONE && row) {
        struct portions *set = set_named(l, query_text(q, 0));
        struct text digest = query_blob(q, 3);
        unsigned char sum[DIGEST_BYTES];
        struct portion *p = set != NULL ? portion_of(l, set, query_i64(q, 1)) : NULL;
        if (p == NULL) {
            continue;
        }
        digest_bytes(&p->sum, sum);
        p->is_accepted = p->differs && p->rows == query_i64(q, 2) && digest.len == DIGEST_BYTES &&
                         sodium_memcmp(sum, digest.bytes, DIGEST_BYTES) == 0;
        *ret_accepted += p->is_accepted;
    }
    query_reset(q);
    return e;
}

enum err seal_accept(struct session *s, const struct seal_look *look, int64_t run_no, struct report *report)
{
    struct looking *l = look->inner;
    int64_t accepted;
    l->report = report;
    enum err e = mark_accepted(l, run_no, &accepted);
    if (e == ERR_NONE && accepted != look->different) {
        e = report_fail(report, ERR_INPUT,
                        "封印と違う %" PRId64 " 組のうち、提案のときと同じものは %" PRId64
                        " 組です。提案のあとに変わりました。もう一度提案してください",
                        look->different, accepted);
    }
    return e == ERR_NONE ? put(s, look, report) : e;
}

/* ---------------------------------------------------------------------------- 保存期限 --------- */

/* The seal without the rows that go. */
static void take_out(struct portion *p)
{
    struct row_digest sealed = {0, 0};
    for (int i = 7; i >= 0; i--) {
        sealed.lo = sealed.lo << 8 | p->sealed_digest[i];
        sealed.hi = sealed.hi << 8 | p->sealed_digest[8 + i];
    }
    p->sum = (struct row_digest){.lo = sealed.lo - p->sum.lo,
                                 .hi = sealed.hi - p->sum.hi - (sealed.lo < p->sum.lo ? 1 : 0)};
    p->rows = p->sealed_rows - p->rows;
}

static enum err let_go(struct looking *l)
{
    bool has_gone = false;
    enum err e = ERR_NONE;
    for (size_t i = 0; i < l->set_count && e == ERR_NONE; i++) {
        struct portions *set = &l->sets[i];
        struct taking t = {.l = l, .set = set};
        e = store_sealed_scan_going(l->session->store, set->set, take_row, &t, l->report);
        struct portion **list = in_order(set, l->arena);
        for (size_t k = 0; k < set->count && e == ERR_NONE; k++) {
            if (list[k]->is_sealed && list[k]->rows > 0) {
                take_out(list[k]);
                e = put_portion(l, set->set, list[k], l->heads + 1);
                has_gone = true;
            }
        }
    }
    return e == ERR_NONE && has_gone ? put_head(l, l->heads + 1) : e;
}

enum err seal_let_go(struct session *s, struct report *report)
{
    struct arena *arena = arena_new("行の封印", (size_t)64 << 20);
    struct looking *l = looking_new(s, arena, report);
    struct report broken;
    bool is_broken = false;
    report_init(&broken);
    enum err e = data_folder_ring(&s->folder, KEY_SEAL, report, &l->ring);
    if (e == ERR_NONE) {
        e = check_head(l, s->store, &broken, &is_broken);
    }
    if (e == ERR_NONE && is_broken) {
        e = report_fail(report, ERR_FINDINGS, "%s。直るまで、保存期限を過ぎた行も消せません",
                        broken.lines[0]);
    }
    if (e == ERR_NONE && l->heads > 0) {
        e = let_go(l);
    }
    key_ring_wipe(&l->ring);
    report_done(&broken);
    arena_free(arena);
    return e;
}

void seal_done(struct seal_look *look)
{
    if (look->inner != NULL) {
        key_ring_wipe(&((struct looking *)look->inner)->ring);
    }
}
