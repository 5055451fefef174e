/*
 * 突合 -- the difference between a person's history as sent and as known.
 *
 * A history row that is not sent stays as it is known: feeds may send only the rows that changed.
 */
#include "addressee/merge.h"

void merge_begin(struct merge *m, struct arena *arena, int64_t now)
{
    *m = (struct merge){.arena = arena, .now = now};
}

/* A row of the whole history: from the feed, from the table, or known and sent alike. */
struct member {
    struct person_row *row;
    const struct person_row *known; /* the table's row of that history_no */
    int64_t known_from, known_until;
};

static size_t unite(struct person_row *feed, size_t feed_count, const struct known_person *known,
                    struct member *ret)
{
    size_t known_count = known != NULL ? known->row_count : 0;
    size_t i = 0, k = 0, n = 0;

    while (i < feed_count || k < known_count) {
        struct person_row *f = i < feed_count ? &feed[i] : NULL;
        struct person_row *t = k < known_count ? &known->rows[k] : NULL;
        if (f != NULL && t != NULL) {
            int64_t a = f->n[PERSON_HISTORY_NO], b = t->n[PERSON_HISTORY_NO];
            f = a <= b ? f : NULL;
            t = b <= a ? t : NULL;
        }
        i += f != NULL;
        k += t != NULL;
        bool is_same = f != NULL && t != NULL && person_row_same_facts(f, t);
        if (is_same) {
            t->record_no = f->record_no;
            t->numbers = f->numbers;
        }
        ret[n++] = (struct member){.row = f != NULL && !is_same ? f : t,
                                   .known = t,
                                   .known_from = t != NULL ? t->n[PERSON_VALID_FROM] : 0,
                                   .known_until = t != NULL ? t->n[PERSON_VALID_UNTIL] : 0};
    }
    return n;
}

static bool belonging_equal(const struct belonging_row *a, const struct belonging_row *b)
{
    return a->household_no == b->household_no && a->from == b->from && a->until == b->until &&
           a->birth == b->birth && a->is_head == b->is_head;
}

static bool belonging_in(const struct belonging_row *b, const struct belonging_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (belonging_equal(b, &rows[i])) {
            return true;
        }
    }
    return false;
}

/* `record_no`: the file's record that brought the change, for tasks. */
static void merge_belongings(struct merge *m, struct belonging_row *before, size_t before_count,
                             struct belonging_row *after, size_t after_count, int64_t record_no)
{
    for (size_t i = 0; i < before_count; i++) {
        if (!belonging_in(&before[i], after, after_count)) {
            before[i].record_no = record_no;
            *ARENA_PUSH(m->arena, m->belonging_closes, m->belonging_close_count,
                        m->belonging_close_capacity) = before[i];
        }
    }
    for (size_t i = 0; i < after_count; i++) {
        if (!belonging_in(&after[i], before, before_count)) {
            after[i].record_no = after[i].record_no != 0 ? after[i].record_no : record_no;
            *ARENA_PUSH(m->arena, m->belonging_adds, m->belonging_add_count,
                        m->belonging_add_capacity) = after[i];
        }
    }
}

static void merge_rows(struct merge *m, struct member *members, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct member *u = &members[i];
        bool is_known = u->row == u->known;
        if (is_known && u->row->n[PERSON_VALID_FROM] == u->known_from &&
            u->row->n[PERSON_VALID_UNTIL] == u->known_until) {
            m->unchanged_rows += u->row->record_no != 0;
            continue;
        }
        if (u->known != NULL) {
            *ARENA_PUSH(m->arena, m->closes, m->close_count, m->close_capacity) =
                (struct row_key){u->known->n[PERSON_ADDRESSEE_NO], u->known->n[PERSON_HISTORY_NO],
                                 u->known->n[PERSON_RECORDED_AT]};
        }
        u->row->n[PERSON_RECORDED_AT] = m->now;
        u->row->n[PERSON_SUPERSEDED_AT] = MOMENT_OPEN;
        *ARENA_PUSH(m->arena, m->adds, m->add_count, m->add_capacity) =
            (struct row_add){.row = u->row,
                             .before = i > 0 ? members[i - 1].row : NULL,
                             .is_from_feed = !is_known,
                             .is_last = i + 1 == count};
    }
}

