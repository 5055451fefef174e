/* Blocks and records: what a cut record becomes, and the messages about it. */
#include "interchange/decode.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#define FAULTS_MAX 100000u /* a file with more is not read on: it is not this layout's */

/* ------------------------------------------------------------------------------- messages ---- */

static void PRINTF_LIKE(4, 0) speak(struct report *to, const struct decoder *d, int64_t number,
                                    const char *format, va_list args)
{
    char words[REPORT_LINE_BYTES];
    int len = vsnprintf(words, sizeof(words), format, args);
    assert(len >= 0);
    if (number > 0) {
        report_add(to, "%s 記録%lld: %s", d->file_name, (long long)number, words);
    } else {
        report_add(to, "%s: %s", d->file_name, words);
    }
}

void decoder_fault(struct decoder *d, int64_t number, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    speak(d->faults, d, number, format, args);
    va_end(args);
    d->record_is_faulty = true;
    d->sums_are_sound = d->sums_are_sound && number == 0;
    d->stopped = d->stopped || d->stop_after > 0; /* a probe has its answer */
    if (d->faults->count >= FAULTS_MAX && !d->stopped) {
        report_add(d->faults, "%s: 誤りが多すぎるので記録%lldで読むのをやめました", d->file_name,
                   (long long)number);
        d->stopped = true;
    }
}

void decoder_warn(struct decoder *d, int64_t number, const char *format, ...)
{
    va_list args;
    if (d->warnings->count++ >= WARNINGS_MAX) {
        return; /* counted only */
    }
    d->warnings->count--;
    va_start(args, format);
    speak(d->warnings, d, number, format, args);
    va_end(args);
}

unsigned decoder_file_byte(const struct decoder *d, char c)
{
    unsigned char b = (unsigned char)c;
    return d->layout->bytes != NULL ? d->layout->bytes->from_jis[b] : b;
}

/* The value as it may be shown: bounded, printable, nothing of a 個人番号. */
static void shown(struct decoder *d, const struct field *f, struct text v, char *buf, size_t size)
{
    size_t n = 0, at = 0, bad;
    char decoded[180];
    if (f->is_secret) {
        int len = snprintf(buf, size, "（表示しません）");
        assert(len > 0);
        return;
    }
    size_t len = v.len > 60 ? 60 : v.len;
    bool valid = utf8_is_valid(v.bytes, utf8_prefix(v.bytes, v.len, len), NULL);
    len = valid ? utf8_prefix(v.bytes, v.len, len) : len;
    if (!valid && v.len <= 60) { /* a partner's charset: as text when it is one */
        size_t characters = charset_decode(d->layout->charset, v, &d->scratch, decoded, &bad);
        valid = characters != SIZE_MAX && utf8_is_valid(decoded, characters, NULL);
        if (valid) {
            v = (struct text){decoded, characters};
            len = characters;
        }
    }
    for (; at < len && n + 5 < size; at++) {
        unsigned char c = (unsigned char)v.bytes[at];
        if (c < 0x20 || c == 0x7F || (c >= 0x80 && !valid)) {
            n += (size_t)snprintf(buf + n, size - n, "<%02X>", decoder_file_byte(d, v.bytes[at]));
        } else {
            buf[n++] = (char)c;
        }
    }
    buf[n] = '\0';
    if (len < v.len && n + 4 < size) {
        memcpy(buf + n, "…", sizeof("…"));
    }
}

static void field_words(struct decoder *d, size_t kind, const struct field *f, struct text v,
                        char *buf, size_t size)
{
    char value[320];
    shown(d, f, v, value, sizeof(value));
    int len = snprintf(buf, size, "%s の項目 %s「%s」の値「%s」", d->layout->records[kind].name,
                       f->name, f->label, value);
    assert(len > 0);
}

static void field_fault(struct decoder *d, size_t kind, const struct field *f, struct text v,
                        const char *why)
{
    char words[460];
    field_words(d, kind, f, v, words, sizeof(words));
    decoder_fault(d, d->receipt.records, "%s: %s", words, why);
}

