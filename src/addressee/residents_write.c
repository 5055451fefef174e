/*
 * 住民記録の取込み -- writing: what a slice changes at once, what needs the order of its table at the end.
 *
 * Hashing numbers and folding search keys is done by another thread than writing: on the first load by the
 * one that prepares slices ahead, later by one for each slice. Numbers are sealed as they are written.
 * Belongings, birth days and search keys are gathered, sorted in memory and written in the order of their
 * keys: tables that grow at their end are written several times faster.
 */
#include "addressee/posting.h"
#include "addressee/residents.h"
#include "store/moved.h"

#include <pthread.h>

/* --------------------------------------------------------------------- 索引と検索キー --------- */

void residents_fold(struct residents *in, struct merge *m)
{
    for (size_t i = 0; i < m->number_add_count; i++) {
        struct number_add *a = &m->number_adds[i];
        a->blind_len = number_blind(&in->keys, &a->pair, a->blind);
    }
    for (size_t i = 0; i < m->add_count; i++) {
        if (m->adds[i].is_from_feed) {
            keys_of_person(m->adds[i].row, m->adds[i].before, &in->search_keys);
            if (!in->is_first) {
                keys_of_items(m->adds[i].row, &in->search_keys);
            }
        }
    }
}

struct folding {
    struct residents *in;
    struct merge *m;
};

static void *fold_beside(void *context)
{
    struct folding *work = context;
    residents_fold(work->in, work->m);
    return NULL;
}

/* ------------------------------------------------------------------------------- 一切れ ------- */

static enum err close_rows(struct residents *in, enum sql sql, const struct row_key *keys,
                           size_t count)
{
    struct query *q = store_query(in->run->session->store, sql);

    for (size_t i = 0; i < count; i++) {
        int64_t changed = 0;
        query_set_i64(q, "now", in->run->recorded_at);
        query_set_i64(q, "addressee_no", keys[i].addressee_no);
        query_set_i64(q, "history_no", keys[i].history_no);
        query_set_i64(q, "recorded_at", keys[i].recorded_at);
        enum err e = query_run(q, in->run->report, &changed);
        if (e != ERR_NONE) {
            return e;
        }
        assert(changed == 1);
    }
    return ERR_NONE;
}

/*
 * On the first load one bulk takes the rows of all slices: nobody asks for them in between, and PostgreSQL
 * works best on large portions. Later each slice is written whole.
 */
static enum err bulk_of(struct residents *in, const char *table, const struct bulk_column *columns,
                        size_t count, struct bulk **kept)
{
    return *kept != NULL ? ERR_NONE
                         : store_bulk_begin(in->run->session->store, table, columns, count,
                                            in->run->report, kept);
}

static enum err close_bulk(struct residents *in, struct bulk **kept, enum err e)
{
    struct bulk *b = *kept;

    if (b == NULL) {
        return e;
    }
    if (e == ERR_NONE && in->is_first) {
        return bulk_give_back(b, in->run->report); /* the slice is used again */
    }
    *kept = NULL;
    enum err end = bulk_end(b, in->run->report);
    return e != ERR_NONE ? e : end;
}

static enum err end_bulks(struct residents *in)
{
    struct bulk *bulks[] = {in->person_bulk, in->number_bulk};
    enum err e = ERR_NONE;

    in->person_bulk = in->number_bulk = NULL;
    for (size_t i = 0; i < COUNT_OF(bulks); i++) {
        enum err end = bulks[i] != NULL ? bulk_end(bulks[i], in->run->report) : ERR_NONE;
        e = e != ERR_NONE ? e : end;
    }
    return e;
}

static enum err add_rows(struct residents *in, const struct merge *m)
{
    if (m->add_count == 0) {
        return ERR_NONE;
    }
    enum err e = bulk_of(in, "addressee_person", person_columns, COUNT_OF(person_columns),
                         &in->person_bulk);
    struct bulk *b = in->person_bulk;
    for (size_t i = 0; i < m->add_count && e == ERR_NONE; i++) {
        const struct person_row *row = m->adds[i].row;
        for (int c = 0; c < PERSON_COLUMNS; c++) {
            bulk_i64(b, row->n[c]);
        }
        for (int c = 0; c < PERSON_ITEMS; c++) {
            bulk_text_lent(b, row->t[c]);
        }
        bulk_blob_lent(b, row->t[PERSON_ITEMS].bytes, row->t[PERSON_ITEMS].len);
        e = bulk_row(b, in->run->report);
    }
    return close_bulk(in, &in->person_bulk, e);
}