/* ------------------------------------------------------------------------------- 番号 --------- */

static const struct known_number *number_known_at(const struct known_person *known,
                                                  int64_t history_no)
{
    const struct known_number *found = NULL;

    for (size_t i = 0; known != NULL && i < known->number_count; i++) {
        if (known->numbers[i].history_no <= history_no) {
            found = &known->numbers[i];
        }
    }
    return found;
}

/*
 * The numbers as they change along the history. A row without a number says nothing about it: what held
 * before goes on. Rows that were not sent keep what is known of them.
 */
static void merge_numbers(struct merge *m, const struct member *members, size_t count,
                          const struct known_person *known)
{
    struct number_pair now = {{0}, {0}};
    size_t kept = 0, known_count = known != NULL ? known->number_count : 0;
    bool *is_kept = known_count > 0 ? ARENA_ARRAY(m->arena, bool, known_count) : NULL;

    for (size_t i = 0; i < count; i++) {
        const struct person_row *row = members[i].row;
        struct number_pair pair = row->numbers;
        const struct known_number *k = number_known_at(known, row->n[PERSON_HISTORY_NO]);
        if (row->record_no == 0 && k != NULL) {
            pair = k->pair;
        }
        if (pair.individual[0] == '\0') {
            memcpy(pair.individual, now.individual, sizeof(pair.individual));
        }
        if (pair.resident_code[0] == '\0') {
            memcpy(pair.resident_code, now.resident_code, sizeof(pair.resident_code));
        }
        if (number_pair_is_empty(&pair) || memcmp(&pair, &now, sizeof(pair)) == 0) {
            continue;
        }
        now = pair;
        if (k != NULL && k->history_no == row->n[PERSON_HISTORY_NO] &&
            memcmp(&k->pair, &pair, sizeof(pair)) == 0) {
            is_kept[k - known->numbers] = true;
            kept++;
            continue;
        }
        *ARENA_PUSH(m->arena, m->number_adds, m->number_add_count, m->number_add_capacity) =
            (struct number_add){.place = {row->n[PERSON_ADDRESSEE_NO], row->n[PERSON_HISTORY_NO],
                                          m->now},
                                .pair = pair,
                                .record_no = row->record_no};
    }
    for (size_t i = 0; i < known_count && kept < known_count; i++) {
        if (!is_kept[i]) {
            *ARENA_PUSH(m->arena, m->number_closes, m->number_close_count,
                        m->number_close_capacity) =
                (struct row_key){known->addressee_no, known->numbers[i].history_no,
                                 known->numbers[i].recorded_at};
        }
    }
}

void merge_person(struct merge *m, struct person_row *feed, size_t feed_count,
                  const struct known_person *known)
{
    size_t room = feed_count + (known != NULL ? known->row_count : 0);
    struct member *members = ARENA_ARRAY(m->arena, struct member, room);
    struct person_row **rows = ARENA_ARRAY(m->arena, struct person_row *, room);
    struct belonging_row *before = NULL, *after = ARENA_ARRAY(m->arena, struct belonging_row, room);
    size_t before_count = 0;

    if (known != NULL && known->row_count > 0) {
        before = ARENA_ARRAY(m->arena, struct belonging_row, known->row_count);
        for (size_t i = 0; i < known->row_count; i++) {
            rows[i] = &known->rows[i];
        }
        before_count = person_history_belongings(rows, known->row_count, before);
    }
    size_t count = unite(feed, feed_count, known, members);
    for (size_t i = 0; i < count; i++) {
        rows[i] = members[i].row;
    }
    size_t strays = person_history_spans(rows, count);
    size_t after_count = person_history_belongings(rows, count, after);
    size_t adds_before = m->add_count;
    merge_rows(m, members, count);
    if (strays > 0 && m->add_count > adds_before) {
        *ARENA_PUSH(m->arena, m->strays, m->stray_count, m->stray_capacity) =
            feed[feed_count - 1].record_no;
    }
    merge_belongings(m, before, before_count, after, after_count, feed[feed_count - 1].record_no);
    merge_numbers(m, members, count, known);
}
