/*
 * 取出し -- the sealed file of an approved request: made, handed out once, copied to media, deleted by its
 * day.
 *
 * The file is written first, sealed, under a name no request owns. Then one transaction consumes the
 * approval and records the output; only after it the file gets its name. So whatever is killed leaves
 * either the approval as it was, or a file whose password nobody has seen: the next one is asked for anew.
 *
 * Rows    BO-01, BO-02, BO-05, BO-08, BO-12, EM-02
 */
#include "output/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNFINISHED_MS (INT64_C(60) * 60 * 1000) /* a file without owner may still be on its way so long */
#define DUE_MAX 1000
#define ARENA_BYTES ((size_t)512 << 20)

/* Five bits a character, nothing that is easily mistaken: 24 characters are 120 bits. */
static void make_password(char ret[40])
{
    static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
    _Static_assert(sizeof(letters) - 1 == 32, "five bits");
    size_t at = 0;
    for (int i = 0; i < 24; i++) {
        if (i > 0 && i % 4 == 0) {
            ret[at++] = '-';
        }
        ret[at++] = letters[randombytes_uniform(32)];
    }
    ret[at] = '\0';
}

struct taking {
    struct session *session;
    struct arena *arena;
    struct report *report;
    struct output_request request;
    struct criteria criteria;
    struct output_sink *sink;
    char folder[OUTPUT_PATH_BYTES], unfinished[OUTPUT_PATH_BYTES + 80], path[OUTPUT_PATH_BYTES + 80];
    char name[64];
    char foot[OUTPUT_WATERMARK_BYTES];
    char password[40];
    bool has_file; /* under the unfinished name */
};

/* ------------------------------------------------------------------------------ the file ------ */

/* The name says the number of the request and the day it goes, nothing of the list or a person (AS-05). */
static void name_file(struct taking *t)
{
    uint32_t random = randombytes_random();
    int until = date_ymd(day_in_japan(t->request.expires_at));
    snprintf(t->name, sizeof(t->name), "kokuho-%06" PRId64 "-%d.zip", t->request.request_no, until);
    snprintf(t->path, sizeof(t->path), "%s/%s", t->folder, t->name);
    snprintf(t->unfinished, sizeof(t->unfinished), "%s/.%06" PRId64 "-%08" PRIx32 ".zip", t->folder,
             t->request.request_no, random);
}

/* about.txt beside the list: criteria in words, persons, who, until when (BO-08, BO-09). */
static enum err about(struct taking *t, struct text *ret)
{
    struct text words;
    char until[DATE_TEXT_BYTES];
    const struct output_request *r = &t->request;
    enum err e = output_criteria_words(r->list, r->criteria, t->session->folder.business_date, t->arena,
                                       t->report, &words);
    if (e != ERR_NONE) {
        return e;
    }
    date_format_era(day_in_japan(r->expires_at), until);
    *ret = text_of(arena_printf(
        t->arena,
        "\xef\xbb\xbf%s\r\n%s\r\n申請番号: %" PRId64 "\r\n目的: %.*s\r\n条件: %.*s\r\n行数: %" PRId64
        "　人数: %" PRId64 "　支援措置により除いた人: %" PRId64 "\r\n承認: %.*s\r\n"
        "期限: %s（この日を過ぎたら、写しもすべて消してください）\r\n個人番号: なし\r\n",
        r->list->label, t->foot, r->request_no, (int)r->purpose.len, r->purpose.bytes, (int)words.len,
        words.bytes, r->row_count, r->person_count, r->left_out_count,
        (int)(r->approver.len > 0 ? r->approver.len : strlen("不要（件数が少ない）")),
        r->approver.len > 0 ? r->approver.bytes : "不要（件数が少ない）", until));
    return ERR_NONE;
}

static enum err write_rows(struct taking *t, struct seal *seal)
{
    const struct output_list *list = t->request.list;
    struct writer w = {.seal = seal, .arena = t->arena, .columns = list->columns,
                       .chosen = t->criteria.chosen, .chosen_count = t->criteria.chosen_count,
                       .foot = t->foot, .kind = writer_kind_of(t->request.format)};
    t->sink = sink_new(list, &w, t->arena);
    enum err e = w.kind->begin(&w, t->report);
    if (e == ERR_NONE) {
        e = list->write(t->session, t->criteria.values, t->arena, t->sink, t->report);
    }
    if (e == ERR_NONE) {
        e = w.kind->end(&w, t->report);
    } else {
        w.kind->abandon(&w);
    }
    return e;
}

