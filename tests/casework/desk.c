#include "desk.h"

#include <ftw.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

TEST_SQL(fact_add, true, 3, "INSERT INTO t_fact (change_no, words, closed) VALUES (?1, ?2, ?3)",
         "INSERT INTO t_fact (change_no, words, closed) VALUES ($1, $2, $3)", "change_no", "words", "closed");
TEST_SQL(fact_close, true, 1, "UPDATE t_fact SET closed = 1 WHERE change_no = ?1 AND closed = 0",
         "UPDATE t_fact SET closed = 1 WHERE change_no = $1 AND closed = 0", "change_no");
TEST_SQL(fact_count, false, 1, "SELECT COUNT(*) FROM t_fact WHERE words = ?1 AND closed = 0",
         "SELECT COUNT(*) FROM t_fact WHERE words = $1 AND closed = 0", "words");

static enum err write_fact(struct change_call *call, struct text words)
{
    struct query *q = fixture_query(call->session->store, &fact_add);
    query_set_i64(q, "change_no", call->change_no);
    query_set_text(q, "words", words);
    query_set_i64(q, "closed", 0);
    return casework_one(q, call->report);
}

static enum err facts_of(struct change_call *call, struct text words, int64_t *ret)
{
    struct query *q = fixture_query(call->session->store, &fact_count);
    bool row;
    query_set_text(q, "words", words);
    enum err e = query_step(q, call->report, &row);
    *ret = e == ERR_NONE ? query_i64(q, 0) : 0;
    query_reset(q);
    return e;
}

static enum err undo(struct change_call *call)
{
    struct query *q = fixture_query(call->session->store, &fact_close);
    assert(call->applied_at > 0 && call->recorded_at > call->applied_at);
    query_set_i64(q, "change_no", call->change_no);
    return casework_one(q, call->report);
}

/* ------------------------------------------------------------------------------ kind_address -- */

static const struct change_code actions[] = {{"1", "登録"}, {"2", "終了"}, {NULL, NULL}};
static const struct change_field address_fields[] = {
    {.name = "action",
     .label = "手続",
     .type = FIELD_CHOICE,
     .is_required = true,
     .codes = actions,
     .help = "選ぶ。"},
    {.name = "postal",
     .label = "郵便番号",
     .type = FIELD_POSTAL,
     .is_required = true,
     .help = "例 160-0022"},
    {.name = "from", .label = "開始日", .type = FIELD_DATE, .is_required = true, .help = "例 080401"},
    {.name = "kana", .label = "フリガナ", .type = FIELD_KANA, .characters_max = 20, .help = "カタカナ"},
    {.name = "reason",
     .label = "終了の理由",
     .type = FIELD_TEXT,
     .only_if = "action=2",
     .is_required = true,
     .help = "終了のときだけ"},
};

/* 1 post code for one person at a time; one that ends in 9 is unusual. */
static enum err address_check(struct change_call *call)
{
    struct text postal = change_value(call, "postal");
    int64_t there;
    enum err e = facts_of(call, postal, &there);
    if (e == ERR_NONE && there > 0) {
        change_warn(call, WARNING_STOP, "postal", "郵便番号 %.*s はもう登録されています。", (int)postal.len,
                    postal.bytes);
    }
    if (e == ERR_NONE && postal.bytes[6] == '9') {
        change_warn(call, WARNING_WARN, "postal", "末尾が9の郵便番号です。確かめてください。");
    }
    return e;
}

bool desk_dies_in_apply;

static enum err address_apply(struct change_call *call)
{
    enum err e = write_fact(call, change_value(call, "postal"));
    if (desk_dies_in_apply) {
        (void)raise(SIGKILL);
    }
    (void)snprintf(call->outcome, sizeof(call->outcome), "送付先を登録しました");
    return e;
}

const struct change_kind kind_address = {
    .name = "t-address", .label = "送付先", .help = "試験", .subject = CHANGE_OF_PERSON,
    .propose = PERM_ADDRESSEE_CHANGE, .approve = PERM_ADDRESSEE_APPROVE,
    .fields = address_fields, .field_count = COUNT_OF(address_fields),
    .check = address_check, .apply = address_apply, .undo = undo,
};

