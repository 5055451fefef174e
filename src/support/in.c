/*
 * 滞納整理支援からの連携 -- what came back: said, promised, asked for (collection.md 22.2).
 *
 * Words and promises are 折衝. 分納, 差押, 執行停止 and 保留 bind a debtor: each becomes a draft of the form
 * a clerk would have filled in, and a task that leads to it; where whoever takes the file in may not enter
 * that form, the task alone. A record counts once by the other side's number, in whatever file it comes.
 */
#include "base/personal_number.h"
#include "demand/demand.h"
#include "support/lines.h"

#include <inttypes.h>

static enum err begin(struct import_run *run);
static enum err take(struct import_run *run, const struct record *r);
static enum err end(struct import_run *run);
static void cancel(struct import_run *run);

const struct import_handler import_support_in = {
    .layout = "support-in",
    .partner = "滞納整理支援",
    .label = "滞納整理支援からの連携",
    .order = 124,
    .begin = begin,
    .record = take,
    .end = end,
    .cancel = cancel,
};

/* A record, and the form it becomes a draft of: fields of the same name are
 * taken over. */
struct back {
    const char *record, *label, *kind;
};
enum { BACK_CONTACT = 2, BACK_PLAN, BACK_SEIZURE, BACK_SUSPENSION, BACK_HOLD, BACK_FOUND, BACKS };
static const struct back backs[BACKS] = {
    [BACK_CONTACT] = {"contact", "折衝", NULL},
    [BACK_PLAN] = {"plan", "分納", "arrears-plan"},
    [BACK_SEIZURE] = {"seizure", "差押", "arrears-seizure"},
    [BACK_SUSPENSION] = {"suspension", "執行停止", "arrears-suspension"},
    [BACK_HOLD] = {"hold", "催告の保留", "arrears-hold"},
    [BACK_FOUND] = {"found", "連絡先", NULL},
};

struct taking {
    struct arena *arena;
    size_t record[BACKS];
    int64_t said, promises, drafts, tasks, twice;
};

static enum err begin(struct import_run *run)
{
    struct arena *arena = arena_new("滞納整理支援からの連携", (size_t)512 << 20);
    struct taking *t = ARENA_NEW(arena, struct taking);

    t->arena = arena;
    for (int i = BACK_CONTACT; i < BACKS; i++) {
        t->record[i] = layout_record(run->layout, backs[i].record);
        assert(t->record[i] != SIZE_MAX);
    }
    run->state = t;
    return ERR_NONE;
}

static void cancel(struct import_run *run)
{
    struct taking *t = run->state;

    arena_free(t->arena);
    run->state = NULL;
}

static int kind_of(const struct taking *t, const struct record *r)
{
    int i = BACK_CONTACT;

    while (i < BACKS && t->record[i] != r->kind) {
        i++;
    }
    return i; /* BACKS: header or trailer */
}

static struct text value(const struct import_run *run, const struct record *r, const char *field)
{
    size_t at = layout_field(run->layout, r->kind, field);

    return at != SIZE_MAX ? record_text(r, at) : text_of("");
}

static int64_t amount(const struct import_run *run, const struct record *r, const char *field)
{
    int64_t number = 0;
    size_t at = layout_field(run->layout, r->kind, field);

    assert(at != SIZE_MAX);
    return record_i64(r, at, &number) ? number : 0;
}

static date day_in(const struct import_run *run, const struct record *r, const char *field)
{
    date d = date_none();
    int64_t ymd = amount(run, r, field);

    return ymd > 0 && date_from_ymd((int32_t)ymd, &d) ? d : date_none();
}

/* A 個人番号 stands in no table (MN-02). */
static struct text words_in(const struct import_run *run, const struct record *r, const char *field)
{
    const struct taking *t = run->state;
    return personal_number_covered(value(run, r, field), t->arena);
}

/* ------------------------------------------------------------------------------- checks ------- */

static enum err was_taken(struct import_run *run, struct text ref, bool *ret)
{
    struct query *q = store_query(run->session->store, SQL_support_taken_find);

    query_set_text(q, "ref", ref);
    enum err e = query_step(q, run->report, ret);
    query_reset(q);
    return e;
}

/* Everyone ever charged, and nobody else. */
static enum err is_debtor(struct import_run *run, int64_t payer_no, bool *ret)
{
    struct taking *t = run->state;
    const struct collection_scope scope = {.payer_no = payer_no};
    struct collection_charge *charges;
    size_t count = 0;
    enum err e = payer_no > 0 ? collection_charges(run->session->store, &scope, t->arena, run->report,
                                                   &charges, &count)
                              : ERR_NONE;