static enum err write_file(struct taking *t)
{
    struct seal_about sealed = {.entry = writer_kind_of(t->request.format)->entry, .password = t->password};
    struct seal *seal;
    output_watermark(t->session, t->request.taken_at, t->foot);
    enum err e = about(t, &sealed.words);
    if (e == ERR_NONE) {
        e = seal_open(t->unfinished, &sealed, t->arena, t->report, &seal);
    }
    if (e != ERR_NONE) {
        return e;
    }
    e = write_rows(t, seal);
    enum err closed = seal_close(seal, e == ERR_NONE, t->report);
    e = e != ERR_NONE ? e : closed;
    t->has_file = e == ERR_NONE;
    return e;
}

/* ---------------------------------------------------------------------------------- take ------ */

static bool counts_moved(const struct taking *t)
{
    struct output_counts now = sink_counts(t->sink);
    return now.rows != t->request.row_count || now.persons != t->request.person_count ||
           now.left_out != t->request.left_out_count;
}

/* 無効: what was approved is not what stands there now. */
static enum err make_void(struct taking *t)
{
    struct output_request r = t->request;
    struct output_counts now = sink_counts(t->sink);
    r.file_name = text_of("");
    r.taken_at = 0;
    enum err e = output_move(t->session, &r, OUTPUT_VOID, t->report);
    if (e != ERR_NONE) {
        return e;
    }
    return report_fail(
        t->report, ERR_FINDINGS,
        "申請 %" PRId64 " のときは%" PRId64 "人、いまは%" PRId64
        "人（行と除いた人を含めて違いがあります）。申請は無効になりました。申請し直してください",
        r.request_no, r.person_count, now.persons);
}

/* Whose data went out: a record for every 200 persons, so that each finds it (LG-16). */
static enum err record_persons(struct taking *t)
{
    int64_t *persons;
    size_t count;
    struct audit_subject subjects[AUDIT_SUBJECTS_MAX];
    enum err e = ERR_NONE;
    sink_persons(t->sink, t->arena, &persons, &count);
    for (size_t at = 0; at < count && e == ERR_NONE; at += AUDIT_SUBJECTS_MAX) {
        size_t n = count - at < AUDIT_SUBJECTS_MAX ? count - at : AUDIT_SUBJECTS_MAX;
        for (size_t i = 0; i < n; i++) {
            subjects[i] = (struct audit_subject){persons[at + i], 0};
        }
        struct audit_event event = {.kind = AUDIT_OUTPUT, .event = text_of("output.persons"),
                                    .purpose = t->request.purpose, .file_name = text_of(t->name),
                                    .result_count = (int64_t)n, .approval_no = t->request.request_no,
                                    .subjects = subjects, .subject_count = n};
        e = record_event(t->session, &event, t->report);
    }
    return e;
}

static enum err hand_out(struct taking *t)
{
    t->request.file_name = text_of(t->name);
    enum err e = record_persons(t);
    if (e == ERR_NONE) {
        e = output_move(t->session, &t->request, OUTPUT_TAKEN, t->report);
    }
    if (e != ERR_NONE) {
        return e;
    }
    if (rename(t->unfinished, t->path) != 0) {
        return report_fail(t->report, ERR_WORLD, "ファイル「%s」を置けません: %s。申請し直してください",
                           t->path, strerror(errno));
    }
    t->has_file = false;
    return folder_sync(t->folder, t->report);
}

static enum err check_taking(struct taking *t)
{
    struct session *s = t->session;
    const struct output_request *r = &t->request;
    if (!text_is(r->requester, s->operator.id)) {
        return report_fail(t->report, ERR_INPUT, "申請 %" PRId64 " を取り出せるのは申請した職員だけです",
                           r->request_no);
    }
    if (r->list == NULL) {
        return report_fail(t->report, ERR_INPUT, "申請 %" PRId64 " の一覧「%.*s」は今の版にありません",
                           r->request_no, (int)r->list_name.len, r->list_name.bytes);
    }
    enum err e = may_see(s, r->list, t->report);
    if (e == ERR_NONE && r->state != OUTPUT_APPROVED) {
        e = report_fail(t->report, ERR_INPUT, "申請 %" PRId64 " は「%s」なので取り出せません", r->request_no,
                        output_state_label(r->state));
    }
    if (e == ERR_NONE && r->expires_at <= clock_now_ms()) {
        e = report_fail(t->report, ERR_INPUT,
                        "申請 %" PRId64 " の取出しの期限を過ぎました。申請し直してください", r->request_no);
    }
    return e;
}

