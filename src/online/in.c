/*
 * オンライン申請の取込み -- each application with its persons and attachments, once, by its receipt number.
 *
 * Records come in the order of the layout: what belongs to an application is gathered until the next one
 * begins, then it is written. An attachment that cannot be kept makes the application 不備; a person who is
 * not found is a task. No 個人番号 stands in a row of words, in a draft or in the report.
 */
#include "online/internal.h"

#include "base/personal_number.h"

#include <inttypes.h>

static enum err begin(struct import_run *run);
static enum err take(struct import_run *run, const struct record *r);
static enum err end(struct import_run *run);
static void cancel(struct import_run *run);

const struct import_handler import_online_application = {
    .layout = "online-application",
    .partner = "ぴったりサービス",
    .label = "オンライン申請",
    .order = 126,
    .begin = begin,
    .record = take,
    .end = end,
    .cancel = cancel,
};

#define ANNOUNCED_MAX 99 /* attachments of an application that are told of, kept or not */

enum { PART_HEADER, PART_APPLICATION, PART_PERSON, PART_ATTACHMENT, PART_PIECE, PARTS };
static const char *const parts[PARTS] = {"header", "application", "person", "attachment", "piece"};

struct filed_person {
    struct online_person who;
    struct text number;
};
/* The application that is being gathered; all of it lives in `arena`, which is used again for the next. */
struct filing {
    struct arena *whole, *arena; /* of the file, of the application */
    size_t record[PARTS];
    struct online_bounds bounds;
    struct online_application a;
    struct sha256 hash;
    struct filed_person *persons;
    struct package *packages;
    size_t person_count, person_capacity, package_count, package_capacity, attachments;
    struct package *open; /* takes the pieces that come; NULL = those of one that is not kept */
    bool is_open;
    int64_t taken, drafts, unknown, defects, twice, differing;
};

static enum err begin(struct import_run *run)
{
    struct arena *whole = arena_new("オンライン申請の取込み", (size_t)4 << 20);
    struct filing *f = ARENA_NEW(whole, struct filing);

    f->whole = whole;
    f->arena = arena_new("オンライン申請", (size_t)1 << 30);
    for (int i = 0; i < PARTS; i++) {
        f->record[i] = layout_record(run->layout, parts[i]);
        assert(f->record[i] != SIZE_MAX);
    }
    run->state = f;
    return online_bounds_load(&run->session->folder, run->business_date, whole, run->report, &f->bounds);
}

static void cancel(struct import_run *run)
{
    struct filing *f = run->state;

    arena_free(f->arena);
    arena_free(f->whole);
    run->state = NULL;
}

/* -------------------------------------------------------------------------------- values ------ */

static struct text raw(const struct import_run *run, const struct record *r, const char *field)
{
    size_t at = layout_field(run->layout, r->kind, field);

    assert(at != SIZE_MAX);
    return record_text(r, at);
}

static struct text value(const struct import_run *run, const struct record *r, const char *field)
{
    const struct filing *f = run->state;
    return text_copy(f->arena, raw(run, r, field));
}

/* A 個人番号 stands in no row of words (MN-02). */
static struct text words_in(const struct import_run *run, const struct record *r, const char *field)
{
    const struct filing *f = run->state;
    return text_copy(f->arena, personal_number_covered(raw(run, r, field), f->arena));
}

static int64_t amount(const struct import_run *run, const struct record *r, const char *field, int64_t none)
{
    int64_t number = none;
    return record_i64(r, layout_field(run->layout, r->kind, field), &number) ? number : none;
}

