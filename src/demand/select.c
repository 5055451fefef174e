/* 抽出条件. */
#include "demand/select.h"

#include <inttypes.h>

#include "base/sorted.h"
#include "rules/common/age.h"

static const char *const stay_choices[] = {"なし",   "猶予中", "執行停止中", "分納中", "口座振替",
                                           "差押中", "承継中", "係争中",     NULL};
static const char *const nationality_choices[] = {"日本人", "外国人", NULL};
static const char *const dunned_choices[] = {"済", "未", NULL};
static const char *const promise_choices[] = {"なし", "約束中", "不履行", NULL};

const struct output_word select_words[SELECT_WORDS] = {
    [SELECT_UNPAID] = {.name = "未納額", .type = OUTPUT_WORD_NUMBER, .unit = "円"},
    [SELECT_COUNT] = {.name = "期数", .type = OUTPUT_WORD_NUMBER, .unit = "期"},
    [SELECT_YEAR] = {.name = "年度", .type = OUTPUT_WORD_NUMBER, .unit = "年度"},
    [SELECT_OLDEST] = {.name = "納期限", .type = OUTPUT_WORD_DAY},
    [SELECT_CONTACT] = {.name = "最終接触", .type = OUTPUT_WORD_DAY},
    [SELECT_TAG] = {.name = "付せん", .type = OUTPUT_WORD_TEXT},
    [SELECT_STAY] = {.name = "処分", .type = OUTPUT_WORD_CHOICE, .choices = stay_choices},
    [SELECT_AGE] = {.name = "年齢", .type = OUTPUT_WORD_NUMBER, .unit = "歳"},
    [SELECT_NATIONALITY] = {.name = "国籍", .type = OUTPUT_WORD_CHOICE, .choices = nationality_choices},
    [SELECT_DUNNED] = {.name = "督促", .type = OUTPUT_WORD_CHOICE, .choices = dunned_choices},
    [SELECT_PROMISE] = {.name = "約束", .type = OUTPUT_WORD_CHOICE, .choices = promise_choices},
    [SELECT_KEYS] = {.name = "リスト", .type = OUTPUT_WORD_NUMBER},
};

/* What was read once for all payers, by payer number. */
struct spoken {
    int64_t payer_no;
    date on;
    bool has_open, has_broken;
};
struct selecting {
    struct session *session;
    const struct debts *debts;
    const struct output_value *values;
    struct arena *arena;
    struct report *report;
    struct spoken *spoken;
    size_t spoken_count;
    int64_t *tagged, *keys;
    size_t tagged_count, key_count;
    date day;
};

static bool within(const struct output_value *v, int64_t n)
{
    return !v->is_given || (v->from <= n && n <= v->until);
}

static bool day_within(const struct output_value *v, date d)
{
    if (!v->is_given) {
        return true;
    }
    if (date_is_none(d)) { /* nobody spoke to him: before every day */
        return date_is_none(v->day_from);
    }
    return (date_is_none(v->day_from) || date_at_most(v->day_from, d)) &&
           (date_is_none(v->day_until) || date_at_most(d, v->day_until));
}

bool select_takes(const struct output_value *values, const struct collection_charge *c)
{
    return within(&values[SELECT_YEAR], c->levy_year);
}

/* -------------------------------------------------------------------- read once for all ------- */

static enum err read_spoken(struct selecting *x)
{
    struct query *q = store_query(x->session->store, SQL_demand_contact_last);
    size_t capacity = 0;
    enum err e;
    bool row;

    while ((e = query_step(q, x->report, &row)) == ERR_NONE && row) {
        struct spoken s = {.payer_no = query_i64(q, 0),
                           .has_open = query_i64(q, 2) != 0,
                           .has_broken = query_i64(q, 3) != 0};
        bool ok = date_from_ymd((int32_t)query_i64(q, 1), &s.on);
        assert(ok);
        *ARENA_PUSH(x->arena, x->spoken, x->spoken_count, capacity) = s;
    }
    query_reset(q);
    return e;
}

static const struct spoken *spoken_of(const struct selecting *x, int64_t payer_no)
{
    size_t from = 0, until = x->spoken_count;

    while (from < until) {
        size_t at = (from + until) / 2;
        if (x->spoken[at].payer_no == payer_no) {
            return &x->spoken[at];
        }
        if (x->spoken[at].payer_no < payer_no) {
            from = at + 1;
        } else {
            until = at;
        }
    }
    return NULL;
}

/* Lists given together must all hold a payer: 1-3 is any of the three. */
static enum err read_keys(struct selecting *x)
{
    struct query *q = store_query(x->session->store, SQL_demand_keys_of);
    const struct output_value *v = &x->values[SELECT_KEYS];
    size_t capacity = 0;
    enum err e;
    bool row;