    *ret = count > 0;
    return e;
}

static enum err record_taken(struct import_run *run, struct text ref, int kind, int64_t payer_no,
                             enum support_outcome outcome, int64_t other_no)
{
    struct query *q = store_query(run->session->store, SQL_support_taken_add);
    int64_t changed;

    query_set_text(q, "ref", ref);
    query_set_i64(q, "kind", kind);
    query_set_i64(q, "payer_no", payer_no);
    query_set_i64(q, "outcome", outcome);
    query_set_i64(q, "other_no", other_no);
    query_set_i64(q, "taken_on", date_ymd(run->business_date));
    query_set_text(q, "operator_id", text_of(run->session->operator.id));
    query_set_i64(q, "recorded_at", run->recorded_at);
    return query_run(q, run->report, &changed);
}

/* ------------------------------------------------------------------------------ contacts ------ */

static enum err take_contact(struct import_run *run, const struct record *r, struct text ref,
                             int64_t payer_no)
{
    struct taking *t = run->state;
    int64_t at = amount(run, r, "at"), contact_no;
    struct demand_said said = {.payer_no = payer_no,
                               .on = day_in(run, r, "on"),
                               .minute = (int)(at / 100 * 60 + at % 100),
                               .way = (int)amount(run, r, "way"),
                               .result = (int)amount(run, r, "result"),
                               .words = words_in(run, r, "words"),
                               .next_action = (int)amount(run, r, "next_action"),
                               .next_on = day_in(run, r, "next_on"),
                               .promise_on = day_in(run, r, "promise_on"),
                               .promise_amount = amount(run, r, "promise")};
    const char *fault = demand_said_fault(&said, run->business_date);

    if (fault != NULL) {
        return import_hold_about(run, r, "QS02", fault, payer_no);
    }
    enum err e = demand_said_add(run->session, &said, run->recorded_at, run->report, &contact_no);
    t->said += e == ERR_NONE;
    t->promises += e == ERR_NONE && said.promise_amount > 0;
    return e == ERR_NONE ? record_taken(run, ref, BACK_CONTACT, payer_no, SUPPORT_SAID, contact_no) : e;
}

/* -------------------------------------------------------------------------------- drafts ------ */

static enum err add_task(struct import_run *run, int64_t payer_no, struct text ref, const char *words)
{
    struct taking *t = run->state;
    const char *key = arena_printf(t->arena, "%.*s", (int)ref.len, ref.bytes);
    struct task task = {.addressee_no = payer_no,
                        .source = text_of("support:back"),
                        .source_key = text_of(key),
                        .words = text_of(words),
                        .owner = text_of(run->session->operator.id),
                        .due = date_none()};
    struct task_sync sync = {.actor = "import:support-in",
                             .source_prefix = "support:back",
                             .key_prefix = key,
                             .words = "",
                             .tasks = &task,
                             .count = 1};
    t->tasks++;
    return task_sync(run->session->store, &sync, clock_now_ms(), run->report);
}

/* Days as the form keeps them; everything else as it came. */
static struct text form_text(struct import_run *run, const struct record *r,
                             const struct change_field *field)
{
    struct taking *t = run->state;
    struct text typed = words_in(run, r, field->name);
    char iso[DATE_TEXT_BYTES];

    if (field->type == FIELD_DATE && typed.len > 0) {
        date_format_iso(day_in(run, r, field->name), iso);
        return text_of(arena_string(t->arena, iso));
    }
    return field->type == FIELD_CHOICE && typed.len == 2 && typed.bytes[0] == '0'
               ? (struct text){typed.bytes + 1, 1}
               : typed;
}

/* Everything the record says, for a person who enters it himself. */
static const char *all_words(struct import_run *run, const struct record *r, const struct change_kind *kind)
{
    struct taking *t = run->state;
    const char *words = "";

    for (size_t i = 0; i < kind->field_count; i++) {
        struct text v = form_text(run, r, &kind->fields[i]);
        if (v.len > 0 && strlen(words) + v.len < 600) {
            words =
                arena_printf(t->arena, "%s　%s: %.*s", words, kind->fields[i].label, (int)v.len, v.bytes);
        }
    }
    return words;
}