/* -------------------------------------------------------------------------------- records ---- */

bool block_has_room(const struct block *b)
{
    return b->record_count < b->record_capacity && b->filled_capacity - b->filled_used >= FIELD_BITS &&
           b->field_capacity - b->field_count >= LAYOUT_FIELDS_MAX &&
           b->decoded_capacity - b->decoded_used >= (size_t)LAYOUT_SEPARATED_MAX * 4;
}

/* "" becomes " in the block's own room. */
static struct text unescaped(struct block *b, struct text t, char quote)
{
    char *to = b->decoded + b->decoded_used;
    size_t n = 0;
    for (size_t i = 0; i < t.len; i++) {
        to[n++] = t.bytes[i];
        i += t.bytes[i] == quote ? 1 : 0;
    }
    b->decoded_used += n;
    return (struct text){to, n};
}

static bool has_high_byte(struct text t)
{
    unsigned high = 0;
    for (size_t i = 0; i < t.len; i++) {
        high |= (unsigned char)t.bytes[i];
    }
    return high >= 0x80;
}

static bool has_control_byte(struct text t)
{
    unsigned found = 0;
    for (size_t i = 0; i < t.len; i++) {
        found |= (unsigned char)t.bytes[i] < 0x20 || t.bytes[i] == 0x7F;
    }
    return found != 0;
}

/* Text of another charset than UTF-8 and what may not stand in any text; NULL or the reason. */
static const char *text_value(struct decoder *d, struct block *b, const struct field *f,
                              struct text *v, bool control, bool high, char *buf, size_t size)
{
    size_t bad = 0;
    if (control && has_control_byte(*v)) {
        return "制御文字があります";
    }
    if (!high || d->layout->charset == CHARSET_UTF8 || !has_high_byte(*v)) {
        return NULL;
    }
    (void)f;
    char *to = b->decoded + b->decoded_used;
    size_t n = charset_decode(d->layout->charset, *v, &d->scratch, to, &bad);
    if (n == SIZE_MAX) {
        int len = snprintf(buf, size, "値の%zuバイト目（0x%02X）が%sの文字ではありません", bad + 1,
                           decoder_file_byte(d, v->bytes[bad]), d->layout->charset_words);
        assert(len > 0);
        return buf;
    }
    b->decoded_used += n;
    *v = (struct text){to, n};
    return NULL;
}

static const char *sub_values(struct decoder *d, size_t kind, const struct field *f, struct text v)
{
    for (size_t i = 0; i < f->sub_count; i++) {
        const struct field *s = &f->subs[i];
        const char *warning = NULL;
        if (s->offset + s->len > v.len) {
            return "部分の項目に足りない長さです";
        }
        struct text part = {v.bytes + s->offset, s->len};
        const char *why = s->accept(s, &part);
        if (why == NULL && s->has_options) {
            why = field_options_hold(s, &part, d->strict, &warning);
        }
        if (why != NULL) {
            field_fault(d, kind, s, part.len > 0 ? part : (struct text){v.bytes + s->offset, s->len},
                        why);
        }
    }
    return NULL;
}

/* `year=PARAM`: there must be such a day near the base day, where the job gives one. */
static const char *year_holds(const struct decoder *d, const struct field *f, struct text v)
{
    const struct value *base = &d->rules->params[f->year_index];
    date at, found;
    int64_t ymd;
    if (base->kind == VALUE_ABSENT) {
        return NULL;
    }
    if (!parse_i64(base->text.bytes, base->text.len, 0, 99991231, &ymd) ||
        !date_from_ymd((int32_t)ymd, &at)) {
        return "基準日の param が YYYYMMDD の日付ではありません";
    }
    return layout_day_near(v, at, &found) ? NULL : "基準日の近くにない日付です";
}

