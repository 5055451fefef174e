/*
 * 住民記録の取込み -- what a person must see afterwards.
 *
 * 世帯主未設定 is a lawful state of the register and is taken in (住民記録システム標準仕様書), but such a
 * household has no payer; two heads and one 個人番号 of two persons are faults of the source. Only what
 * this file has changed is looked at, so that a feed read again asks nothing twice.
 */
#include "addressee/residents.h"

/* ------------------------------------------------------------------------------- 世帯主 ------- */

/* R01 and R04 are told apart because one record may leave one household and join another. */
static enum err heads_task(struct residents *in, int64_t household_no, int64_t record_no,
                           bool is_left, int heads)
{
    if (heads == 1) {
        return ERR_NONE;
    }
    if (heads == 0) {
        return residents_task(in, record_no, is_left ? "R04" : "R01",
                              "世帯番号 %lld は世帯主未設定です。"
                              "納付義務者が決まるまで賦課の対象にできません。"
                              "住民記録の世帯主の設定を待ってください。",
                              (long long)household_no);
    }
    return residents_task(in, record_no, "R02",
                          "世帯番号 %lld に世帯主が %d 人います。住民記録に確かめてください。",
                          (long long)household_no, heads);
}

static const struct belonging_row *belonging_at(const struct residents *in, size_t i)
{
    return pile_at(&in->belongings, in->belonging_order[i].at);
}

/* The first load: all belongings are in memory, in order of household. */
static enum err heads_of_all(struct residents *in, int32_t day)
{
    for (size_t i = 0, n; i < in->belongings.count; i += n) {
        int64_t household_no = belonging_at(in, i)->household_no;
        int64_t record_no = belonging_at(in, i)->record_no;
        int members = 0, heads = 0;
        for (n = 0; i + n < in->belongings.count; n++) {
            const struct belonging_row *b = belonging_at(in, i + n);
            if (b->household_no != household_no) {
                break;
            }
            if (b->from <= day && day < b->until) {
                members++;
                heads += b->is_head;
            }
        }
        enum err e = members > 0 ? heads_task(in, household_no, record_no, false, heads) : ERR_NONE;
        if (e != ERR_NONE) {
            return e;
        }
    }
    return ERR_NONE;
}

static int by_household_joined_first(const void *a, const void *b)
{
    const struct changed_household *x = a, *y = b;

    if (x->household_no != y->household_no) {
        return x->household_no < y->household_no ? -1 : 1;
    }
    return (int)x->is_left - (int)y->is_left;
}

/* Later loads: the households whose belongings changed, as they are now. */
static enum err heads_of_changed(struct residents *in, date day)
{
    if (in->household_count > 0) {
        qsort(in->households, in->household_count, sizeof(in->households[0]),
              by_household_joined_first);
    }
    for (size_t i = 0; i < in->household_count; i++) {
        const struct changed_household *h = &in->households[i];
        struct belonging *rows = NULL;
        size_t count = 0;
        int heads = 0;
        if (i > 0 && h->household_no == h[-1].household_no) {
            continue;
        }
        arena_reset(in->slice);
        enum err e = addressee_belonging_of(in->run->session->store, h->household_no,
                                            span_of_day(day), INT64_MAX,
                                            in->slice, in->run->report, &rows, &count);
        for (size_t k = 0; k < count; k++) {
            heads += rows[k].is_head;
        }
        if (e == ERR_NONE && count > 0) {
            e = heads_task(in, h->household_no, h->record_no, h->is_left, heads);
        }
        if (e != ERR_NONE) {
            return e;
        }
    }
    return ERR_NONE;
}

/* ----------------------------------------------------------------------------- 個人番号 ------- */

static int by_blind(const void *a, const void *b)
{
    const struct blind_entry *x = a, *y = b;
    int c = memcmp(x->blind, y->blind, sizeof(x->blind));

    if (c != 0) {
        return c;
    }
    return x->addressee_no < y->addressee_no ? -1 : x->addressee_no > y->addressee_no;
}

/* The numbers that were there before, to be compared with the new ones. */
static enum err gather_known_blinds(struct residents *in)
{
    struct query *q = store_scan(in->run->session->store, SQL_addressee_number_blinds);
    bool row = false;
    enum err e;

    while ((e = query_step(q, in->run->report, &row)) == ERR_NONE && row) {
        struct text blind = query_blob(q, 1);
        if (blind.len == NUMBER_BLIND_BYTES) {
            struct blind_entry *known = pile_push(&in->blinds);
            memcpy(known->blind, blind.bytes, sizeof(known->blind));
            known->addressee_no = query_i64(q, 0);
            known->record_no = 0;
        }
    }
    query_reset(q);
    return e;
}

/* Of 32 bits, which is half the passes of 64: of a million numbers some hundred share theirs by chance. */
static uint64_t beginning_of(const void *item)
{
    const struct blind_entry *b = item;
    uint32_t beginning;

    memcpy(&beginning, b->blind, sizeof(beginning));
    return beginning;
}

struct numbered *residents_blind_order(const struct residents *in, struct arena *arena)
{
    return pile_order(&in->blinds, beginning_of, arena);
}

/* Some with one beginning: pairs of equal ones in which this file has a part. */
static enum err pair_tasks(struct residents *in, const struct numbered *order, size_t count)
{
    enum err e = ERR_NONE;

    arena_reset(in->slice);
    struct blind_entry *alike = ARENA_ARRAY(in->slice, struct blind_entry, count);
    for (size_t i = 0; i < count; i++) {
        alike[i] = *(const struct blind_entry *)pile_at(&in->blinds, order[i].at);
    }
    qsort(alike, count, sizeof(alike[0]), by_blind);
    for (size_t i = 1; i < count && e == ERR_NONE; i++) {
        const struct blind_entry *a = &alike[i - 1], *b = &alike[i];
        bool is_double = memcmp(a->blind, b->blind, sizeof(a->blind)) == 0 &&
                         a->addressee_no != b->addressee_no;
        bool is_told = a->record_no < 0 && b->record_no < 0; /* both of the file: under the active key, too */
        if (is_double && !is_told && (a->record_no != 0 || b->record_no != 0)) {
            e = residents_task(in, llabs(b->record_no != 0 ? b->record_no : a->record_no), "K03",
                               "宛名番号 %lld と %lld に同じ個人番号があります。二人で確かめ、"
                               "どちらの番号か決めてください。",
                               (long long)a->addressee_no, (long long)b->addressee_no);
        }
    }
    return e;
}

/* K03: one 個人番号, two persons. */
static enum err number_tasks(struct residents *in)
{
    enum err e = ERR_NONE;

    if (in->blinds.count == 0) {
        return ERR_NONE;
    }
    if (!in->is_first) {
        e = gather_known_blinds(in);
        in->blind_order = residents_blind_order(in, in->gathered);
    }
    for (size_t i = 0, n; i < in->blinds.count && e == ERR_NONE; i += n) {
        const struct numbered *first = &in->blind_order[i];
        for (n = 1; i + n < in->blinds.count && first[n].number == first->number; n++) {
        }
        e = n > 1 ? pair_tasks(in, first, n) : ERR_NONE;
    }
    return e;
}

enum err residents_look(struct residents *in)
{
    date day = in->run->business_date;

    assert(!date_is_none(day));
    enum err e = in->is_first ? heads_of_all(in, date_ymd(day)) : heads_of_changed(in, day);
    if (e == ERR_NONE) {
        e = number_tasks(in);
    }
    return e == ERR_NONE ? own_look_at_feed(in) : e;
}
