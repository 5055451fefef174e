/*
 * 一部負担金の減免の台帳 -- applications with their decisions and ends, and the table of the ward (EL-58).
 *
 * Law     国民健康保険法44条     Table   params/municipal/<city>/copay_relief.tsv
 */
#include "certificate/copay_relief.h"

#include "base/settings.h"

#include <inttypes.h>

const char *const copay_relief_labels[COPAY_RELIEFS] = {
    [COPAY_REDUCED] = "減額", [COPAY_EXEMPT] = "免除", [COPAY_DEFERRED] = "徴収猶予"};
const char *const copay_relief_state_labels[COPAY_RELIEF_STATES] = {
    [COPAY_RELIEF_APPLIED] = "審査中",
    [COPAY_RELIEF_APPROVED] = "承認",
    [COPAY_RELIEF_REFUSED] = "不承認",
    [COPAY_RELIEF_ENDED] = "終了",
};
const struct change_code copay_relief_measures[] = {
    {"1", "減額"}, {"2", "免除"}, {"3", "徴収猶予"}, {NULL, NULL}};
const struct change_code copay_relief_grounds[] = {{"1", "震災・風水害・火災などによる死亡・障害・資産の損害"
                                                         ""},
                                                   {"2", "事業の休廃止・失業などによる収入の著しい減少"},
                                                   {"3", "前の事由に類する事由"},
                                                   {"4", "国の通知による災害の減免"},
                                                   {NULL, NULL}};
const struct change_code copay_relief_ends[] = {{"1", "収入・資産の状況が回復した"},
                                                {"2", "資格を失った"},
                                                {"3", "偽りその他不正の行為による"},
                                                {"4", "本人の申出・その他"},
                                                {NULL, NULL}};

const char *copay_relief_code(const struct change_code *codes, int value)
{
    for (; codes->value != NULL; codes++) {
        if (codes->value[0] == '0' + value) {
            return codes->label;
        }
    }
    return "";
}

enum err copay_relief_load(const struct session *session, date day, struct arena *arena,
                           struct report *report, struct copay_relief_settings *ret)
{
#define NUMBER(key, member) {key, SETTING_NUMBER, offsetof(struct copay_relief_settings, member), false, 0, 0}
    static const struct setting settings[] = {
        NUMBER("months_max", terms.months_max),       NUMBER("months_total", terms.months_total),
        NUMBER("defer_months", terms.defer_months),   NUMBER("percent_least", terms.percent_least),
        NUMBER("percent_most", terms.percent_most),   NUMBER("renew_days", renew_days),
    };
#undef NUMBER
    const struct settings_table table = {session->folder.params, session->folder.municipality,
                                         "copay_relief.tsv", "name", "一部負担金の減免の設定"};

    return settings_read(&table, settings, COUNT_OF(settings), day, arena, report, ret, NULL);
}

/* ------------------------------------------------------------------------------------ the rows -- */

static date day_of(struct query *q, int column)
{
    int64_t ymd = query_i64(q, column);
    date d = date_none();
    bool is_day = ymd == 0 || date_from_ymd((int32_t)ymd, &d);

    assert(is_day);
    return d;
}

static void read_row(struct query *q, struct arena *arena, struct certificate_relief *ret)
{
    enum { NOT_YET, APPROVED, REFUSED };
    int decided = (int)query_i64(q, 8);
    date ended_on = day_of(q, 16);
    bool is_ended = !date_is_none(ended_on);

    *ret = (struct certificate_relief){
        .relief_no = query_i64(q, 0),
        .addressee_no = query_i64(q, 1),
        .household_no = query_i64(q, 2),
        .applied_on = day_of(q, 3),
        .wished = (enum copay_relief_measure)query_i64(q, 4),
        .ground = (int)query_i64(q, 5),
        .continues_no = query_i64(q, 6),
        .words = text_copy(arena, query_text(q, 7)),
        .state = is_ended              ? COPAY_RELIEF_ENDED
                 : decided == NOT_YET  ? COPAY_RELIEF_APPLIED
                 : decided == APPROVED ? COPAY_RELIEF_APPROVED
                                       : COPAY_RELIEF_REFUSED,
        .decided_on = day_of(q, 9),
        .measure = (enum copay_relief_measure)query_i64(q, 10),
        .percent = (int)query_i64(q, 11),
        .months = (int)query_i64(q, 12),
        .valid_from = day_of(q, 13),
        .last_day = is_ended ? day_of(q, 17) : day_of(q, 14),
        .decided_words = text_copy(arena, query_text(q, 15)),
        .ended_on = ended_on,
        .end_ground = (int)query_i64(q, 18),
        .end_words = text_copy(arena, query_text(q, 19)),
    };
}

static enum err read_all(struct query *q, struct arena *arena, struct report *report,
                         struct certificate_relief **items, size_t *count, size_t *capacity)
{
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        read_row(q, arena, ARENA_PUSH(arena, *items, *count, *capacity));
    }
    query_reset(q);
    return e;
}

enum err certificate_reliefs_of(struct store *s, const int64_t *addressee_nos, size_t person_count,
                                int64_t known_at, struct arena *arena, struct report *report,
                                struct certificate_relief **ret, size_t *ret_count)
{
    struct certificate_relief *items = NULL;
    size_t count = 0, capacity = 0;
    enum err e = ERR_NONE;

    for (size_t i = 0; i < person_count && e == ERR_NONE; i += QUERY_NUMBERS) {
        struct query *q = store_query(s, SQL_certificate_reliefs_of);
        size_t left = person_count - i;
        query_set_numbers(q, addressee_nos + i, left < QUERY_NUMBERS ? left : QUERY_NUMBERS);
        query_set_i64(q, "known_at", known_at == PAPER_MOMENT_OPEN ? PAPER_MOMENT_OPEN - 1 : known_at);
        e = read_all(q, arena, report, &items, &count, &capacity);
    }
    *ret = items;
    *ret_count = count;
    return e;
}

enum err copay_reliefs_all(struct store *s, struct arena *arena, struct report *report,
                           struct certificate_relief **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_certificate_reliefs_scan);
    size_t capacity = 0;

    *ret = NULL;
    *ret_count = 0;
    query_set_i64(q, "known_at", PAPER_MOMENT_OPEN - 1);
    return read_all(q, arena, report, ret, ret_count, &capacity);
}

enum err copay_relief_find(struct store *s, int64_t addressee_no, int64_t relief_no, struct arena *arena,
                           struct report *report, const struct certificate_relief **ret)
{
    struct certificate_relief *all = NULL;
    size_t count = 0;
    enum err e = certificate_reliefs_of(s, &addressee_no, 1, INT64_MAX, arena, report, &all, &count);

    *ret = NULL;
    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        *ret = all[i].relief_no == relief_no ? &all[i] : *ret;
    }
    return e;
}