static void one_field(struct decoder *d, struct block *b, size_t kind, const struct field *f,
                      const struct cell *c, bool control, bool high, struct text *ret)
{
    char buf[160];
    const char *warning = NULL, *why;
    struct text v = c->text;

    if (c->doubled) {
        v = unescaped(b, v, d->layout->quote);
    }
    struct text whole = v;
    why = f->accept(f, &v);
    bool is_foreign = high && d->layout->charset != CHARSET_UTF8;
    if (why == NULL && (control || is_foreign) &&
        (f->type == FIELD_CHARS || f->type == FIELD_KANJI)) {
        why = text_value(d, b, f, &v, control, high, buf, sizeof(buf));
    }
    if (why == NULL && f->has_options) {
        why = field_options_hold(f, &v, d->strict, &warning);
    }
    if (why == NULL && f->year_param != NULL && v.len > 0) {
        why = year_holds(d, f, v);
    }
    if (why == NULL && f->sub_count > 0 && v.len > 0) {
        why = sub_values(d, kind, f, v);
    }
    if (why != NULL) {
        field_fault(d, kind, f, whole, why);
    }
    if (warning != NULL) {
        char words[460];
        field_words(d, kind, f, v, words, sizeof(words));
        decoder_warn(d, d->receipt.records, "%s: %s", words, warning);
    }
    *ret = v;
}

/* The values of a record, of which most are empty. */
static void all_fields(struct decoder *d, struct block *b, size_t kind, const struct cell *cells,
                       bool control, bool high, struct text *ret)
{
    static const struct cell nothing = {.text = {"", 0}};
    const struct record_kind *r = &d->layout->records[kind];
    const struct quick_record *quick = d->quick[kind];
    bool is_plain = !control && (!high || d->layout->charset == CHARSET_UTF8);
    memcpy(ret, quick->empty, r->field_count * sizeof(*ret));
    for (size_t base = 0; base < r->field_count; base += 64) {
        uint64_t filled = d->filled[base / 64], left = filled | quick->must[base / 64];
        for (; left != 0; left &= left - 1) {
            unsigned bit = (unsigned)__builtin_ctzll(left);
            size_t i = base + bit;
            const struct cell *c = (filled >> bit & 1) != 0 ? &cells[i] : &nothing;
            if (i >= r->field_count) {
                break;
            }
            ret[i] = c->text;
            if (!quick_is_right(&quick->fields[i], &r->fields[i], c, is_plain, &ret[i])) {
                one_field(d, b, kind, &r->fields[i], c, control, high, &ret[i]);
            }
        }
    }
}

/* Which fields are filled, kept with the block. */
static const uint64_t *keep_filled(const struct decoder *d, struct block *b, size_t field_count)
{
    size_t words = (field_count + 63) / 64;
    uint64_t *to = b->filled + b->filled_used;
    assert(words <= b->filled_capacity - b->filled_used);
    memcpy(to, d->filled, words * sizeof(*to));
    b->filled_used += words;
    return to;
}

static const char *action_words(const struct rule *r)
{
    return r->action == ACTION_REJECT ? "規則" : r->action == ACTION_HOLD ? "保留の規則" : "注意の規則";
}

/* What a rule that does not hold does. `rec` NULL: of a group or the file. */
static void broken_rule(struct decoder *d, const struct rule *r, struct record *rec)
{
    int64_t number = d->receipt.records;
    if (r->action == ACTION_REJECT) {
        decoder_fault(d, number, "規則%s（%s）に合いません: %s", r->id, r->code, r->words);
    } else if (r->action == ACTION_HOLD && rec != NULL) {
        rec->hold_code = r->code;
        rec->hold_words = r->words;
    } else {
        decoder_warn(d, number, "%s%s（%s）に合いません: %s", action_words(r), r->id, r->code,
                     r->words);
    }
}