static enum err make_and_hand_out(struct taking *t)
{
    struct output_limits limits;
    struct session *s = t->session;
    enum err e = limits_read(&s->folder, s->operator.section, s->folder.business_date, t->report, &limits);
    if (e == ERR_NONE) {
        e = criteria_parse(t->request.list, t->request.criteria, s->folder.business_date, t->report,
                           &t->criteria);
    }
    if (e == ERR_NONE) {
        e = output_folder(&s->folder, t->report, t->folder);
    }
    if (e == ERR_NONE) {
        t->request.taken_at = clock_now_ms();
        t->request.expires_at = t->request.taken_at + limits.file_days * DAY_MS;
        make_password(t->password);
        name_file(t);
        e = write_file(t);
    }
    if (e == ERR_NONE) {
        e = counts_moved(t) ? make_void(t) : hand_out(t);
    }
    return e;
}

enum err output_take(struct session *s, int64_t request_no, struct report *report, char ret_path[600],
                     char ret_password[40])
{
    struct arena *own = arena_new("出力の取出し", ARENA_BYTES);
    struct taking *t = ARENA_NEW(own, struct taking);
    *t = (struct taking){.session = s, .arena = own, .report = report};
    enum err e = s->audit != NULL
                     ? ERR_NONE
                     : report_fail(report, ERR_WORLD, "記録を残せないため、出力の操作はできません");
    if (e == ERR_NONE) {
        e = output_request_find(s, request_no, own, report, &t->request);
    }
    if (e == ERR_NONE) {
        e = check_taking(t);
        e = e != ERR_NONE ? record_refusal(s, "output.take", request_no, t->request.list_name, e, report)
                          : make_and_hand_out(t);
    }
    if (t->has_file) {
        unlink(t->unfinished);
    }
    if (e == ERR_NONE) {
        snprintf(ret_path, 600, "%.*s", 599, t->path);
        memcpy(ret_password, t->password, sizeof(t->password));
    }
    sink_done(t->sink);
    sodium_memzero(t->password, sizeof(t->password));
    arena_free(own);
    return e;
}

/* --------------------------------------------------------------------------------- media ------ */

static enum err copy_file(const char *from, const char *to, struct report *report)
{
    char bytes[65536];
    ssize_t n = 0;
    bool ok = true;
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (in < 0) {
        return report_fail(report, ERR_WORLD, "ファイル「%s」を開けません: %s", from, strerror(errno));
    }
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (out < 0) {
        int error = errno;
        close(in);
        return report_fail(report, ERR_WORLD, "媒体の「%s」に書けません: %s", to, strerror(error));
    }
    while (ok && (n = read(in, bytes, sizeof(bytes))) > 0) {
        for (ssize_t at = 0; ok && at < n;) {
            ssize_t written = write(out, bytes + at, (size_t)(n - at));
            ok = written > 0;
            at += written;
        }
    }
    ok = ok && n == 0 && fsync(out) == 0;
    int error = errno;
    close(in);
    ok = close(out) == 0 && ok;
    if (!ok) {
        unlink(to);
        return report_fail(report, ERR_WORLD, "媒体の「%s」に書けません: %s", to, strerror(error));
    }
    return ERR_NONE;
}

static enum err check_media(struct session *s, const struct output_request *r, struct report *report)
{
    if (!operator_may(&s->operator, PERM_OUTPUT_MEDIA)) {
        return report_fail(report, ERR_INPUT, "職員「%s」に「%s」の権限がありません", s->operator.id,
                           ops_permissions[PERM_OUTPUT_MEDIA].label);
    }
    if (!text_is(r->requester, s->operator.id) || !r->is_for_media) {
        return report_fail(report, ERR_INPUT,
                           "申請 %" PRId64 " は外部媒体への出力として申請・承認されたものではありません",
                           r->request_no);
    }
    if (r->state != OUTPUT_TAKEN || r->expires_at <= clock_now_ms()) {
        return report_fail(report, ERR_INPUT, "申請 %" PRId64 " に取り出したファイルがありません（%s）",
                           r->request_no, output_state_label(r->state));
    }
    return ERR_NONE;
}

/* The record comes first: a copy that nobody recorded must not be (LG-14). */
enum err output_to_media(struct session *s, int64_t request_no, const char *path, struct report *report)
{
    char from[OUTPUT_PATH_BYTES + 80], folder[OUTPUT_PATH_BYTES];
    struct output_request r;
    struct arena *arena = arena_new("媒体への出力", 1 << 20);
    enum err e = output_request_find(s, request_no, arena, report, &r);
    if (e == ERR_NONE) {
        e = check_media(s, &r, report);
        e = e != ERR_NONE ? record_refusal(s, "output.media", request_no, text_of(""), e, report) : e;
    }
    if (e == ERR_NONE) {
        e = output_folder(&s->folder, report, folder);
    }
    if (e == ERR_NONE) {
        const char *name = strrchr(path, '/');
        struct audit_event event = {.kind = AUDIT_OUTPUT,
                                    .event = text_of("output.media"),
                                    .purpose = r.purpose,
                                    .file_name = r.file_name,
                                    .output_kind = text_of("media"),
                                    .reason = text_of(name != NULL ? name + 1 : path),
                                    .result_count = r.person_count,
                                    .approval_no = request_no};
        e = record_event(s, &event, report);
    }
    if (e == ERR_NONE) {
        snprintf(from, sizeof(from), "%s/%.*s", folder, (int)r.file_name.len, r.file_name.bytes);
        e = copy_file(from, path, report);
    }
    arena_free(arena);
    return e;
}

