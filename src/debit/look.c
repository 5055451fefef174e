/* 口座振替の照会 -- what screens ask: mandates and items of a payer, requests and the share of households. */
#include "debit/mandate.h"

static date day_of(int64_t ymd)
{
    date d;
    return ymd != 0 && date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

/* A number with only its last two digits. */
static struct text masked(struct arena *arena, struct text number)
{
    return number.len <= 2
               ? text_of(number.len == 0 ? "" : "****")
               : text_of(arena_printf(arena, "*****%.*s", 2, number.bytes + number.len - 2));
}

static enum err look_mandates(struct session *session, int64_t payer_no, int64_t known_at,
                              struct arena *arena, struct report *report, struct debit_look *ret)
{
    struct mandate *all;
    size_t count;
    bool is_masked = !operator_may(&session->operator, PERM_ACCOUNT_VIEW);
    enum err e = mandates_of(session->store, payer_no, known_at, arena, report, &all, &count);

    if (e != ERR_NONE) {
        return e;
    }
    struct debit_mandate_look *list = ARENA_ARRAY(arena, struct debit_mandate_look, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct mandate *m = &all[i];
        list[i] = (struct debit_mandate_look){
            .payer_no = m->payer_no,
            .from = m->from,
            .until = m->until,
            .state = m->state,
            .act_label = mandate_label(mandate_acts, m->act),
            .state_label = mandate_label(mandate_states, m->state),
            .source_label = mandate_label(mandate_sources, m->source),
            .deposit_label = mandate_label(mandate_deposits, m->deposit_kind),
            .pays_label = mandate_label(mandate_pays_codes, m->pays),
            .bank = m->bank,
            .branch = m->branch,
            .account = is_masked ? masked(arena, m->account) : m->account,
            .mark = m->jp_mark,
            .number = is_masked ? masked(arena, m->jp_number) : m->jp_number,
            .holder = is_masked ? text_of("****") : m->holder,
            .relation = m->relation,
            .reason = m->reason,
            .received_on = m->received_on,
        };
    }
    ret->mandates = list;
    ret->mandate_count = count;
    return ERR_NONE;
}

static const char *item_state(int64_t result, bool is_sent, bool is_halted)
{
    switch (result) {
    case -1: return !is_sent ? "承認待ち" : is_halted ? "振替停止を依頼中" : "依頼中";
    case 0: return "振替済み";
    case 1: return "資金不足";
    case 2: return "取引なし";
    case 3: return "預金者の都合による停止";
    case 4: return "依頼書なし";
    case 8: return "区の依頼による停止";
    case 9: return "その他";
    default: return "";
    }
}

static enum err look_items(struct store *s, int64_t payer_no, int64_t known_at, struct arena *arena,
                           struct report *report, struct debit_look *ret)
{
    struct query *q = store_query(s, SQL_debit_items_of_payer);
    struct debit_item_look *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;
    enum err e;

    query_set_i64(q, "payer_no", payer_no);
    query_set_i64(q, "known_at", known_at);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        *ARENA_PUSH(arena, list, count, capacity) = (struct debit_item_look){
            .levy_year = (int32_t)query_i64(q, 0),
            .payer_no = payer_no,
            .instalment = (int)query_i64(q, 1),
            .attempt = (int)query_i64(q, 2),
            .debit_on = day_of(query_i64(q, 3)),
            .answered_on = day_of(query_i64(q, 4)),
            .redebit_on = day_of(query_i64(q, 5)),
            .amount = query_i64(q, 6),
            .overpaid = query_i64(q, 7),
            .state_label = item_state(query_i64(q, 8), query_i64(q, 9) != 0, query_i64(q, 10) != 0),
            .bank = text_copy(arena, query_text(q, 11)),
            .customer_no = text_copy(arena, query_text(q, 12)),
        };
    }
    query_reset(q);
    ret->items = list;
    ret->item_count = count;
    return e;
}

enum err debit_of_payer(struct session *session, int64_t payer_no, int64_t known_at, struct arena *arena,
                        struct report *report, struct debit_look *ret)
{
    *ret = (struct debit_look){.mandate_count = 0};
    enum err e = look_mandates(session, payer_no, known_at, arena, report, ret);
    return e == ERR_NONE ? look_items(session->store, payer_no, known_at, arena, report, ret) : e;
}

/* --------------------------------------------------------------------------------- 状況 -------- */

static enum err count_mandates(struct store *s, date today, struct report *report, struct debit_status *ret)
{
    struct query *q = store_query(s, SQL_debit_status_mandates);
    bool row = false;

    query_set_i64(q, "day", date_ymd(today));
    enum err e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        ret->mandates = query_i64(q, 0);
        ret->stopped = query_i64(q, 1);
    }
    query_reset(q);
    if (e != ERR_NONE) {
        return e;
    }
    q = store_query(s, SQL_debit_status_counted);
    e = query_step(q, report, &row);
    if (e == ERR_NONE && row) {
        ret->households = query_i64(q, 0);
        ret->on_debit = query_i64(q, 1);
        ret->counted_on = day_of(query_i64(q, 2));
    }
    query_reset(q);
    return e;
}

enum err debit_status(struct store *s, date today, size_t max, struct arena *arena, struct report *report,
                      struct debit_status *ret)
{
    struct debit_request_look *list = NULL;
    size_t count = 0, capacity = 0;
    bool row;

    *ret = (struct debit_status){.counted_on = date_none()};
    enum err e = count_mandates(s, today, report, ret);
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(s, SQL_debit_status_requests);
    query_set_i64(q, "max", (int64_t)max);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        struct debit_request_look *r = ARENA_PUSH(arena, list, count, capacity);
        *r = (struct debit_request_look){
            .request_no = query_i64(q, 0),
            .run_no = query_i64(q, 1),
            .items = query_i64(q, 2),
            .amount = query_i64(q, 3),
            .debit_on = day_of(query_i64(q, 4)),
            .sent_on = day_of(query_i64(q, 5)),
            .file_name = text_copy(arena, query_text(q, 6)),
            .consignor = text_copy(arena, query_text(q, 7)),
            .group_key = text_copy(arena, query_text(q, 8)),
            .sha256 = text_copy(arena, query_text(q, 9)),
            .answered = query_i64(q, 10),
            .done = query_i64(q, 11),
            .done_amount = query_i64(q, 12),
        };
        r->failed = r->answered - r->done;
    }
    query_reset(q);
    ret->requests = list;
    ret->request_count = count;
    return e;
}
