/*
 * 宛名の一覧 -- persons by age, town, kind, state and the day of becoming resident.
 *
 * Rows    OP-20, BO-04, BO-11, RP-04, MN-01 (no 個人番号, no 住民票コード)
 * Law     個人情報保護法69条, 番号法12条; 住民基本台帳事務処理要領 第5-10
 *
 * Persons of the feeds first, then those of the ward's own numbers; of linked numbers the surviving one. All
 * as known when the list begins, so it may be read in short transactions. Restricted persons are left out.
 */
#include "addressee/guard.h"
#include "addressee/own.h"
#include "addressee/person.h"
#include "output/output.h"
#include "rules/common/age.h"

#define CHUNK_ROWS 2000

static enum err write_list(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report);

static const struct output_column columns[] = {
    {.label = "宛名番号"},   {.label = "世帯番号"}, {.label = "氏名"},
    {.label = "カナ"},       {.label = "生年月日"}, {.label = "年齢", .is_number = true},
    {.label = "性別"},       {.label = "種別"},     {.label = "状態"},
    {.label = "郵便番号", .is_address = true},      {.label = "住所", .is_address = true},
    {.label = "方書", .is_address = true},          {.label = "住民となった日"},
};

static const char *const kinds[] = {"日本人", "外国人", "住登外", "法人", NULL};
static const char *const states[] = {"住民", "転出", "死亡", "職権消除", NULL};

enum { WORD_AGE, WORD_TOWN, WORD_KIND, WORD_STATE, WORD_RESIDENT_FROM, WORDS };
static const struct output_word words[WORDS] = {
    [WORD_AGE] = {.name = "年齢", .type = OUTPUT_WORD_NUMBER, .unit = "歳"},
    [WORD_TOWN] = {.name = "町丁", .type = OUTPUT_WORD_TEXT},
    [WORD_KIND] = {.name = "種別", .type = OUTPUT_WORD_CHOICE, .choices = kinds},
    [WORD_STATE] = {.name = "状態", .type = OUTPUT_WORD_CHOICE, .choices = states},
    [WORD_RESIDENT_FROM] = {.name = "住民となった日", .type = OUTPUT_WORD_DAY},
};

const struct output_list output_list_persons = {
    .name = "addressee",
    .label = "宛名の一覧",
    .help = "処理日現在の宛名。支援措置の対象者は除く。条件のない項目は問わない",
    .permission = PERM_ADDRESSEE_VIEW,
    .restricted = RESTRICTED_LEFT_OUT,
    .columns = columns,
    .column_count = COUNT_OF(columns),
    .words = words,
    .word_count = WORDS,
    .criteria_help = "年齢=65-74 町丁=西新宿 種別=日本人 状態=住民 "
                     "住民となった日=2026-04-01..2026-04-30 列=氏名,年齢",
    .write = write_list,
};

struct listing {
    struct session *session;
    const struct output_value *values;
    struct output_sink *sink;
    struct report *report;
    struct as_of as_of;
    int64_t *guarded, *linked; /* ascending */
    size_t guarded_count, linked_count;
    struct arena *chunk;
};

/* ------------------------------------------------------------------------------- numbers ------ */

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static bool holds(const int64_t *numbers, size_t count, int64_t number)
{
    return count > 0 && bsearch(&number, numbers, count, sizeof(*numbers), by_number) != NULL;
}

static enum err read_numbers(struct query *q, struct arena *arena, struct report *report, int64_t **ret,
                             size_t *ret_count)
{
    int64_t *numbers = NULL;
    size_t count = 0, capacity = 0;
    bool row = false;
    enum err e;
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, numbers, count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    *ret = numbers;
    *ret_count = count;
    return e;
}