static enum err add_numbers(struct residents *in, const struct merge *m)
{
    static const struct bulk_column columns[] = {
        {"addressee_no", BULK_I64},  {"history_no", BULK_I64}, {"recorded_at", BULK_I64},
        {"superseded_at", BULK_I64}, {"sealed", BULK_BLOB},    {"blind", BULK_BLOB},
    };

    if (m->number_add_count == 0) {
        return ERR_NONE;
    }
    enum err e = bulk_of(in, "addressee_number", columns, COUNT_OF(columns), &in->number_bulk);
    struct bulk *b = in->number_bulk;
    struct number_sealer sealer;
    number_sealer_begin(&in->keys, &sealer);
    for (size_t i = 0; i < m->number_add_count && e == ERR_NONE; i++) {
        const struct number_add *a = &m->number_adds[i];
        unsigned char sealed[NUMBER_SEALED_BYTES];
        number_seal(&sealer, a->place, &a->pair, sealed);
        bulk_i64(b, a->place.addressee_no);
        bulk_i64(b, a->place.history_no);
        bulk_i64(b, a->place.recorded_at);
        bulk_i64(b, MOMENT_OPEN);
        bulk_blob(b, sealed, sizeof(sealed));
        bulk_blob_lent(b, a->blind, a->blind_len);
        e = bulk_row(b, in->run->report);
    }
    number_sealer_wipe(&sealer);
    return close_bulk(in, &in->number_bulk, e);
}

static enum err close_belongings(struct residents *in, const struct merge *m)
{
    struct query *q = store_query(in->run->session->store, SQL_addressee_belonging_close);

    for (size_t i = 0; i < m->belonging_close_count; i++) {
        const struct belonging_row *b = &m->belonging_closes[i];
        int64_t changed = 0;
        query_set_i64(q, "now", in->run->recorded_at);
        query_set_i64(q, "household_no", b->household_no);
        query_set_i64(q, "addressee_no", b->addressee_no);
        query_set_i64(q, "valid_from", b->from);
        enum err e = query_run(q, in->run->report, &changed);
        if (e != ERR_NONE) {
            return e;
        }
        assert(changed == 1);
    }
    return ERR_NONE;
}

static void gather_household(struct residents *in, const struct belonging_row *b, bool is_left)
{
    if (!in->is_first) {
        *ARENA_PUSH(in->gathered, in->households, in->household_count, in->household_capacity) =
            (struct changed_household){b->household_no, b->record_no, is_left};
    }
}

static void gather_moved(struct residents *in, const struct merge *m)
{
    for (size_t i = 0; i < m->add_count; i++) {
        *ARENA_PUSH(in->gathered, in->moved, in->moved_count, in->moved_capacity) =
            m->adds[i].row->n[PERSON_ADDRESSEE_NO];
    }
    for (size_t i = 0; i < m->close_count; i++) {
        *ARENA_PUSH(in->gathered, in->moved, in->moved_count, in->moved_capacity) =
            m->closes[i].addressee_no;
    }
}

void residents_gather(struct residents *in, const struct merge *m)
{
    if (!in->is_first) {
        gather_moved(in, m);
    }
    for (size_t i = 0; i < m->belonging_close_count; i++) {
        gather_household(in, &m->belonging_closes[i], true);
    }
    for (size_t i = 0; i < m->belonging_add_count; i++) {
        gather_household(in, &m->belonging_adds[i], false);
        struct belonging_row *to = pile_push(&in->belongings);
        *to = m->belonging_adds[i];
    }
    for (size_t i = 0; i < m->add_count; i++) {
        const struct row_add *a = &m->adds[i];
        bool is_same_birth = a->before != NULL &&
                             a->before->n[PERSON_BIRTH] == a->row->n[PERSON_BIRTH];
        if (a->is_from_feed && !is_same_birth) {
            struct birth_entry *to = pile_push(&in->births);
            *to = (struct birth_entry){a->row->n[PERSON_BIRTH], a->row->n[PERSON_ADDRESSEE_NO]};
        }
    }
    for (size_t i = 0; i < m->number_add_count; i++) {
        const struct number_add *a = &m->number_adds[i];
        if (a->blind_len > 0) {
            struct blind_entry *e = pile_push(&in->blinds);
            memcpy(e->blind, a->blind, sizeof(e->blind));
            e->addressee_no = a->place.addressee_no;
            e->record_no = a->record_no;
        }
        for (size_t k = 1; k < in->keys.blind.count && a->blind_len > 0; k++) { /* keys change just now */
            struct blind_entry *e = pile_push(&in->blinds);
            (void)number_blind_under(&in->keys, k, &a->pair, e->blind);
            e->addressee_no = a->place.addressee_no;
            e->record_no = -a->record_no;
        }
    }
}

