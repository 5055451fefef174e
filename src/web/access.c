/* The access record of the screens. */
#include "web/access.h"

#include <stdatomic.h>

static enum err write_one(struct access_chain *chain, const struct screen_call *call,
                          enum access_kind kind, const char *operator_id,
                          const struct seen_person *person)
{
    struct query *q = store_query(call->session->store, SQL_web_access_add);
    int64_t changed;
    query_set_i64(q, "served_by", chain->served_by);
    query_set_i64(q, "seq", atomic_fetch_add(&chain->seq, 1) + 1);
    query_set_i64(q, "at", call->now);
    query_set_text(q, "operator_id", text_of(operator_id));
    query_set_text(q, "terminal", text_of(call->terminal));
    query_set_text(q, "event", text_of(call->screen->event));
    query_set_i64(q, "kind", kind);
    query_set_i64(q, "addressee_no", person->addressee_no);
    query_set_i64(q, "household_no", person->household_no);
    query_set_i64(q, "shows_number", 0); /* no screen shows a 個人番号 */
    query_set_text(q, "purpose", text_of(call->login != NULL ? call->login->purpose : ""));
    return query_run(q, call->report, &changed);
}

enum err access_write(struct access_chain *chain, const struct screen_call *call,
                      enum access_kind kind, const char *operator_id)
{
    static const struct seen_person nobody;
    if (call->seen_count == 0) {
        return write_one(chain, call, kind, operator_id, &nobody);
    }
    for (size_t i = 0; i < call->seen_count; i++) {
        enum err e = write_one(chain, call, kind, operator_id, &call->seen[i]);
        if (e != ERR_NONE) {
            return e;
        }
    }
    return ERR_NONE;
}