/* -------------------------------------------------------------------------------- expire ------ */

/* The file goes first; whoever is killed in between tries again. */
static enum err expire_one(struct session *s, struct output_request *r, const char *folder,
                           struct report *report)
{
    char path[OUTPUT_PATH_BYTES + 80];
    snprintf(path, sizeof(path), "%s/%.*s", folder, (int)r->file_name.len, r->file_name.bytes);
    if (r->state == OUTPUT_TAKEN && unlink(path) != 0 && errno != ENOENT) {
        return report_fail(report, ERR_WORLD, "期限の過ぎたファイル「%s」を消せません: %s", path,
                           strerror(errno));
    }
    return output_move(s, r, OUTPUT_EXPIRED, report);
}

static enum err due(struct session *s, struct arena *arena, struct report *report,
                    struct output_request **ret, size_t *ret_count)
{
    struct output_request *items = NULL;
    size_t count = 0, capacity = 0;
    bool row = false;
    enum err e;
    struct query *q = store_query(s->store, SQL_output_request_due);
    query_set_i64(q, "now", clock_now_ms());
    query_set_i64(q, "max", DUE_MAX);
    while ((e = query_step(q, report, &row)) == ERR_NONE && row) {
        output_row_read(q, arena, ARENA_PUSH(arena, items, count, capacity));
    }
    query_reset(q);
    *ret = items;
    *ret_count = count;
    return e;
}

static enum err is_owned(struct session *s, const char *name, struct report *report, bool *ret)
{
    struct query *q = store_query(s->store, SQL_output_request_file);
    query_set_text(q, "file_name", text_of(name));
    enum err e = query_step(q, report, ret);
    query_reset(q);
    return e;
}

/* A file of a process that was killed: nobody has its password. */
static enum err sweep_one(struct session *s, const char *folder, const char *name, struct report *report,
                          int64_t *count)
{
    char path[OUTPUT_PATH_BYTES + 280];
    struct stat info;
    bool owned = true;
    snprintf(path, sizeof(path), "%s/%.255s", folder, name);
    if (lstat(path, &info) != 0 || !S_ISREG(info.st_mode) ||
        (int64_t)info.st_mtime * 1000 > clock_now_ms() - UNFINISHED_MS) {
        return ERR_NONE;
    }
    enum err e = is_owned(s, name, report, &owned);
    if (e != ERR_NONE || owned) {
        return e;
    }
    if (unlink(path) != 0) {
        return report_fail(report, ERR_WORLD, "持ち主のないファイル「%s」を消せません: %s", path,
                           strerror(errno));
    }
    struct audit_event event = {.kind = AUDIT_DELETE,
                                .event = text_of("output.sweep"),
                                .file_name = text_of(name),
                                .output_kind = text_of("file"),
                                .result_count = 1};
    *count += 1;
    return record_event(s, &event, report);
}

static enum err sweep(struct session *s, const char *folder, struct report *report, int64_t *count)
{
    DIR *d = opendir(folder);
    enum err e = ERR_NONE;
    if (d == NULL) {
        return report_fail(report, ERR_WORLD, "フォルダ「%s」を読めません: %s", folder, strerror(errno));
    }
    for (struct dirent *entry; e == ERR_NONE && (entry = readdir(d)) != NULL;) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            e = sweep_one(s, folder, entry->d_name, report, count);
        }
    }
    closedir(d);
    return e;
}

enum err output_expire(struct session *s, struct report *report, int64_t *ret_count)
{
    char folder[OUTPUT_PATH_BYTES];
    struct output_request *items = NULL;
    size_t count = 0;
    int64_t done = 0;
    struct arena *arena = arena_new("出力の期限", 8 << 20);
    enum err e = s->audit != NULL
                     ? output_folder(&s->folder, report, folder)
                     : report_fail(report, ERR_WORLD, "記録を残せないため、出力の操作はできません");
    if (e == ERR_NONE) {
        e = due(s, arena, report, &items, &count);
    }
    for (size_t i = 0; i < count && e == ERR_NONE; i++, done++) {
        e = expire_one(s, &items[i], folder, report);
    }
    if (e == ERR_NONE) {
        e = sweep(s, folder, report, &done);
    }
    arena_free(arena);
    if (e == ERR_NONE) {
        *ret_count = done;
    }
    return e;
}