/* 生年月日 that gives no certain age, and cancellations of nothing: somebody has to look. */
static enum err slice_tasks(struct residents *in, const struct merge *m)
{
    for (size_t i = 0; i < m->add_count; i++) {
        const struct person_row *row = m->adds[i].row;
        bool is_uncertain = row->n[PERSON_BIRTH] % 100 == 0;
        if (!m->adds[i].is_from_feed || !m->adds[i].is_last || !is_uncertain ||
            row->n[PERSON_STATUS] != STATUS_RESIDENT) {
            continue;
        }
        enum err e = residents_task(
            in, row->record_no, "V05",
            "宛名番号 %lld の生年月日は暦の日ではないか、わからない部分があります。"
            "年齢の判定のため、住民記録の表記を確かめてください。",
            (long long)row->n[PERSON_ADDRESSEE_NO]);
        if (e != ERR_NONE) {
            return e;
        }
    }
    for (size_t i = 0; i < m->stray_count; i++) {
        enum err e = residents_task(
            in, m->strays[i], "S03",
            "異動の取消しがありますが、取り消される異動が履歴にありません。"
            "記載どおりに取り込みました。住民記録に確かめてください。");
        if (e != ERR_NONE) {
            return e;
        }
    }
    return ERR_NONE;
}

/* The rows, which need nothing folded. */
static enum err write_rows(struct residents *in, const struct merge *m)
{
    enum err e = close_rows(in, SQL_addressee_person_close, m->closes, m->close_count);
    if (e == ERR_NONE) {
        e = add_rows(in, m);
    }
    return e == ERR_NONE ? close_belongings(in, m) : e;
}

static enum err write_numbers(struct residents *in, const struct merge *m)
{
    enum err e =
        close_rows(in, SQL_addressee_number_close, m->number_closes, m->number_close_count);
    if (e == ERR_NONE) {
        e = add_numbers(in, m);
    }
    in->rows_added += (int64_t)m->add_count;
    in->rows_closed += (int64_t)m->close_count;
    in->rows_unchanged += m->unchanged_rows;
    return e == ERR_NONE ? slice_tasks(in, m) : e;
}

enum err residents_write_folded(struct residents *in, struct merge *m)
{
    enum err e = write_rows(in, m);
    return e == ERR_NONE ? write_numbers(in, m) : e;
}

enum err residents_write(struct residents *in, struct merge *m)
{
    struct folding work = {in, m};
    pthread_t thread;
    bool has_thread = m->add_count > 64 && pthread_create(&thread, NULL, fold_beside, &work) == 0;

    if (!has_thread) {
        residents_fold(in, m);
    }
    enum err e = write_rows(in, m);
    if (has_thread) {
        int failed = pthread_join(thread, NULL);
        assert(failed == 0);
    }
    residents_gather(in, m);
    return e == ERR_NONE ? write_numbers(in, m) : e;
}

/* ------------------------------------------------------------------------------- 終わり ------- */

static uint64_t household_of(const void *item)
{
    const struct belonging_row *b = item;
    return (uint64_t)b->household_no;
}

static uint64_t birth_of(const void *item)
{
    const struct birth_entry *b = item;
    return (uint64_t)b->birth;
}

static enum err write_belongings(struct residents *in)
{
    static const struct bulk_column columns[] = {
        {"household_no", BULK_I64}, {"addressee_no", BULK_I64},  {"valid_from", BULK_I64},
        {"recorded_at", BULK_I64},  {"valid_until", BULK_I64},   {"superseded_at", BULK_I64},
        {"is_head", BULK_I64},      {"birth", BULK_I64},
    };
    struct bulk *b = NULL;