/* Every number of everybody under a measure, so that a linked one does not show him (RP-02). */
static enum err read_guarded(struct listing *l, struct arena *arena)
{
    int64_t *first, *all = NULL, *own;
    size_t first_count, count = 0, capacity = 0, own_count;
    struct store *s = l->session->store;
    enum err e = read_numbers(store_query(s, SQL_addressee_list_guarded), arena, l->report, &first,
                              &first_count);
    for (size_t i = 0; i < first_count && e == ERR_NONE; i++) {
        e = addressee_numbers_of(s, first[i], INT64_MAX, arena, l->report, &own, &own_count);
        *ARENA_PUSH(arena, all, count, capacity) = first[i];
        for (size_t k = 0; k < own_count && e == ERR_NONE; k++) {
            *ARENA_PUSH(arena, all, count, capacity) = own[k];
        }
    }
    if (count > 0) {
        qsort(all, count, sizeof(*all), by_number);
    }
    l->guarded = all;
    l->guarded_count = count;
    return e;
}

static enum err prepare(struct listing *l, struct arena *arena)
{
    enum err e = read_guarded(l, arena);
    if (e == ERR_NONE) {
        struct query *q = store_query(l->session->store, SQL_addressee_list_linked);
        query_set_i64(q, "known_at", l->as_of.known_at);
        e = read_numbers(q, arena, l->report, &l->linked, &l->linked_count);
    }
    return e;
}

/* -------------------------------------------------------------------------------- a person ---- */

static bool fits_number(const struct output_value *v, int64_t number)
{
    return !v->is_given || (number >= v->from && number <= v->until);
}

static bool fits_day(const struct output_value *v, date day)
{
    if (!v->is_given) {
        return true;
    }
    return !date_is_none(day) && (date_is_none(v->day_from) || date_at_most(v->day_from, day)) &&
           (date_is_none(v->day_until) || date_at_most(day, v->day_until));
}

static bool fits_text(const struct output_value *v, struct text t)
{
    return !v->is_given || memmem(t.bytes, t.len, v->text.bytes, v->text.len) != NULL;
}

static bool fits_choice(const struct output_value *v, int number)
{
    return !v->is_given || number == (int)v->choice + 1;
}

static bool fits(const struct listing *l, const struct addressee *a, int age)
{
    const struct output_value *v = l->values;
    return (!v[WORD_AGE].is_given || age >= 0) && fits_number(&v[WORD_AGE], age) &&
           fits_text(&v[WORD_TOWN], a->address) && fits_choice(&v[WORD_KIND], a->kind) &&
           fits_choice(&v[WORD_STATE], a->status) &&
           fits_day(&v[WORD_RESIDENT_FROM], a->resident_from);
}

static void put_choice(struct output_sink *sink, const char *const *choices, int number, int max)
{
    output_text(sink, text_of(number >= 1 && number <= max ? choices[number - 1] : ""));
}

static enum err put_person(struct listing *l, const struct addressee *a)
{
    static const char *const sexes[] = {"男", "女"};
    char number[24], birth[16] = "";
    struct output_sink *sink = l->sink;
    int age = age_attained(a->birth, l->as_of.on);
    if (!fits(l, a, age)) {
        return ERR_NONE;
    }
    snprintf(number, sizeof(number), "%015lld", (long long)a->addressee_no);
    if (a->birth.ymd != 0) {
        snprintf(birth, sizeof(birth), "%04d-%02d-%02d", a->birth.ymd / 10000 % 10000,
                 a->birth.ymd / 100 % 100, a->birth.ymd % 100);
    }
    output_text(sink, text_of(number));
    output_i64(sink, a->household_no);
    output_text(sink, a->name);
    output_text(sink, a->kana);
    output_text(sink, text_of(birth));
    if (age >= 0) {
        output_i64(sink, age);
    } else {
        output_text(sink, text_of(""));
    }
    put_choice(sink, sexes, a->sex, 2);
    put_choice(sink, kinds, a->kind, 4);
    put_choice(sink, states, a->status, 4);
    output_text(sink, a->postal_code);
    output_text(sink, a->address);
    output_text(sink, a->building);
    output_day(sink, a->resident_from);
    return output_row(sink, a->addressee_no, a->is_restricted, l->report);
}

/* --------------------------------------------------------------------------------- feeds ------ */