static void record_rules(struct decoder *d, size_t kind, struct record *rec)
{
    for (size_t i = 0; i < d->layout->rule_count; i++) {
        const struct rule *r = &d->layout->rules[i];
        if (r->record == kind) {
            struct value v = rule_state_judge(d->rules, r, rec->fields);
            if (v.kind != VALUE_ABSENT && (v.kind != VALUE_BOOL || v.number == 0)) {
                broken_rule(d, r, rec);
            }
        }
    }
}

static void wider_rules(struct decoder *d, enum rule_scope scope)
{
    for (size_t i = 0; d->sums_are_sound && i < d->layout->rule_count; i++) {
        const struct rule *r = &d->layout->rules[i];
        if (r->scope == scope) {
            struct value v = rule_state_judge(d->rules, r, NULL);
            if (v.kind != VALUE_ABSENT && (v.kind != VALUE_BOOL || v.number == 0)) {
                bool sound = d->sums_are_sound;
                broken_rule(d, r, NULL);
                d->sums_are_sound = sound; /* one wrong total does not hide another */
            }
        }
    }
    if (scope == SCOPE_GROUP) {
        rule_state_next_group(d->rules);
    }
}

static void add_control(struct decoder *d, size_t kind, const struct text *fields)
{
    const struct layout *y = d->layout;
    int64_t amount = 0;
    if (y->control_record != kind) {
        return;
    }
    struct text t = field_part(y, kind, y->control_field, y->control_sub, fields);
    if (parse_i64(t.bytes, t.len, -YEN_MAX * 1000, YEN_MAX * 1000, &amount) &&
        __builtin_add_overflow(d->receipt.amount_sum, amount, &d->receipt.amount_sum)) {
        d->rules->overflow = true;
    }
}

void decoder_record(struct decoder *d, struct block *b, size_t kind, const struct cell *cells,
                    bool control, bool high)
{
    const struct record_kind *r = &d->layout->records[kind];
    bool group_ends = false;
    int64_t number = d->receipt.records;

    if (!rule_state_step(d->rules, kind, &group_ends)) {
        decoder_fault(d, number, "%s がここに来る順ではありません", r->name);
    }
    if (group_ends) {
        d->receipt.records--; /* the group ended with the record before */
        wider_rules(d, SCOPE_GROUP);
        d->receipt.records = number;
    }
    d->receipt.data_records += r->is_data;
    d->record_is_faulty = false;
    struct text *fields = b->fields + b->field_count;
    all_fields(d, b, kind, cells, control, high, fields);
    if (d->record_is_faulty) {
        return;
    }
    rule_state_count(d->rules, kind, fields);
    rule_state_remember(d->rules, kind, fields);
    add_control(d, kind, fields);
    struct record *rec = &b->records[b->record_count];
    *rec = (struct record){.kind = kind, .number = number, .field_count = r->field_count,
                           .fields = fields};
    if (d->rules->kind_has_rules[kind]) {
        record_rules(d, kind, rec);
    }
    if (d->record_is_faulty) {
        return;
    }
    rec->filled = keep_filled(d, b, r->field_count);
    b->record_count++;
    b->field_count += r->field_count;
    if (number >= LAYOUT_FILE_RECORDS_MAX + 1) {
        decoder_fault(d, number, "1ファイルの上限%d件を超えています", LAYOUT_FILE_RECORDS_MAX);
        d->stopped = true;
    }
    d->stopped = d->stopped || (d->stop_after > 0 && number >= d->stop_after);
}

/* ----------------------------------------------------------------------------- file level ---- */

void decoder_terminator(struct decoder *d, enum terminator t, int64_t number)
{
    enum terminator agreed = d->layout->read_terminator;
    unsigned before = d->terminators_seen;
    d->terminators_seen |= 1u << t;
    if (agreed != TERMINATOR_ANY && agreed != t) {
        if (before != d->terminators_seen) { /* once a kind */
            decoder_fault(d, number, "行末が取り決めと違います");
        }
        return;
    }
    if (before != 0 && before != d->terminators_seen) {
        decoder_warn(d, number, "行末が途中で変わっています（CR+LF、LF、CR の混在）");
    }
}