static enum err take_draft(struct import_run *run, const struct record *r, int back, struct text ref,
                           int64_t payer_no)
{
    struct taking *t = run->state;
    const struct change_kind *kind = change_kind_find(text_of(backs[back].kind));
    int64_t change_no = 0;

    assert(kind != NULL); /* registered by the program */
    struct change_call call = {.kind = kind,
                               .session = run->session,
                               .arena = t->arena,
                               .report = run->report,
                               .subject_no = payer_no};
    for (size_t i = 0; i < kind->field_count; i++) {
        call.values.at[i] = form_text(run, r, &kind->fields[i]);
    }
    enum err e = change_draft_of_file(&call, &change_no);
    if (e != ERR_NONE && e != ERR_FINDINGS) {
        return e;
    }
    t->drafts += change_no != 0;
    const char *words =
        change_no != 0
            ? arena_printf(t->arena,
                           "滞納整理支援から%sが届きました。下書き（変更 %" PRId64
                           "）を確かめて入力してくだ"
                           "さい",
                           backs[back].label, change_no)
            : arena_printf(t->arena, "滞納整理支援から%sが届きました。確かめて入力してください。%s",
                           backs[back].label, all_words(run, r, kind));
    e = add_task(run, payer_no, ref, words);
    return e == ERR_NONE ? record_taken(run, ref, back, payer_no,
                                        change_no != 0 ? SUPPORT_DRAFT : SUPPORT_TASK, change_no)
                         : e;
}

/* ---------------------------------------------------------------------- address, telephone ---- */

/* A telephone is a draft for the register; a place is looked into by a person
 * (居所の調査). */
static enum err take_found(struct import_run *run, const struct record *r, struct text ref,
                           int64_t payer_no)
{
    struct taking *t = run->state;
    struct text phone = value(run, r, "phone"), address = words_in(run, r, "address"),
                words = words_in(run, r, "words");
    const char *key = arena_printf(t->arena, "support/%.*s", (int)ref.len, ref.bytes);
    int64_t change_no = 0;
    enum err e = ERR_NONE;

    if (phone.len + address.len == 0) {
        return import_hold_about(run, r, "QS03", "電話番号も住所もありません。支援側に確かめてください",
                                 payer_no);
    }
    if (phone.len > 0) {
        e = demand_phone_heard(run->session, payer_no, phone, "滞納整理支援", key, t->arena, run->report,
                               &change_no);
        t->drafts += change_no != 0;
    }
    if (e == ERR_NONE && address.len > 0) {
        e = add_task(run, payer_no, ref,
                     arena_printf(t->arena,
                                  "滞納整理支援から新しい住所が届きました: "
                                  "%.*s（%.*s）。住民の記録と照らし、"
                                  "送付先を登録してください",
                                  (int)address.len, address.bytes, (int)words.len, words.bytes));
    }
    return e == ERR_NONE ? record_taken(run, ref, BACK_FOUND, payer_no,
                                        change_no != 0 ? SUPPORT_DRAFT : SUPPORT_TASK, change_no)
                         : e;
}

/* ----------------------------------------------------------------------------------- all ------ */

static enum err take(struct import_run *run, const struct record *r)
{
    struct taking *t = run->state;
    int back = kind_of(t, r);
    bool is_twice = false, is_known = false;

    if (back == BACKS) {
        return ERR_NONE;
    }
    struct text ref = value(run, r, "ref");
    int64_t payer_no = amount(run, r, "debtor");
    enum err e = was_taken(run, ref, &is_twice);
    if (e != ERR_NONE || is_twice) {
        t->twice += is_twice;
        return e;
    }
    e = is_debtor(run, payer_no, &is_known);
    if (e != ERR_NONE) {
        return e;
    }
    if (!is_known) {
        return import_hold(run, r, "QS01",
                           arena_printf(t->arena,
                                        "宛名番号 %" PRId64 " に調定はありません。支援側に確かめてください",
                                        payer_no));
    }
    switch (back) {
    case BACK_CONTACT: return take_contact(run, r, ref, payer_no);
    case BACK_FOUND: return take_found(run, r, ref, payer_no);
    default: return take_draft(run, r, back, ref, payer_no);
    }
}

static enum err end(struct import_run *run)
{
    struct taking *t = run->state;

    report_add(run->report,
               "滞納整理支援から: 折衝 %" PRId64 " 件（納付の約束 %" PRId64
               " 件）を記録しました。下書き %" PRId64 " 件、作業 %" PRId64 " 件",
               t->said, t->promises, t->drafts, t->tasks);
    if (t->twice > 0) {
        report_add(run->report, "受け取り済みの番号 %" PRId64 " 件は入れていません", t->twice);
    }
    cancel(run);
    return ERR_NONE;
}