static date day_in(const struct import_run *run, const struct record *r, const char *field)
{
    date d = date_none();
    int64_t ymd = amount(run, r, field, 0);

    return ymd > 0 && date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

/* -------------------------------------------------------------------------------- gather ------ */

/* Everything the applicant sent counts for whether two deliveries are the same. */
static void hash_record(struct filing *f, const struct record *r)
{
    for (size_t i = 0; i < r->field_count; i++) {
        sha256_add(&f->hash, r->fields[i].bytes, r->fields[i].len);
        sha256_add(&f->hash, "\x1f", 1);
    }
}

static void open_application(struct import_run *run, const struct record *r)
{
    struct filing *f = run->state;

    arena_reset(f->arena);
    f->persons = NULL;
    f->packages = NULL;
    f->open = NULL;
    f->person_count = f->person_capacity = f->package_count = f->package_capacity = f->attachments = 0;
    f->is_open = true;
    sha256_init(&f->hash);
    f->a = (struct online_application){
        .receipt = words_in(run, r, "receipt"),
        .procedure = (enum online_procedure)amount(run, r, "procedure", 0),
        .received_on = day_in(run, r, "received_on"),
        .received_at = (int)amount(run, r, "received_at", -1),
        .postal_code = value(run, r, "postal"),
        .address = words_in(run, r, "address"),
        .phone = words_in(run, r, "phone"),
        .reason = value(run, r, "reason"),
        .fact_on = day_in(run, r, "fact_on"),
        .code = value(run, r, "code"),
        .disease = value(run, r, "disease"),
        .is_multiple = amount(run, r, "multiple", 0) != 0,
        .words = words_in(run, r, "words"),
        .state = ONLINE_RECEIVED,
    };
}

static enum err is_full(struct import_run *run, size_t count, int64_t most, const char *what)
{
    const struct filing *f = run->state;

    return (int64_t)count < most
               ? ERR_NONE
               : report_fail(run->report, ERR_INPUT, "受付番号 %.*s: %sは%" PRId64 "までです",
                             (int)f->a.receipt.len, f->a.receipt.bytes, what, most);
}

static void add_person(struct import_run *run, const struct record *r)
{
    struct filing *f = run->state;
    struct filed_person *p = ARENA_PUSH(f->arena, f->persons, f->person_count, f->person_capacity);

    *p = (struct filed_person){
        .who = {.person_no = (int64_t)f->person_count,
                .is_applicant = amount(run, r, "is_applicant", 0) != 0,
                .name = words_in(run, r, "name"),
                .kana = words_in(run, r, "kana"),
                .relation = words_in(run, r, "relation"),
                .birth = day_in(run, r, "birth")},
        .number = value(run, r, "individual_number")};
    p->who.has_number = p->number.len > 0;
}

static void add_attachment(struct import_run *run, const struct record *r)
{
    struct filing *f = run->state;
    int64_t most = f->bounds.attachment_bytes, bytes = amount(run, r, "bytes", 0);

    f->attachments++;
    f->open = NULL;
    struct package *p = ARENA_PUSH(f->arena, f->packages, f->package_count, f->package_capacity);
    *p = (struct package){.name = words_in(run, r, "name"),
                          .sha256 = value(run, r, "sha256"),
                          .attachment_no = (int64_t)f->attachments,
                          .bytes = bytes,
                          .is_too_large = bytes > most};
    /* What is announced too large, or is one too many, takes no room. */
    if ((int64_t)f->attachments <= f->bounds.attachments && !p->is_too_large) {
        p->max = (size_t)bytes;
        p->content = arena_alloc(f->arena, p->max + 2, 1);
        f->open = p;
    }
}

/* --------------------------------------------------------------------------------- write ------ */

static enum err known(struct import_run *run, struct text digest, bool *ret_twice, bool *ret_same)
{
    struct filing *f = run->state;
    struct query *q = store_query(run->session->store, SQL_online_application_of_receipt);

    query_set_text(q, "receipt", f->a.receipt);
    enum err e = query_step(q, run->report, ret_twice);
    *ret_same = e == ERR_NONE && *ret_twice && text_equal(query_text(q, 1), digest);
    query_reset(q);
    return e;
}

static enum err write_application(struct import_run *run, struct text digest)
{
    struct filing *f = run->state;
    const struct online_application *a = &f->a;
    struct query *q = store_query(run->session->store, SQL_online_application_add);
    bool row = false;

    query_set_text(q, "receipt", a->receipt);
    query_set_i64(q, "procedure_no", a->procedure);
    query_set_i64(q, "received_on", date_ymd(a->received_on));
    query_set_i64(q, "received_at", a->received_at);
    query_set_text(q, "postal_code", a->postal_code);
    query_set_text(q, "address", a->address);
    query_set_text(q, "phone", a->phone);
    query_set_text(q, "reason", a->reason);
    query_set_i64(q, "fact_on", date_is_none(a->fact_on) ? 0 : date_ymd(a->fact_on));
    query_set_text(q, "code", a->code);
    query_set_text(q, "disease", a->disease);
    query_set_i64(q, "multiple", a->is_multiple);
    query_set_text(q, "words", a->words);
    query_set_text(q, "digest", digest);
    query_set_text(q, "operator_id", text_of(run->session->operator.id));
    query_set_i64(q, "recorded_at", run->recorded_at);
    enum err e = query_step(q, run->report, &row);
    f->a.application_no = e == ERR_NONE && row ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

static enum err write_number(struct import_run *run, const struct filed_person *p)
{
    struct filing *f = run->state;
    const struct online_place place = {"number", f->a.application_no, p->who.person_no};
    struct text sealed;
    int64_t changed;
    enum err e = online_seal(run->session, place, p->number, f->arena, run->report, &sealed);

    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(run->session->store, SQL_online_number_add);
    query_set_i64(q, "application_no", place.application_no);
    query_set_i64(q, "person_no", place.part_no);
    query_set_blob(q, "sealed", sealed.bytes, sealed.len);
    return query_run(q, run->report, &changed);
}

static enum err write_person(struct import_run *run, struct filed_person *p)
{
    struct filing *f = run->state;
    const struct online_sought sought = {
        .number = p->number, .name = p->who.name, .address = f->a.address, .birth = p->who.birth};
    struct query *q = store_query(run->session->store, SQL_online_person_add);
    int64_t changed;

    query_set_i64(q, "application_no", f->a.application_no);
    query_set_i64(q, "person_no", p->who.person_no);
    query_set_i64(q, "is_applicant", p->who.is_applicant);
    query_set_i64(q, "has_number", p->who.has_number);
    query_set_text(q, "name", p->who.name);
    query_set_text(q, "kana", p->who.kana);
    query_set_i64(q, "birth", date_ymd(p->who.birth));
    query_set_text(q, "relation", p->who.relation);
    enum err e = query_run(q, run->report, &changed);
    e = e == ERR_NONE ? online_match(run->session, &sought, f->arena, run->report, &p->who.way,
                                     &p->who.addressee_no)
                      : e;
    e = e == ERR_NONE ? online_match_add(run->session, f->a.application_no, p->who.person_no,
                                         p->who.addressee_no, p->who.way, run->recorded_at, run->report)
                      : e;
    bool is_kept = p->who.addressee_no == 0 && p->number.len > 0 && p->who.way != ONLINE_WRONG_DIGITS;
    return e == ERR_NONE && is_kept ? write_number(run, p) : e;
}

static enum err write_attachment(struct import_run *run, const struct package *p, size_t which,
                                 enum online_fault *ret)
{
    struct filing *f = run->state;
    enum online_type type = ONLINE_NO_TYPE;
    struct text sealed = {"", 0};
    int64_t changed;
    enum err e = ERR_NONE;

    *ret = (int64_t)which >= f->bounds.attachments ? ONLINE_TOO_MANY : package_end(p, &type);
    if (*ret == ONLINE_KEPT) {
        const struct online_place place = {"attachment", f->a.application_no, p->attachment_no};
        const struct text content = {(const char *)p->content, p->len};
        e = online_seal(run->session, place, content, f->arena, run->report, &sealed);
    }
    if (e != ERR_NONE) {
        return e;
    }
    struct query *q = store_query(run->session->store, SQL_online_attachment_add);
    query_set_i64(q, "application_no", f->a.application_no);
    query_set_i64(q, "attachment_no", p->attachment_no);
    query_set_text(q, "name", p->name);
    query_set_i64(q, "type", type);
    query_set_i64(q, "bytes", p->bytes);
    query_set_text(q, "sha256", p->sha256);
    query_set_i64(q, "fault", *ret);
    query_set_blob(q, "sealed", sealed.bytes, sealed.len);
    return query_run(q, run->report, &changed);
}

static enum err write_attachments(struct import_run *run, const char **ret_fault)
{
    struct filing *f = run->state;
    enum err e = ERR_NONE;

    *ret_fault = "";
    for (size_t i = 0; i < f->package_count && e == ERR_NONE; i++) {
        enum online_fault fault = ONLINE_KEPT;
        e = write_attachment(run, &f->packages[i], i, &fault);
        if (fault != ONLINE_KEPT) {
            *ret_fault = arena_printf(f->arena, "添付書類%zu %.*s: %s", i + 1, (int)f->packages[i].name.len,
                                      f->packages[i].name.bytes, online_fault_labels[fault]);
        }
    }
    return e;
}

/* A second application under the number of another one is nobody's mistake to pass over. */
static enum err tell_differing(struct import_run *run)
{
    struct filing *f = run->state;
    const char *key = arena_printf(f->arena, "%.*s", (int)f->a.receipt.len, f->a.receipt.bytes);
    struct task task = {.source = text_of("online:receipt"),
                        .source_key = text_of(key),
                        .words = text_of(arena_printf(
                            f->arena,
                            "オンライン申請の受付番号 %s が、前に届いたものと違う内容でもう一度届きました。"
                            "先に届いたものを残しています。ぴったりサービスの画面で確かめてください",
                            key)),
                        .due = date_none()};
    struct task_sync sync = {.actor = ONLINE_ACTOR,
                             .source_prefix = "online:receipt",
                             .key_prefix = key,
                             .words = "",
                             .tasks = &task,
                             .count = 1};
    f->differing++;
    run->held++;
    return task_sync(run->session->store, &sync, clock_now_ms(), run->report);
}

/* Persons are known now: what follows is a draft, or 不備 and a task. */
static enum err follow(struct import_run *run, const char *fault)
{
    struct filing *f = run->state;
    struct online_application a;
    enum err e = online_application(run->session->store, f->a.application_no, f->arena, run->report, &a);

    if (e == ERR_NONE && fault[0] != '\0') {
        f->defects++;
        run->held++;
        e = online_verdict_add(run->session, a.application_no, true, text_of(fault), run->recorded_at,
                               run->report);
    } else if (e == ERR_NONE) {
        e = online_draft_of_file(run->session, &a, f->arena, run->report, &f->drafts);
    }
    f->unknown += (int64_t)a.unknown_count;
    run->held += (int64_t)a.unknown_count;
    return e == ERR_NONE ? online_tasks(run->session, &a, false, f->arena, run->report) : e;
}

static enum err write_all(struct import_run *run, struct text digest)
{
    struct filing *f = run->state;
    const char *fault = "";
    enum err e = write_application(run, digest);

    for (size_t i = 0; i < f->person_count && e == ERR_NONE; i++) {
        e = write_person(run, &f->persons[i]);
    }
    e = e == ERR_NONE ? write_attachments(run, &fault) : e;
    f->taken += e == ERR_NONE;
    return e == ERR_NONE ? follow(run, fault) : e;
}

static enum err close_application(struct import_run *run)
{
    struct filing *f = run->state;
    unsigned char bytes[SHA256_BYTES];
    char hex[SHA256_HEX];
    bool is_twice = false, is_same = false;

    if (!f->is_open) {
        return ERR_NONE;
    }
    sha256_done(&f->hash, bytes);
    hex_format(bytes, sizeof(bytes), hex);
    f->is_open = false;
    enum err e = known(run, text_of(hex), &is_twice, &is_same);
    if (e != ERR_NONE || is_same) {
        f->twice += is_same;
        return e;
    }
    if (is_twice) {
        return tell_differing(run);
    }
    return write_all(run, text_of(hex));
}

/* ----------------------------------------------------------------------------------- all ------ */

static enum err is_ours(struct import_run *run, const struct record *r)
{
    struct text municipality = raw(run, r, "municipality");

    return text_is(municipality, run->session->folder.municipality)
               ? ERR_NONE
               : report_fail(run->report, ERR_INPUT,
                             "市区町村コード %.*s のファイルです。この区のものではありません",
                             (int)municipality.len, municipality.bytes);
}

static enum err take(struct import_run *run, const struct record *r)
{
    struct filing *f = run->state;
    enum err e = ERR_NONE;

    if (r->kind == f->record[PART_HEADER]) {
        return is_ours(run, r);
    }
    if (r->kind == f->record[PART_APPLICATION]) {
        e = close_application(run);
        if (e == ERR_NONE) {
            open_application(run, r);
        }
    } else if (r->kind == f->record[PART_PERSON]) {
        e = is_full(run, f->person_count, f->bounds.persons, "人");
        if (e == ERR_NONE) {
            add_person(run, r);
        }
    } else if (r->kind == f->record[PART_ATTACHMENT]) {
        e = is_full(run, f->package_count, ANNOUNCED_MAX, "添付書類");
        if (e == ERR_NONE) {
            add_attachment(run, r);
        }
    } else if (r->kind == f->record[PART_PIECE] && f->open != NULL) {
        package_add(f->open, raw(run, r, "data"));
    }
    if (e == ERR_NONE && f->is_open) {
        hash_record(f, r);
    }
    return e;
}

static enum err end(struct import_run *run)
{
    struct filing *f = run->state;
    enum err e = close_application(run);

    if (e == ERR_NONE) {
        report_add(run->report,
                   "オンライン申請 %" PRId64 " 件を受け付けました。下書き %" PRId64 " 件、不備 %" PRId64
                   " 件、本人の確認が要る人 %" PRId64 " 人",
                   f->taken, f->drafts, f->defects, f->unknown);
    }
    if (e == ERR_NONE && f->twice + f->differing > 0) {
        report_add(run->report,
                   "受け取り済みの受付番号 %" PRId64 " 件は入れていません（うち内容の違うもの %" PRId64
                   " 件）",
                   f->twice + f->differing, f->differing);
    }
    cancel(run);
    return e;
}