    if (in->belongings.count == 0) {
        return ERR_NONE;
    }
    in->belonging_order = pile_order(&in->belongings, household_of, in->gathered);
    enum err e = store_bulk_begin(in->run->session->store, "addressee_belonging", columns,
                                  COUNT_OF(columns), in->run->report, &b);
    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < in->belongings.count && e == ERR_NONE; i++) {
        const struct belonging_row *r = pile_at(&in->belongings, in->belonging_order[i].at);
        bulk_i64(b, r->household_no);
        bulk_i64(b, r->addressee_no);
        bulk_i64(b, r->from);
        bulk_i64(b, in->run->recorded_at);
        bulk_i64(b, r->until);
        bulk_i64(b, MOMENT_OPEN);
        bulk_i64(b, r->is_head);
        bulk_i64(b, r->birth);
        e = bulk_row(b, in->run->report);
    }
    enum err end = bulk_end(b, in->run->report);
    return e != ERR_NONE ? e : end;
}

/* One row of an index table: the number of its key, the text of its key if it has one, its persons. */
static enum err posting_row(struct residents *in, struct bulk *b, int64_t number,
                            const struct key_entry *key, struct posting *p)
{
    struct text more = posting_more(p);

    bulk_i64(b, number);
    if (key != NULL) {
        bulk_text(b, (struct text){key->bytes, key->len});
    }
    bulk_i64(b, p->first);
    bulk_blob(b, more.bytes, more.len);
    return bulk_row(b, in->run->report);
}

static const struct birth_entry *birth_at(const struct residents *in, size_t i)
{
    return pile_at(&in->births, in->birth_order[i].at);
}

static enum err births_bulk(struct residents *in)
{
    static const struct bulk_column columns[] = {
        {"birth", BULK_I64}, {"addressee_no", BULK_I64}, {"more", BULK_BLOB}};
    struct bulk *b = NULL;
    enum err e = store_bulk_begin(in->run->session->store, "addressee_birth", columns,
                                  COUNT_OF(columns), in->run->report, &b);

    if (e != ERR_NONE) {
        return e;
    }
    for (size_t i = 0; i < in->births.count && e == ERR_NONE;) {
        struct posting p;
        p.count = 0;
        uint64_t birth = in->birth_order[i].number;
        for (; i < in->births.count && in->birth_order[i].number == birth; i++) {
            int64_t no = birth_at(in, i)->addressee_no;
            bool is_double = i > 0 && in->birth_order[i - 1].number == birth &&
                             birth_at(in, i - 1)->addressee_no == no;
            if (!is_double && !posting_add(&p, no)) {
                break;
            }
        }
        if (p.count > 0) {
            e = posting_row(in, b, (int64_t)birth, NULL, &p);
        }
    }
    enum err end = bulk_end(b, in->run->report);
    return e != ERR_NONE ? e : end;
}

/* A table of such rows, and how one of its keys is said. */
struct index_table {
    enum sql row_before, more, insert;
    void (*set_key)(struct query *q, const void *key);
};

static enum err write_index_row(struct residents *in, const struct index_table *t, enum sql sql,
                                const void *key, int64_t first, struct text more)
{
    struct query *q = store_query(in->run->session->store, sql);
    int64_t changed = 0;

    t->set_key(q, key);
    query_set_i64(q, "addressee_no", first);
    query_set_blob(q, "more", more.bytes, more.len);
    return query_run(q, in->run->report, &changed);
}

/* One more person of a key. */
static enum err index_add(struct residents *in, const struct index_table *t, const void *key,
                          int64_t addressee_no)
{
    struct query *q = store_query(in->run->session->store, t->row_before);
    enum posting_place place = POSTING_ALONE;
    struct posting p;
    bool row = false;

    t->set_key(q, key);
    query_set_i64(q, "addressee_no", addressee_no);
    enum err e = query_step(q, in->run->report, &row);
    if (e == ERR_NONE && row) {
        place = posting_join(query_i64(q, 0), query_blob(q, 1), addressee_no, &p);
    }
    query_reset(q);
    if (e != ERR_NONE || place == POSTING_STANDS) {
        return e;
    }
    return place == POSTING_JOINS
               ? write_index_row(in, t, t->more, key, p.first, posting_more(&p))
               : write_index_row(in, t, t->insert, key, addressee_no, (struct text){"", 0});
}

static void set_birth(struct query *q, const void *key)
{
    const struct birth_entry *b = key;
    query_set_i64(q, "birth", b->birth);
}

static enum err write_births(struct residents *in)
{
    static const struct index_table births = {SQL_addressee_birth_row_before, SQL_addressee_birth_more,
                                              SQL_addressee_birth_insert, set_birth};
    enum err e = ERR_NONE;

