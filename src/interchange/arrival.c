/* 到着の記録 -- each file that somebody offers to the import, and what became of it (feed.h). */
#include "interchange/import.h"

#include <sys/stat.h>

static void name_of(const char *path, char ret[256])
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    size_t n = utf8_prefix(name, strlen(name), 255);
    memcpy(ret, name, n);
    ret[n] = '\0';
}

static enum err add(struct session *s, const struct layout *l, const char *path, const char *sha256,
                    const char *outcome, struct report *report, int64_t *ret_no)
{
    char name[256];
    struct stat st;
    int64_t now = clock_now_ms(), changed;
    bool row = false;
    struct query *q = store_query(s->store, SQL_interchange_arrival_next);
    enum err e = query_step(q, report, &row);
    if (e != ERR_NONE) {
        return e;
    }
    assert(row);
    *ret_no = query_i64(q, 0);
    query_reset(q);
    name_of(path, name);
    q = store_query(s->store, SQL_interchange_arrival_add);
    query_set_i64(q, "arrival_no", *ret_no);
    query_set_text(q, "file_name", text_of(name));
    query_set_text(q, "layout", text_of(l->name));
    query_set_text(q, "sha256", text_of(sha256));
    query_set_i64(q, "bytes", stat(path, &st) == 0 ? (int64_t)st.st_size : 0);
    query_set_i64(q, "data_records", 0);
    query_set_text(q, "outcome", text_of(outcome));
    query_set_i64(q, "business_date", date_ymd(s->folder.business_date));
    query_set_text(q, "operator_id", text_of(s->operator.id));
    query_set_i64(q, "started_at", now);
    query_set_i64(q, "ended_at", sha256[0] != '\0' ? now : 0);
    return query_run(q, report, &changed);
}

/* In a transaction of its own: whoever looks sees that the file is being read. */
enum err arrival_begin(struct session *s, const struct layout *l, const char *path, const char *sha256,
                       struct report *report, int64_t *ret_no)
{
    enum err e = store_begin(s->store, report);
    if (e != ERR_NONE) {
        return e;
    }
    e = add(s, l, path, sha256, sha256[0] != '\0' ? "already" : "reading", report, ret_no);
    e = e == ERR_NONE ? store_commit(s->store, report) : e;
    if (e != ERR_NONE) {
        store_rollback(s->store);
    }
    return e;
}

enum err arrival_end(struct session *s, int64_t arrival_no, const struct file_receipt *f,
                     const struct control_file *control, const char *outcome, struct report *report)
{
    int64_t changed;
    struct query *q = store_query(s->store, SQL_interchange_arrival_end);
    bool numbered = control != NULL && control->has_first && control->has_last;
    query_set_i64(q, "arrival_no", arrival_no);
    query_set_text(q, "sha256", text_of(f->sha256));
    query_set_i64(q, "bytes", f->bytes);
    query_set_i64(q, "data_records", f->data_records);
    query_set_i64(q, "first_number", numbered ? control->first : -1);
    query_set_i64(q, "last_number", numbered ? control->last : -1);
    query_set_text(q, "outcome", text_of(outcome));
    query_set_i64(q, "ended_at", clock_now_ms());
    enum err e = query_run(q, report, &changed);
    assert(e != ERR_NONE || changed == 1);
    return e;
}