    if (!v->is_given) {
        query_reset(q);
        return ERR_NONE;
    }
    query_set_i64(q, "from", v->from == INT64_MIN ? 0 : v->from);
    query_set_i64(q, "until", v->until);
    while ((e = query_step(q, x->report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(x->arena, x->keys, x->key_count, capacity) = query_i64(q, 0);
    }
    query_reset(q);
    return e == ERR_NONE && x->key_count == 0
               ? report_fail(x->report, ERR_INPUT, "条件「リスト」の番号の抽出リストはありません")
               : e;
}

/* --------------------------------------------------------------------------- one payer -------- */

static void sum_up(const struct selecting *x, struct debtor *d, struct selected *ret)
{
    *ret = (struct selected){.debtor = d, .oldest = date_none(), .contact_on = date_none(), .age = -1};
    for (size_t i = 0; i < d->count; i++) {
        const struct collection_charge *c = &d->debts[i].charge;
        if (!date_before(c->due, x->day) || !select_takes(x->values, c)) {
            continue;
        }
        ret->unpaid += collection_unpaid(c);
        ret->charges++;
        ret->stays |= d->debts[i].facts.stays;
        ret->is_dunned = ret->is_dunned || d->debts[i].facts.is_dunned;
        ret->oldest = date_is_none(ret->oldest) ? c->due : date_min(ret->oldest, c->due);
    }
    const struct spoken *said = spoken_of(x, d->payer_no);
    if (said != NULL) {
        ret->contact_on = said->on;
    }
}

static bool promise_fits(const struct selecting *x, int64_t payer_no)
{
    enum { NONE, OPEN, BROKEN };
    const struct output_value *v = &x->values[SELECT_PROMISE];
    const struct spoken *said = spoken_of(x, payer_no);
    bool is_open = said != NULL && said->has_open, is_broken = said != NULL && said->has_broken;

    return !v->is_given || (v->choice == OPEN     ? is_open
                            : v->choice == BROKEN ? is_broken
                                                  : !is_open && !is_broken);
}

/* What needs no person: most payers fall here. */
static bool debts_fit(const struct selecting *x, const struct selected *s)
{
    const struct output_value *v = x->values;

    if (s->charges == 0 || !within(&v[SELECT_UNPAID], s->unpaid) ||
        !within(&v[SELECT_COUNT], (int64_t)s->charges) || !day_within(&v[SELECT_OLDEST], s->oldest) ||
        !day_within(&v[SELECT_CONTACT], s->contact_on)) {
        return false;
    }
    if (v[SELECT_STAY].is_given &&
        (v[SELECT_STAY].choice == 0 ? s->stays != 0 : (s->stays >> v[SELECT_STAY].choice & 1) == 0)) {
        return false;
    }
    if (v[SELECT_DUNNED].is_given && s->is_dunned != (v[SELECT_DUNNED].choice == 0)) {
        return false;
    }
    int64_t payer = s->debtor->payer_no;
    return promise_fits(x, payer) &&
           (!v[SELECT_TAG].is_given || sorted_holds(x->tagged, x->tagged_count, payer)) &&
           (!v[SELECT_KEYS].is_given || sorted_holds(x->keys, x->key_count, payer));
}

static enum err person_of(struct selecting *x, struct selected *s)
{
    struct report quiet;

    report_init(&quiet);
    enum err e = addressee_by_no(x->session->store, s->debtor->payer_no, (struct as_of){x->day, INT64_MAX},
                                 x->arena, &quiet, &s->who);
    s->has_who = e == ERR_NONE;
    if (e != ERR_NONE && e != ERR_FINDINGS && quiet.kept > 0) {
        report_add(x->report, "%s", quiet.lines[0]);
    }
    report_done(&quiet);
    if (s->has_who) {
        s->age = age_attained(s->who.birth, x->day);
    } else if (e == ERR_FINDINGS) {
        s->who = (struct addressee){.addressee_no = s->debtor->payer_no};
        e = ERR_NONE;
    }
    return e;
}

static bool person_fits(const struct selecting *x, const struct selected *s)
{
    enum { KIND_FOREIGN = 2 };
    const struct output_value *v = x->values;

    if (v[SELECT_AGE].is_given && (s->age < 0 || !within(&v[SELECT_AGE], s->age))) {
        return false;
    }
    return !v[SELECT_NATIONALITY].is_given ||
           (s->has_who && (s->who.kind == KIND_FOREIGN) == (v[SELECT_NATIONALITY].choice == 1));
}

enum err select_each(struct session *session, const struct debts *debts, const struct output_value *values,
                     date day, struct arena *arena, select_fn each, void *context, struct report *report)
{
    struct selecting x = {
        .session = session, .debts = debts, .values = values, .arena = arena, .report = report, .day = day};
    enum err e = read_spoken(&x);

    if (e == ERR_NONE) {
        e = read_keys(&x);
    }
    if (e == ERR_NONE && values[SELECT_TAG].is_given) {
        e = notes_tagged(session->store, CHANGE_OF_PERSON, values[SELECT_TAG].text, day, arena, report,
                         &x.tagged, &x.tagged_count);
    }
    for (size_t i = 0; i < debts->debtor_count && e == ERR_NONE; i++) {
        struct selected s;
        sum_up(&x, &debts->debtors[i], &s);
        if (!debts_fit(&x, &s)) {
            continue;
        }
        e = person_of(&x, &s);
        if (e == ERR_NONE && person_fits(&x, &s)) {
            e = each(context, &s, report);
        }
    }
    return e;
}

/* -------------------------------------------------------------------------------- words ------- */

enum err select_read(struct text criteria, date today, struct report *report,
                     struct output_value ret[OUTPUT_WORDS_MAX])
{
    return output_criteria_read(&output_list_debtors, criteria, today, report, ret);
}

enum err select_saved(struct store *s, struct text name, struct arena *arena, struct report *report,
                      struct text *ret)
{
    struct query *q = store_query(s, SQL_demand_condition_of);
    bool row;

    query_set_text(q, "name", name);
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        struct text t = query_text(q, 0);
        *ret = text_copy(arena, t);
    } else if (e == ERR_NONE) {
        e = report_fail(
            report, ERR_INPUT,
            "抽出条件「%.*s」はありません。変更の画面の「抽出条件の登録」で名前を確かめてください",
            (int)utf8_prefix(name.bytes, name.len, 60), name.bytes);
    }
    query_reset(q);
    return e;
}