    if (in->births.count == 0) {
        return ERR_NONE;
    }
    if (in->is_first) {
        return births_bulk(in);
    }
    for (size_t i = 0; i < in->births.count && e == ERR_NONE; i++) {
        e = index_add(in, &births, birth_at(in, i), birth_at(in, i)->addressee_no);
    }
    return e;
}

static enum err search_keys_bulk(struct residents *in)
{
    static const struct bulk_column columns[] = {
        {"kind", BULK_I64}, {"search_key", BULK_TEXT}, {"addressee_no", BULK_I64},
        {"more", BULK_BLOB}};
    struct bulk *b = NULL;
    enum err e = store_bulk_begin(in->run->session->store, "addressee_search", columns,
                                  COUNT_OF(columns), in->run->report, &b);

    if (e != ERR_NONE) {
        return e;
    }
    const struct key_list *keys = &in->search_keys;
    for (size_t i = 0; i < keys->count && e == ERR_NONE; i++) {
        const struct key_entry *k = &keys->entries[i];
        struct key_holders h = key_holders_of(k);
        for (bool goes_on = key_holders_next(&h); goes_on && e == ERR_NONE;) {
            struct posting p;
            p.count = 0;
            while (goes_on && posting_add(&p, h.number)) {
                goes_on = key_holders_next(&h);
            }
            e = posting_row(in, b, k->kind, k, &p);
        }
    }
    enum err end = bulk_end(b, in->run->report);
    return e != ERR_NONE ? e : end;
}

static void set_search_key(struct query *q, const void *key)
{
    const struct key_entry *k = key;
    query_set_i64(q, "kind", k->kind);
    query_set_text(q, "search_key", (struct text){k->bytes, k->len});
}

static enum err write_search_keys(struct residents *in)
{
    static const struct index_table search = {SQL_addressee_search_row_before, SQL_addressee_search_more,
                                              SQL_addressee_search_insert, set_search_key};
    const struct key_list *keys = &in->search_keys;
    enum err e = ERR_NONE;

    if (keys->count == 0) {
        return ERR_NONE;
    }
    if (in->is_first) {
        return search_keys_bulk(in);
    }
    for (size_t i = 0; i < keys->count && e == ERR_NONE; i++) {
        struct key_holders h = key_holders_of(&keys->entries[i]);
        while (e == ERR_NONE && key_holders_next(&h)) {
            e = index_add(in, &search, &keys->entries[i], h.number);
        }
    }
    return e;
}

static void *sort_gathered(void *context)
{
    struct residents *in = context;

    in->birth_order = pile_order(&in->births, birth_of, in->folded);
    key_list_sort(&in->search_keys);
    if (in->is_first) { /* later the numbers that were there join them */
        in->blind_order = residents_blind_order(in, in->folded);
    }
    return NULL;
}

/* For whoever asks later what is new. On the first load everybody is. */
static enum err note_moved(struct residents *in)
{
    struct store *s = in->run->session->store;
    struct report *report = in->run->report;
    int64_t at = in->run->recorded_at;
    int64_t *households = ARENA_ARRAY(in->gathered, int64_t, in->household_count + 1);
    enum err e;

    if (in->is_first) {
        e = moved_note_all(s, MOVED_RESIDENT, at, report);
        return e == ERR_NONE ? moved_note_all(s, MOVED_BELONGING, at, report) : e;
    }
    for (size_t i = 0; i < in->household_count; i++) {
        households[i] = in->households[i].household_no;
    }
    e = moved_note(s, MOVED_RESIDENT, at, in->moved, in->moved_count, report);
    return e == ERR_NONE ? moved_note(s, MOVED_BELONGING, at, households, in->household_count, report) : e;
}

/* Another thread puts things in order while this one writes the belongings. */
enum err residents_write_gathered(struct residents *in)
{
    pthread_t thread;
    enum err e = end_bulks(in);
    if (e != ERR_NONE) {
        return e;
    }
    bool has_thread = pthread_create(&thread, NULL, sort_gathered, in) == 0;

    if (!has_thread) {
        sort_gathered(in);
    }
    e = write_belongings(in);
    if (has_thread) {
        int failed = pthread_join(thread, NULL);
        assert(failed == 0);
    }
    if (e == ERR_NONE) {
        e = write_births(in);
    }
    if (e == ERR_NONE) {
        e = write_search_keys(in);
    }
    return e == ERR_NONE ? note_moved(in) : e;
}
