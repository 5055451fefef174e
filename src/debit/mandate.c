/* 口座振替の登録 -- rows with two times: nothing is overwritten, what is replaced is closed. */
#include "debit/mandate.h"

const struct change_code mandate_acts[] = {{"1", "登録"},
                                           {"2", "変更"},
                                           {"3", "停止"},
                                           {"4", "再開"},
                                           {"5", "停止（銀行の回答）"},
                                           {"6", "解約（銀行の回答）"},
                                           {NULL, NULL}};
const struct change_code mandate_states[] = {{"1", "振替中"}, {"2", "停止中"}, {"3", "解約"}, {NULL, NULL}};
const struct change_code mandate_sources[] = {
    {"1", "口座振替依頼書（紙）"}, {"2", "ペイジー口座振替受付"}, {"3", "Web口座振替受付"}, {NULL, NULL}};
const struct change_code mandate_deposits[] = {
    {"1", "普通"}, {"2", "当座"}, {"3", "納税準備"}, {"9", "その他"}, {NULL, NULL}};
const struct change_code mandate_pays_codes[] = {
    {"1", "期別（納期ごと）"}, {"2", "全期（最初の納期に1年分）"}, {NULL, NULL}};

const char *mandate_label(const struct change_code *codes, int64_t value)
{
    for (; codes->value != NULL; codes++) {
        int64_t code;
        if (parse_i64(codes->value, strlen(codes->value), 0, INT64_MAX, &code) && code == value) {
            return codes->label;
        }
    }
    return "";
}

static date day_of(int64_t ymd)
{
    date d;
    return ymd != 0 && date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

static struct mandate read_row(struct query *q, struct arena *arena)
{
    return (struct mandate){
        .row_no = query_i64(q, 0),
        .payer_no = query_i64(q, 1),
        .from = day_of(query_i64(q, 2)),
        .until = day_of(query_i64(q, 3)),
        .act = (enum mandate_act)query_i64(q, 4),
        .state = (enum debit_state)query_i64(q, 5),
        .serial = query_i64(q, 6),
        .first_code = (int)query_i64(q, 7),
        .pays = (enum mandate_pays)query_i64(q, 8),
        .source = (enum mandate_source)query_i64(q, 9),
        .bank = text_copy(arena, query_text(q, 10)),
        .branch = text_copy(arena, query_text(q, 11)),
        .deposit_kind = (int)query_i64(q, 12),
        .account = text_copy(arena, query_text(q, 13)),
        .jp_mark = text_copy(arena, query_text(q, 14)),
        .jp_number = text_copy(arena, query_text(q, 15)),
        .holder = text_copy(arena, query_text(q, 16)),
        .relation = text_copy(arena, query_text(q, 17)),
        .received_on = day_of(query_i64(q, 18)),
        .reason = text_copy(arena, query_text(q, 19)),
    };
}

static enum err read_all(struct query *q, struct arena *arena, struct report *report, struct mandate **ret,
                         size_t *ret_count)
{
    struct mandate *all = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, all, count, capacity) = read_row(q, arena);
    }
    query_reset(q);
    *ret = all;
    *ret_count = count;
    return e;
}

enum err mandates_of(struct store *s, int64_t payer_no, int64_t known_at, struct arena *arena,
                     struct report *report, struct mandate **ret, size_t *ret_count)
{
    struct query *q = store_query(s, SQL_debit_mandate_of_payer);

    query_set_i64(q, "payer_no", payer_no);
    query_set_i64(q, "known_at", known_at == INT64_MAX ? INT64_MAX - 1 : known_at);
    return read_all(q, arena, report, ret, ret_count);
}

enum err mandates_in_force(struct store *s, date day, struct arena *arena, struct report *report,
                           struct mandate **ret, size_t *ret_count)
{
    struct query *q = store_scan(s, SQL_debit_mandate_in_force);

    query_set_i64(q, "day", date_ymd(day));
    return read_all(q, arena, report, ret, ret_count);
}

const struct mandate *mandate_on(const struct mandate *all, size_t count, date day)
{
    for (size_t i = 0; i < count; i++) {
        if (date_at_most(all[i].from, day) && date_before(day, all[i].until)) {
            return &all[i];
        }
    }
    return NULL;
}

/* ------------------------------------------------------------------------------- writing ------- */

static enum err add_row(struct store *s, const struct mandate *m, const struct mandate_cause *cause,
                        struct report *report)
{
    struct query *q = store_query(s, SQL_debit_mandate_add);
    int64_t changed;