static const struct change_field memo_fields[] = {
    {.name = "words", .label = "内容", .type = FIELD_LINES, .is_required = true, .help = "内容"},
    {.name = "amount", .label = "金額", .type = FIELD_YEN, .help = "円"},
};
/* A day that a table of the law does not reach. */
static enum err memo_check(struct change_call *call)
{
    return text_is(change_value(call, "words"), "明治10年")
               ? report_fail(call->report, ERR_INPUT, "params/national/test.tsv に 1877-01-01 の行がありません")
               : ERR_NONE;
}
static enum err memo_apply(struct change_call *call)
{
    return write_fact(call, change_value(call, "words"));
}
const struct change_kind kind_memo = {
    .name = "t-memo", .label = "覚書", .help = "試験", .subject = CHANGE_OF_PERSON,
    .propose = PERM_ADDRESSEE_CHANGE, .fields = memo_fields, .field_count = COUNT_OF(memo_fields),
    .check = memo_check, .apply = memo_apply, .undo = undo,
};

static const struct change_field secret_fields[] = {
    {.name = "number", .label = "個人番号", .type = FIELD_SECRET, .is_required = true, .characters_max = 12,
     .help = "12桁"},
    {.name = "basis", .label = "根拠", .type = FIELD_TEXT, .help = "見たもの"},
};
static enum err secret_apply(struct change_call *call)
{
    assert(change_value(call, "number").len == 12); /* opened for whoever writes it */
    return write_fact(call, text_of("番号"));
}
const struct change_kind kind_secret = {
    .name = "t-number", .label = "番号", .help = "試験", .subject = CHANGE_OF_PERSON,
    .propose = PERM_NUMBER_CHANGE, .approve = PERM_ADDRESSEE_APPROVE, .is_sensitive = true,
    .fields = secret_fields, .field_count = COUNT_OF(secret_fields), .apply = secret_apply,
};

/* One of its fields has a right of its own; what stands is 160 yen and 可. */
static const struct change_code yes_or_no[] = {{"1", "可"}, {"2", "不可"}, {NULL, NULL}};
static const struct change_field guarded_fields[] = {
    {.name = "words", .label = "内容", .type = FIELD_LINES, .is_required = true, .help = "内容"},
    {.name = "amount", .label = "限度額", .type = FIELD_YEN, .may = PERM_ACCOUNT_CHANGE, .help = "円"},
    {.name = "answer", .label = "可否", .type = FIELD_CHOICE, .codes = yes_or_no,
     .may = PERM_ACCOUNT_CHANGE, .help = "選ぶ"},
};
static enum err guarded_begin(struct change_call *call)
{
    call->values.at[1] = text_of("1,600");
    call->values.at[2] = text_of("1");
    return ERR_NONE;
}
const struct change_kind kind_guarded = {
    .name = "t-guarded", .label = "限度額の登録", .help = "試験", .subject = CHANGE_OF_PERSON,
    .propose = PERM_ADDRESSEE_CHANGE, .approve = PERM_ADDRESSEE_APPROVE, .fields = guarded_fields,
    .field_count = COUNT_OF(guarded_fields), .begin = guarded_begin, .apply = memo_apply, .undo = undo,
};

const struct change_kind *const change_kinds[] = {&kind_address, &kind_memo, &kind_secret, &kind_guarded};
const size_t change_kind_count = COUNT_OF(change_kinds);

/* ----------------------------------------------------------------------------------- desk ----- */

static void sit_down(struct desk *d, enum who who)
{
    static const struct {
        const char *id, *section;
        enum permission rights[10];
    } people[] = {
        [CLERK] = {"fuka1",
                   "賦課係",
                   {PERM_ADDRESSEE_CHANGE, PERM_CASE_VIEW, PERM_CASE_CHANGE, PERM_NOTE_CHANGE,
                    PERM_NUMBER_CHANGE, PERM_ADDRESSEE_APPROVE}},
        [OTHER] = {"shika1",
                   "資格係",
                   {PERM_ADDRESSEE_CHANGE, PERM_CASE_VIEW, PERM_CASE_CHANGE, PERM_NOTE_CHANGE}},
        [CHIEF] = {"fuka2",
                   "賦課係",
                   {PERM_ADDRESSEE_APPROVE, PERM_ADDRESSEE_CHANGE, PERM_CASE_VIEW, PERM_CASE_CHANGE,
                    PERM_CASE_ASSIGN, PERM_NOTE_CHANGE}},
        [STRANGER] = {"kanri", "管理係", {PERM_NONE}},
    };
    struct session *s = &d->at[who];
    *s = (struct session){
        .folder = {.business_date = date_of(2026, 6, 5)}, .terminal = "mado-01", .purpose = ""};
    (void)snprintf(s->folder.path, sizeof(s->folder.path), "/tmp/kokuho-casework-%d", (int)getpid());
    (void)mkdir(s->folder.path, 0700);
    (void)snprintf(s->operator.id, sizeof(s->operator.id), "%s", people[who].id);
    (void)snprintf(s->operator.name, sizeof(s->operator.name), "職員 %s", people[who].id);
    (void)snprintf(s->operator.section, sizeof(s->operator.section), "%s", people[who].section);
    for (size_t i = 0; i < COUNT_OF(people[who].rights) && people[who].rights[i] != PERM_NONE; i++) {
        permission_add(&s->operator.permissions, people[who].rights[i]);
    }
    s->store = fixture_handle(&d->database, STORE_WRITE);
}

