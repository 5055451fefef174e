/* A command's session: folder, store, operator and his right, opened in this order. */
#include "ops/ops.h"

int64_t clock_now_ms(void)
{
    struct timespec t;
    int rc = clock_gettime(CLOCK_REALTIME, &t);
    assert(rc == 0);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void clock_pass(int64_t ms)
{
    while (clock_now_ms() == ms) {
        nanosleep(&(struct timespec){.tv_nsec = 20000}, NULL);
    }
}

#define JAPAN_MS (INT64_C(9) * 60 * 60 * 1000)
#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

date clock_day(int64_t at)
{
    int64_t local = at + JAPAN_MS;
    return (date){(int32_t)(local >= 0 ? local / DAY_MS : -((-local + DAY_MS - 1) / DAY_MS))};
}

int64_t moment_of_day(date day) { return (int64_t)day.day * DAY_MS - JAPAN_MS; }

int clock_minute(int64_t at)
{
    return (int)((at + JAPAN_MS - (int64_t)clock_day(at).day * DAY_MS) / 60000);
}

const struct session_recorder *session_recorder;

enum err session_open(struct command_call *call, enum store_access access, enum permission needed,
                      struct session *ret)
{
    struct session s = {0};
    enum err e = data_folder_open(call->data, call->report, &s.folder);
    if (e != ERR_NONE) {
        return e;
    }
    if (!date_is_none(call->business_date)) {
        s.folder.business_date = call->business_date;
    }
    if (needed != PERM_NONE && call->operator_id == NULL) {
        return report_fail(call->report, ERR_INPUT,
                           "誰の操作か分かりません。--operator 職員番号 を付けてください");
    }
    e = store_open(s.folder.store_url, access, call->report, &s.store);
    if (e != ERR_NONE) {
        return e;
    }
    if (call->operator_id != NULL) { /* who says his name is looked up, also where no right is needed */
        e = ops_operator_find(s.store, text_of(call->operator_id), text_of(""), s.folder.business_date,
                              clock_now_ms(), call->report, &s.operator);
        if (e == ERR_NONE && needed != PERM_NONE && !operator_may(&s.operator, needed)) {
            e = report_fail(call->report, ERR_INPUT, "職員「%s」に「%s」の権限がありません",
                            s.operator.id, ops_permissions[needed].label);
        }
    }
    if (session_recorder != NULL) {
        enum err recorded = session_recorder->opened(call, &s, e);
        e = e != ERR_NONE ? e : recorded;
    }
    if (e != ERR_NONE) {
        store_close(s.store);
        return e;
    }
    *ret = s;
    return ERR_NONE;
}

void session_close(struct session *s)
{
    if (session_recorder != NULL && s->audit != NULL) {
        session_recorder->closing(s);
    }
    store_close(s->store);
    *s = (struct session){0};
}