bool decoder_only_ctrl_z(struct decoder *d, const char *bytes, size_t len)
{
    if (bytes[0] != 0x1A || len > 512) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] != 0x1A) {
            return false;
        }
    }
    decoder_warn(d, 0, "末尾の 0x1A を読み飛ばしました");
    return true;
}

static bool param_is_judged(const struct layout *l, size_t param)
{
    for (size_t i = 0; i < l->rule_count; i++) {
        const struct expression *e = l->rules[i].expression;
        for (size_t k = 0; k < e->count; k++) {
            if (e->ops[k].code == OP_PARAM && e->ops[k].a == param) {
                return true;
            }
        }
    }
    return false;
}

void decoder_finish(struct decoder *d)
{
    if (d->stop_after > 0) {
        return; /* a probe: the rest was not looked at */
    }
    if (!rule_state_complete(d->rules)) {
        decoder_fault(d, 0, "ファイルが途中で終わっています（記録%lldの後に続きが要ります）",
                      (long long)d->receipt.records);
        return;
    }
    if (d->rules->group_open) {
        wider_rules(d, SCOPE_GROUP);
    }
    wider_rules(d, SCOPE_FILE);
    if (d->rules->overflow) {
        decoder_fault(d, 0, "金額の合計が大きすぎます");
    }
    for (size_t i = 0; i < d->layout->param_count; i++) {
        if (d->rules->params[i].kind == VALUE_ABSENT && d->faults->count == 0 &&
            param_is_judged(d->layout, i)) {
            decoder_warn(d, 0, "param %s が与えられていないので、これを使う規則は確かめていません",
                         d->layout->params[i].name);
        }
    }
}

/* The first bytes: an error answer instead of data, a byte order mark. Returns bytes to pass over. */
static size_t beginning(struct decoder *d, const struct block *b)
{
    const struct layout *y = d->layout;
    if (y->refuse.len > 0 && b->raw_len >= y->refuse.len &&
        memcmp(b->raw, y->refuse.bytes, y->refuse.len) == 0) {
        struct field any = {.name = ""};
        char cause[200];
        shown(d, &any, (struct text){b->raw, b->raw_len < 50 ? b->raw_len : 50}, cause, sizeof(cause));
        decoder_fault(d, 0, "データではなく相手からのエラー応答です「%s」", cause);
        d->stopped = true;
        return b->raw_len;
    }
    if (y->charset == CHARSET_UTF8 && b->raw_len >= 3 && memcmp(b->raw, "\xEF\xBB\xBF", 3) == 0) {
        decoder_warn(d, 0, "先頭のBOMを読み飛ばしました");
        return 3;
    }
    return 0;
}

static void read_bytes(struct decoder *d, struct block *b)
{
    while (!d->eof && b->raw_len < b->raw_capacity) {
        ssize_t n = read(d->fd, b->raw + b->raw_len, b->raw_capacity - b->raw_len);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            d->failed_world = true;
            d->stopped = true;
            return;
        }
        if (n == 0) {
            d->eof = true;
            return;
        }
        if (d->stop_after == 0) { /* a probe asks nobody for a digest */
            sha256_add(&d->hash, b->raw + b->raw_len, (size_t)n);
        }
        if (d->layout->bytes != NULL) {
            byte_table_to_jis(d->layout->bytes, b->raw + b->raw_len, (size_t)n);
        }
        b->raw_len += (size_t)n;
        d->receipt.bytes += n;
    }
}