int desk_setup(void **state)
{
    struct desk *d = calloc(1, sizeof(*d));
    assert_non_null(d);
    fixture_open(&d->database, fixture_kind);
    report_init(&d->report);
    assert_ok(store_migrate(d->database.store, &d->report));
    fixture_exec(
        &d->database,
        "CREATE TABLE t_fact (change_no INTEGER NOT NULL, words TEXT NOT NULL, closed INTEGER NOT NULL) "
        "STRICT",
        "CREATE TABLE t_fact (change_no BIGINT NOT NULL, words TEXT NOT NULL, closed BIGINT NOT NULL)");
    for (int who = 0; who < WHO_COUNT; who++) {
        sit_down(d, (enum who)who);
    }
    d->arena = arena_new("試験", (size_t)256 << 20);
    *state = d;
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

int desk_teardown(void **state)
{
    struct desk *d = *state;
    nftw(d->at[CLERK].folder.path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    for (int who = 0; who < WHO_COUNT; who++) {
        store_close(d->at[who].store);
    }
    fixture_close(&d->database);
    arena_free(d->arena);
    report_done(&d->report);
    free(d);
    return 0;
}

struct change_call desk_call(struct desk *d, enum who who, const struct change_kind *kind)
{
    report_clear(&d->report);
    return (struct change_call){.kind = kind, .session = &d->at[who], .arena = d->arena, .report = &d->report,
                                .subject_no = ADDRESSEE_NO};
}

void desk_set(struct change_call *call, const char *field, const char *value)
{
    for (size_t i = 0; i < call->kind->field_count; i++) {
        if (strcmp(call->kind->fields[i].name, field) == 0) {
            call->values.at[i] = text_of(value);
            return;
        }
    }
    assert(false && "a field of the kind");
}

enum err desk_propose(struct desk *d, enum who who, const char *postal, int64_t *ret_change_no)
{
    struct change_call call = desk_call(d, who, &kind_address);
    desk_set(&call, "action", "1");
    desk_set(&call, "postal", postal);
    desk_set(&call, "from", "R8.4.1");
    return change_propose(&call, false, ret_change_no);
}

enum err desk_approve(struct desk *d, enum who who, int64_t change_no)
{
    report_clear(&d->report);
    return change_approve(&d->at[who], change_no, d->arena, &d->report);
}

int64_t desk_number(struct desk *d, const char *sql)
{
    struct sql_text text = {
        .name = "number", .parameters = (const char *const[]){NULL}, .sqlite = sql, .postgres = sql};
    struct store *s = fixture_handle(&d->database, STORE_READ);
    struct query *q = fixture_query(s, &text);
    bool row;
    assert_ok(query_step(q, &d->report, &row));
    assert_true(row);
    int64_t n = query_i64(q, 0);
    store_close(s);
    return n;
}

void desk_exec(struct desk *d, const char *sql)
{
    fixture_exec(&d->database, sql, sql);
}

enum change_state desk_state(struct desk *d, int64_t change_no)
{
    char sql[100];
    (void)snprintf(sql, sizeof(sql), "SELECT state FROM casework_change WHERE change_no = %lld",
                   (long long)change_no);
    return (enum change_state)desk_number(d, sql);
}

int64_t desk_facts(struct desk *d)
{
    return desk_number(d, "SELECT COUNT(*) FROM t_fact WHERE closed = 0");
}

bool desk_says(struct desk *d, const char *words)
{
    for (size_t i = 0; i < d->report.kept; i++) {
        if (strstr(d->report.lines[i], words) != NULL) {
            return true;
        }
    }
    report_print(&d->report, stderr);
    return false;
}

void desk_verified(struct desk *d)
{
    report_clear(&d->report);
    enum err e = casework_verify(d->at[CLERK].store, &d->report);
    report_print(&d->report, stderr);
    assert_int_equal(e, ERR_NONE);
}
