/*
 * マイナ保険証の利用登録の取込 (EL-69) -- the list decides whether somebody gets 資格確認書 or
 * 資格情報のお知らせ.
 *
 * A list says on which day it is true; of two the later one stands, whichever came first. What differs
 * becomes a new
 * row. Somebody the register does not know is a task.
 */
#include "certificate/register.h"

#include <inttypes.h>

static enum err begin(struct import_run *run);
static enum err take_record(struct import_run *run, const struct record *r);
static enum err end_import(struct import_run *run);
static void cancel(struct import_run *run);

const struct import_handler import_card_registration = {
    .layout = "mk-01-card-registration",
    .partner = "中間サーバー",
    .label = "マイナ保険証 利用登録状況",
    .order = 60,
    .begin = begin,
    .record = take_record,
    .end = end_import,
    .cancel = cancel,
};

struct listing {
    struct arena *arena;
    size_t header, data, as_of_field, number_field, registered_field;
    date as_of;
    int64_t *known; /* of the register, ascending */
    size_t known_count;
    int64_t changed, same, older, last_no;
};

static enum err begin(struct import_run *run)
{
    struct arena *arena = arena_new("マイナ保険証の利用登録", (size_t)64 << 20);
    struct listing *l = ARENA_NEW(arena, struct listing);

    l->arena = arena;
    l->header = layout_record(run->layout, "header");
    l->data = layout_record(run->layout, "data");
    assert(l->header != SIZE_MAX && l->data != SIZE_MAX);
    l->as_of_field = layout_field(run->layout, l->header, "as_of");
    l->number_field = layout_field(run->layout, l->data, "addressee_no");
    l->registered_field = layout_field(run->layout, l->data, "registered");
    assert(l->as_of_field != SIZE_MAX && l->number_field != SIZE_MAX && l->registered_field != SIZE_MAX);
    enum err e = addressee_known(run->session->store, arena, run->report, &l->known, &l->known_count);
    if (e != ERR_NONE) {
        arena_free(arena);
        return e;
    }
    run->state = l;
    return ERR_NONE;
}

static void cancel(struct import_run *run)
{
    struct listing *l = run->state;

    arena_free(l->arena); /* holds *l itself */
}

static bool is_known(const struct listing *l, int64_t number)
{
    size_t low = 0, high = l->known_count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (l->known[middle] < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < l->known_count && l->known[low] == number;
}

static enum err write_row(struct import_run *run, const struct listing *l, int64_t number,
                          int64_t registered)
{
    struct query *q = store_query(run->session->store, SQL_certificate_registration_close);
    int64_t changed;

    query_set_i64(q, "addressee_no", number);
    query_set_i64(q, "superseded_at", run->recorded_at);
    enum err e = query_run(q, run->report, &changed);
    if (e == ERR_NONE) {
        q = store_query(run->session->store, SQL_certificate_registration_add);
        query_set_i64(q, "addressee_no", number);
        query_set_i64(q, "is_registered", registered);
        query_set_i64(q, "listed_on", date_ymd(l->as_of));
        query_set_i64(q, "recorded_at", run->recorded_at);
        e = query_run(q, run->report, &changed);
    }
    return e;
}

static enum err take_record(struct import_run *run, const struct record *r)
{
    struct listing *l = run->state;
    struct certificate_registration now;
    int64_t number = 0, registered = 0, as_of = 0;

    if (r->kind == l->header) {
        bool is_day = record_i64(r, l->as_of_field, &as_of) && date_from_ymd((int32_t)as_of, &l->as_of);
        assert(is_day); /* the layout has checked it */
        return ERR_NONE;
    }
    if (r->kind != l->data) {
        return ERR_NONE;
    }
    (void)record_i64(r, l->number_field, &number);
    (void)record_i64(r, l->registered_field, &registered);
    if (number <= l->last_no) {
        return import_hold(run, r, "E07", "同じ人が2度あるか、宛名番号の順に並んでいません");
    }
    l->last_no = number;
    if (!is_known(l, number)) {
        return import_hold(run, r, "K01", "住民記録にない宛名番号です。宛名を確かめてください");
    }
    enum err e = certificate_registration_of(run->session->store, number, INT64_MAX, run->report, &now);
    if (e != ERR_NONE) {
        return e;
    }
    if (now.is_listed && date_before(l->as_of, now.listed_on)) {
        l->older++;
        return ERR_NONE;
    }
    if (now.is_listed && now.is_registered == (registered != 0)) {
        l->same++;
        return ERR_NONE;
    }
    l->changed++;
    return write_row(run, l, number, registered);
}

static enum err end_import(struct import_run *run)
{
    struct listing *l = run->state;

    report_add(run->report,
               "利用登録の変わった人 %" PRId64 " 人、同じ人 %" PRId64
               " 人、新しい一覧がすでにある人 %" PRId64 " 人",
               l->changed, l->same, l->older);
    arena_free(l->arena);
    return ERR_NONE;
}
