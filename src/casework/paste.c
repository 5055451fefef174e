/*
 * 一括入力 (expectation 21): a pasted table becomes changes, all or none, with a result for each line.
 *
 * A dry run does what the real one does and takes it back, so that it cannot promise anything else; lines
 * are checked in their order, each against what the lines before it would leave.
 */
#include "casework/internal.h"

struct pasting {
    struct session *session;
    const struct change_kind *kind;
    struct arena *arena;
    struct report *report;
    int columns[PASTE_FIELDS_MAX];
    size_t column_count;
    struct paste_line *lines;
    size_t count, capacity;
    bool is_wrong, is_dry;
};

static void line_result(struct pasting *p, struct paste_line *line, enum err e, const char *words)
{
    line->result = e;
    line->words = arena_string(p->arena, words);
    p->is_wrong = p->is_wrong || e != ERR_NONE;
}

/* One line a warning, joined. */
static const char *warnings_joined(const struct change_call *call, enum warning_level level)
{
    struct textbuf words;
    textbuf_init(&words, 2000);
    for (size_t i = 0; i < call->warning_count; i++) {
        if (call->warnings[i].level == level) {
            textbuf_printf(&words, "%s%s", words.len > 0 ? " ／ " : "", call->warnings[i].words);
        }
    }
    const char *joined = arena_copy(call->arena, words.len > 0 ? words.bytes : "", words.len);
    textbuf_done(&words);
    return joined;
}

/* A fault of the line, NULL when its values stand in `call`. */
static const char *line_values(struct pasting *p, const struct text *fields, size_t count,
                               struct change_call *call)
{
    if (count > p->column_count) {
        return arena_printf(p->arena, "列が見出し（%zu列）より多くあります", p->column_count);
    }
    for (size_t i = 0; i < p->kind->field_count; i++) {
        call->values.at[i] = text_of("");
    }
    for (size_t i = 0; i < count; i++) {
        struct text value = paste_unquoted(fields[i], p->arena);
        if (p->columns[i] >= 0) {
            call->values.at[p->columns[i]] = value;
            continue;
        }
        static const struct change_field person = {.name = "subject",
                                                   .label = "宛名番号",
                                                   .type = FIELD_ADDRESSEE},
                                         household = {
                                             .name = "subject", .label = "世帯番号", .type = FIELD_NUMBER};
        struct text number;
        const char *words = NULL;
        if (!field_normalise(p->kind->subject == CHANGE_OF_PERSON ? &person : &household, value,
                             p->session->folder.business_date, p->arena, &number, &words)) {
            return words;
        }
        if (!parse_i64(number.bytes, number.len, 1, 999999999999999, &call->subject_no)) {
            return "対象の番号がありません";
        }
    }
    return NULL;
}

/* In the open transaction. Failures of the store end everything; everything else is this line's result. */
static enum err line_enter(struct pasting *p, struct change_call *call, struct paste_line *line)
{
    struct report words;
    struct change_row row;
    bool stopped = false;
    int64_t now = clock_now_ms();
    report_init(&words);
    call->report = &words;
    enum err e = change_bounds(call);
    line->has_number = e == ERR_FINDINGS && change_holds_number(call);
    if (e == ERR_NONE && p->kind->subject != CHANGE_OF_NOBODY) {
        e = lock_hold(p->session, p->kind->subject, call->subject_no, text_of(""), now, &words);
    }
    e = e == ERR_NONE ? change_insert(call, 0, text_of(""), now, &row) : e;
    e = e == ERR_NONE ? change_values_save(call, row.version) : e;
    e = e == ERR_NONE ? change_forward(call, &row, true, &stopped) : e;
    if (e == ERR_NONE && stopped) {
        line_result(p, line, ERR_FINDINGS, warnings_joined(call, WARNING_STOP));
    } else if (e == ERR_NONE) {
        line->change_no = call->change_no;
        line_result(p, line, ERR_NONE,
                    call->warning_count > 0 ? warnings_joined(call, WARNING_WARN)
                    : row.state != CHANGE_APPLIED ? "審査待ちにします"
                    : p->is_dry                   ? "登録できます"
                                                  : call->outcome);
    } else if (e == ERR_INPUT || e == ERR_FINDINGS) {
        line_result(p, line, e, words.kept > 0 ? words.lines[words.kept - 1] : "登録できません");
        e = ERR_NONE;
    } else {
        for (size_t i = 0; i < words.kept; i++) {
            report_add(p->report, "%s", words.lines[i]);
        }
    }
    report_done(&words);
    return e;
}

static enum err lines_enter(struct pasting *p, struct paste_cursor *cursor)
{
    struct text fields[PASTE_FIELDS_MAX];
    size_t count;
    enum err e = ERR_NONE;
    while (e == ERR_NONE && paste_next(cursor, fields, &count)) {
        if (count == 1 && fields[0].len == 0) {
            continue; /* an empty line */
        }
        if (p->count == PASTE_LINES_MAX) {
            return report_fail(p->report, ERR_INPUT,
                               "一度に貼り付けられるのは%d行までです。何も登録していません",
                               PASTE_LINES_MAX);
        }
        struct change_call call = {.kind = p->kind, .session = p->session, .arena = p->arena};
        struct paste_line *line = ARENA_PUSH(p->arena, p->lines, p->count, p->capacity);
        *line = (struct paste_line){.line_no = cursor->line_no};
        const char *fault = line_values(p, fields, count, &call);
        line->subject_no = call.subject_no;
        if (fault != NULL) {
            line_result(p, line, ERR_INPUT, fault);
        } else {
            e = line_enter(p, &call, line);
        }
    }
    return e;
}

static enum err head_read(struct pasting *p, struct paste_cursor *cursor)
{
    struct text fields[PASTE_FIELDS_MAX];
    enum err e = paste_check(cursor->table, p->report);
    if (e != ERR_NONE) {
        return e;
    }
    if (!paste_next(cursor, fields, &p->column_count)) {
        return report_fail(p->report, ERR_INPUT, "貼り付けた表が空です。一行目は見出しです");
    }
    return paste_head(p->kind, fields, p->column_count, p->report, p->columns);
}

/* Nothing was kept: no line has a number. */
static void numbers_forget(struct pasting *p)
{
    for (size_t i = 0; i < p->count; i++) {
        p->lines[i].change_no = 0;
    }
}

enum err change_paste(struct session *s, const struct change_kind *kind, struct text table, bool dry_run,
                      struct arena *arena, struct report *report, struct paste_line **ret, size_t *ret_count)
{
    struct pasting p = {.session = s, .kind = kind, .arena = arena, .report = report, .is_dry = dry_run};
    struct paste_cursor cursor = {.table = table};
    enum err e = casework_needs(s, kind->propose, report);
    e = e == ERR_NONE ? head_read(&p, &cursor) : e;
    e = e == ERR_NONE ? store_begin(s->store, report) : e;
    if (e != ERR_NONE) {
        return e;
    }
    e = lines_enter(&p, &cursor);
    bool keeps = e == ERR_NONE && !p.is_wrong && !dry_run && p.count > 0;
    if (keeps) {
        e = store_commit(s->store, report);
    }
    if (!keeps || e != ERR_NONE) {
        store_rollback(s->store);
        numbers_forget(&p);
    }
    if (e == ERR_NONE) {
        *ret = p.lines;
        *ret_count = p.count;
        e = p.is_wrong ? report_fail(report, ERR_FINDINGS, "直す行があります。一行も登録していません")
                       : ERR_NONE;
    }
    return e;
}