    query_set_i64(q, "payer_no", m->payer_no);
    query_set_i64(q, "valid_from", date_ymd(m->from));
    query_set_i64(q, "valid_until", date_ymd(m->until));
    query_set_i64(q, "act", m->act);
    query_set_i64(q, "state", m->state);
    query_set_i64(q, "serial", m->serial);
    query_set_i64(q, "first_code", m->first_code);
    query_set_i64(q, "pays", m->pays);
    query_set_i64(q, "source", m->source);
    query_set_text(q, "bank", m->bank);
    query_set_text(q, "branch", m->branch);
    query_set_i64(q, "deposit_kind", m->deposit_kind);
    query_set_text(q, "account", m->account);
    query_set_text(q, "jp_mark", m->jp_mark);
    query_set_text(q, "jp_number", m->jp_number);
    query_set_text(q, "holder", m->holder);
    query_set_text(q, "relation", m->relation);
    query_set_i64(q, "received_on", date_is_none(m->received_on) ? 0 : date_ymd(m->received_on));
    query_set_text(q, "reason", m->reason);
    query_set_text(q, "cause_kind", text_of(cause->kind));
    query_set_i64(q, "cause_no", cause->no);
    query_set_i64(q, "recorded_at", cause->recorded_at);
    return query_run(q, report, &changed);
}

static enum err close_row(struct store *s, int64_t row_no, int64_t at, struct report *report)
{
    struct query *q = store_query(s, SQL_debit_mandate_close);
    int64_t changed = 0;

    query_set_i64(q, "row_no", row_no);
    query_set_i64(q, "at", at);
    enum err e = query_run(q, report, &changed);
    assert(e != ERR_NONE || changed == 1);
    return e;
}

enum err mandate_put(struct store *s, const struct mandate *m, const struct mandate_cause *cause,
                     struct arena *arena, struct report *report)
{
    struct mandate *all, row = *m;
    size_t count;
    enum err e = mandates_of(s, m->payer_no, INT64_MAX, arena, report, &all, &count);

    for (size_t i = 0; i < count && e == ERR_NONE; i++) {
        if (!date_before(m->from, all[i].until)) {
            continue;
        }
        e = close_row(s, all[i].row_no, cause->recorded_at, report);
        if (e == ERR_NONE && date_before(all[i].from, m->from)) {
            struct mandate before = all[i];
            before.until = m->from;
            e = add_row(s, &before, cause, report);
        }
    }
    row.until = date_open_end();
    return e == ERR_NONE ? add_row(s, &row, cause, report) : e;
}

static enum err one_number(struct query *q, struct report *report, int64_t *ret)
{
    bool row = false;
    enum err e = query_step(q, report, &row);

    if (e == ERR_NONE) {
        assert(row);
        *ret = query_i64(q, 0);
    }
    query_reset(q);
    return e;
}

enum err mandate_serial_next(struct store *s, int64_t payer_no, struct report *report, int64_t *ret)
{
    struct query *q = store_query(s, SQL_debit_mandate_serial_last);
    int64_t last = 0;

    query_set_i64(q, "payer_no", payer_no);
    enum err e = one_number(q, report, &last);
    *ret = last + 1;
    return e;
}

/* A request that went out with an account of these rows stays: it can be stopped, not taken back. */
static enum err refuse_later(struct store *s, int64_t payer_no, int64_t applied_at, struct report *report)
{
    struct query *q = store_query(s, SQL_debit_mandate_later);
    int64_t later = 0, used = 0;

    query_set_i64(q, "payer_no", payer_no);
    query_set_i64(q, "applied_at", applied_at);
    enum err e = one_number(q, report, &later);
    if (e == ERR_NONE) {
        q = store_query(s, SQL_debit_mandate_used);
        query_set_i64(q, "payer_no", payer_no);
        query_set_i64(q, "applied_at", applied_at);
        e = one_number(q, report, &used);
    }
    if (e == ERR_NONE && later > 0) {
        return report_fail(report, ERR_INPUT,
                           "この後に口座振替の登録が変わっています。新しい順に取り消してください");
    }
    if (e == ERR_NONE && used > 0) {
        return report_fail(report, ERR_INPUT,
                           "この登録で振替の依頼が作られています。停止か変更をしてください");
    }
    return e;
}

enum err mandate_undo(struct store *s, int64_t payer_no, int64_t applied_at, int64_t now,
                      struct report *report)
{
    enum err e = refuse_later(s, payer_no, applied_at, report);
    int64_t changed;
    static const enum sql steps[] = {SQL_debit_mandate_undo, SQL_debit_mandate_reopen};

    for (size_t i = 0; i < COUNT_OF(steps) && e == ERR_NONE; i++) {
        struct query *q = store_query(s, steps[i]);
        query_set_i64(q, "payer_no", payer_no);
        query_set_i64(q, "applied_at", applied_at);
        query_set_i64(q, "now", now);
        e = query_run(q, report, &changed);
    }
    return e;
}