/* A stretch of rows, kept; *ret_count 0 at the end. */
static enum err read_chunk(struct listing *l, int64_t after, struct person_row *rows, size_t *ret_count)
{
    bool row = false;
    struct store *s = l->session->store;
    enum err e = store_begin_read(s, l->report);
    if (e != ERR_NONE) {
        return e;
    }
    *ret_count = 0;
    struct query *q = store_query(s, SQL_addressee_list_persons);
    query_set_i64(q, "after", after);
    query_set_i64(q, "day", date_ymd(l->as_of.on));
    query_set_i64(q, "known_at", l->as_of.known_at);
    query_set_i64(q, "max", CHUNK_ROWS);
    while ((e = query_step(q, l->report, &row)) == ERR_NONE && row) {
        person_row_read(q, l->chunk, &rows[(*ret_count)++]);
    }
    query_reset(q);
    if (e == ERR_NONE) {
        return store_commit(s, l->report);
    }
    store_rollback(s);
    return e;
}

static enum err put_row(struct listing *l, const struct person_row *row)
{
    struct addressee a;
    person_row_to_addressee(row, &a);
    if (holds(l->linked, l->linked_count, a.addressee_no)) {
        return ERR_NONE;
    }
    a.is_restricted = a.is_restricted || holds(l->guarded, l->guarded_count, a.addressee_no);
    return put_person(l, &a);
}

static enum err write_feeds(struct listing *l, struct arena *arena)
{
    int64_t after = 0;
    size_t count = 0;
    enum err e;
    struct person_row *rows = ARENA_ARRAY(arena, struct person_row, CHUNK_ROWS);
    do {
        arena_reset(l->chunk);
        e = read_chunk(l, after, rows, &count);
        for (size_t i = 0; i < count && e == ERR_NONE; i++) {
            int64_t number = rows[i].n[PERSON_ADDRESSEE_NO];
            if (number != after) {
                after = number;
                e = put_row(l, &rows[i]);
            }
        }
    } while (e == ERR_NONE && count > 0);
    return e;
}

/* ----------------------------------------------------------------------- the ward's own ------- */

static enum err put_own(struct listing *l, int64_t number)
{
    struct person_row feed;
    struct register_row own;
    struct addressee a;
    bool in_feeds = false, found = false;
    struct store *s = l->session->store;
    struct query *q = store_query(s, SQL_addressee_person_as_of);
    query_set_i64(q, "addressee_no", number);
    query_set_i64(q, "day", date_ymd(l->as_of.on));
    query_set_i64(q, "known_at", l->as_of.known_at);
    enum err e = query_step(q, l->report, &in_feeds);
    if (e == ERR_NONE && in_feeds) {
        person_row_read(q, l->chunk, &feed); /* listed with the feeds */
    }
    query_reset(q);
    if (e == ERR_NONE && !in_feeds) {
        e = own_as_of(s, number, l->as_of, l->chunk, l->report, &own, &found);
    }
    if (e != ERR_NONE || !found || holds(l->linked, l->linked_count, number)) {
        return e;
    }
    own_to_addressee(&own, &a);
    a.is_restricted = holds(l->guarded, l->guarded_count, number);
    return put_person(l, &a);
}

static enum err write_own(struct listing *l, struct arena *arena)
{
    int64_t *numbers;
    size_t count;
    enum err e = read_numbers(store_query(l->session->store, SQL_addressee_own_numbers), arena, l->report,
                              &numbers, &count);
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        arena_reset(l->chunk);
        e = put_own(l, numbers[i]);
    }
    return e;
}

static enum err write_list(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report)
{
    struct listing l = {.session = s, .values = values, .sink = sink, .report = report,
                        .as_of = {s->folder.business_date, clock_now_ms()},
                        .chunk = arena_new("宛名の一覧", (size_t)64 << 20)};
    enum err e = prepare(&l, arena);
    if (e == ERR_NONE) {
        e = write_feeds(&l, arena);
    }
    if (e == ERR_NONE) {
        e = write_own(&l, arena);
    }
    arena_free(l.chunk);
    return e;
}