void decoder_fill(struct decoder *d, struct block *b)
{
    size_t used = 0;
    block_clear(b);
    b->raw_len = d->carry_len;
    if (d->carry_len > 0) {
        memmove(b->raw, d->carry, d->carry_len);
    }
    read_bytes(d, b);
    memset(b->raw + b->raw_len, 0, BLOCK_SLACK);
    size_t skipped = d->begun ? 0 : beginning(d, b);
    d->begun = true;
    if (skipped > 0) {
        memmove(b->raw, b->raw + skipped, b->raw_len - skipped);
        b->raw_len -= skipped;
        memset(b->raw + b->raw_len, 0, BLOCK_SLACK);
    }
    if (d->layout->framing == FRAMING_FIXED) {
        fixed_block(d, b, &used);
    } else {
        csv_block(d, b, &used);
    }
    d->carry = b->raw + used;
    d->carry_len = b->raw_len - used;
    b->bytes_done = d->receipt.bytes;
    b->last = d->stopped || (d->eof && d->carry_len == 0);
    if (b->last && !d->stopped) {
        decoder_finish(d);
    }
}

struct block *block_new(const struct decoder *d, struct arena *arena)
{
    struct block *b = ARENA_NEW(arena, struct block);
    size_t most = d->stop_after > 0 ? PROBE_BYTES : BLOCK_BYTES;
    size_t size = d->total_bytes > 0 && (size_t)d->total_bytes < most ? (size_t)d->total_bytes + 1 : most;
    bool utf8 = d->layout->charset == CHARSET_UTF8 || d->layout->charset == CHARSET_ASCII;
    b->raw_capacity = size + (size_t)LAYOUT_SEPARATED_MAX * 2;
    b->raw = arena_alloc(arena, b->raw_capacity + BLOCK_SLACK, 1);
    b->decoded_capacity = b->raw_capacity * (utf8 ? 1 : 4) + (size_t)LAYOUT_SEPARATED_MAX * 4;
    b->decoded = arena_alloc(arena, b->decoded_capacity, 1);
    b->field_capacity = size / 4 + 2 * LAYOUT_FIELDS_MAX;
    b->fields = ARENA_ARRAY(arena, struct text, b->field_capacity);
    b->record_capacity = size / 32 + 64;
    b->records = ARENA_ARRAY(arena, struct record, b->record_capacity);
    b->filled_capacity = b->field_capacity / 64 + b->record_capacity + FIELD_BITS;
    b->filled = ARENA_ARRAY(arena, uint64_t, b->filled_capacity);
    return b;
}

enum err decoder_open(struct decoder *d, const struct layout *l, const char *path,
                      const struct layout_options *options, struct arena *arena,
                      struct report *faults, struct report *warnings, struct report *report)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0 || fstat(fd, &st) != 0) {
        char why[128];
        const char *words = strerror_r(errno, why, sizeof(why));
        if (fd >= 0) {
            close(fd);
        }
        return report_fail(report, ERR_WORLD, "ファイル「%s」を開けません: %s", path, words);
    }
    if (S_ISDIR(st.st_mode)) {
        close(fd);
        return report_fail(report, ERR_WORLD, "「%s」はフォルダーです", path);
    }
    const char *slash = strrchr(path, '/');
    *d = (struct decoder){.layout = l, .fd = fd, .arena = arena, .faults = faults,
                          .warnings = warnings, .sums_are_sound = true,
                          .file_name = slash != NULL ? slash + 1 : path,
                          .header_lines_left = l->header_lines,
                          .total_bytes = S_ISREG(st.st_mode) ? (int64_t)st.st_size : 0};
    d->stop_after = options != NULL ? options->stop_after : 0;
    size_t name = utf8_prefix(d->file_name, strlen(d->file_name), sizeof(d->receipt.file_name) - 1);
    memcpy(d->receipt.file_name, d->file_name, name);
    d->rules = rule_state_new(l, options, arena);
    decoder_make_quick(d);
    sha256_init(&d->hash);
    textbuf_init(&d->scratch, (size_t)LAYOUT_SEPARATED_MAX * 8);
    return ERR_NONE;
}

void decoder_close(struct decoder *d)
{
    close(d->fd);
    textbuf_done(&d->scratch);
}
