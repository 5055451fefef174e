/* Reads what export.c wrote, without a store: a strict reader, line by line. */
#include "audit/export.h"

#include <inttypes.h>
#include <sodium.h>

#define SIGNED_WORDS "kokuho audit export 1"

/* ------------------------------------------------------------------------------ scanning ------ */

struct scan {
    struct text line;
    size_t at;
    bool failed;
};

static void expect(struct scan *s, const char *words)
{
    size_t n = strlen(words);
    if (s->failed || s->line.len - s->at < n || memcmp(s->line.bytes + s->at, words, n) != 0) {
        s->failed = true;
        return;
    }
    s->at += n;
}

/* Up to the next `end`, which stays. */
static struct text until(struct scan *s, char end, size_t max)
{
    const char *from = s->line.bytes + s->at;
    size_t left = s->line.len - s->at;
    const char *stop = !s->failed && left > 0 ? memchr(from, end, left) : NULL;
    if (stop == NULL || (size_t)(stop - from) > max) {
        s->failed = true;
        return text_of("");
    }
    s->at += (size_t)(stop - from);
    return (struct text){from, (size_t)(stop - from)};
}

static int64_t number(struct scan *s, char end, int64_t max)
{
    struct text word = until(s, end, 20);
    int64_t value = 0;
    /* One spelling of a number: no sign, no zero in front. */
    bool is_plain = word.len > 0 && (word.bytes[0] != '0' || word.len == 1);
    if (s->failed || !is_plain || !parse_i64(word.bytes, word.len, 0, max, &value)) {
        s->failed = true;
    }
    return s->failed ? 0 : value;
}

static void bytes_of(struct scan *s, unsigned char *ret, size_t bytes)
{
    struct text word = until(s, '"', 2 * bytes);
    if (s->failed || !audit_hex_parse(word, ret, bytes)) {
        s->failed = true;
        memset(ret, 0, bytes);
    }
}

/* ------------------------------------------------------------------------------- findings ----- */

static void find_line(struct audit_export_check *c, const char *words)
{
    c->chain.findings++;
    report_add(c->chain.report, "%" PRId64 "行目（記録 %" PRId64 "-%" PRId64 " の後）: %s", c->line_no,
               c->chain.stream_no, c->chain.seq, words);
}

/* What the stream's line promised has come. */
static void end_stream(struct audit_export_check *c)
{
    if (c->chain.stream_no != 0 && c->chain.seq < c->last) {
        audit_chain_find(&c->chain, c->chain.stream_no, c->chain.seq + 1,
                         "ここから系列の終わりまでがありません（切り取られた記録）");
    }
    if (c->chain.stream_no != 0 && c->hooks != NULL) {
        c->hooks->ends(c->hooks->context, &c->chain);
    }
}

/* -------------------------------------------------------------------------------- lines ------- */

static bool read_head(struct text line)
{
    struct scan s = {.line = line};
    expect(&s, "{\"kokuho_audit_export\":1,\"municipality\":\"");
    until(&s, '"', 7);
    expect(&s, "\",\"from\":\"");
    until(&s, '"', 10);
    expect(&s, "\",\"until\":\"");
    until(&s, '"', 10);
    expect(&s, "\"}");
    return !s.failed && s.at == line.len;
}

static bool read_stream(struct audit_export_check *c, struct text line)
{
    struct scan s = {.line = line};
    unsigned char previous[AUDIT_HASH_BYTES];
    expect(&s, "{\"stream\":");
    int64_t stream_no = number(&s, ',', INT32_MAX - 1);
    expect(&s, ",\"name\":\"");
    until(&s, '"', 600);
    expect(&s, "\",\"first\":");
    int64_t first = number(&s, ',', UINT32_MAX);
    expect(&s, ",\"last\":");
    int64_t last = number(&s, ',', UINT32_MAX);
    expect(&s, ",\"previous\":\"");
    bytes_of(&s, previous, sizeof(previous));
    expect(&s, "\"}");
    if (s.failed || s.at != line.len || stream_no == 0 || first == 0 || last < first) {
        return false;
    }
    end_stream(c);
    if (stream_no <= c->chain.stream_no) {
        find_line(c, "系列の順が違います（入れ替わったか、二度ある系列）");
    }
    audit_chain_stream(&c->chain, stream_no, first - 1, previous);
    if (c->hooks != NULL) {
        c->hooks->begins(c->hooks->context, stream_no, first, previous);
    }
    c->last = last;
    c->count.streams++;
    return true;
}

static bool read_record(struct audit_export_check *c, struct text line)
{
    struct scan s = {.line = line};
    struct audit_record r = {0};
    unsigned char body[AUDIT_BODY_MAX];
    size_t len = 0;
    expect(&s, "{\"record\":\"");
    r.stream_no = number(&s, '-', INT32_MAX - 1);
    expect(&s, "-");
    r.seq = number(&s, '"', UINT32_MAX);
    expect(&s, "\",\"previous\":\"");
    bytes_of(&s, r.previous, sizeof(r.previous));
    expect(&s, "\",\"hash\":\"");
    bytes_of(&s, r.hash, sizeof(r.hash));
    expect(&s, "\",\"body\":\"");
    struct text base64 = until(&s, '"', AUDIT_LINE_MAX);
    const char *end = NULL;
    if (s.failed || sodium_base642bin(body, sizeof(body), base64.bytes, base64.len, NULL, &len, &end,
                                      sodium_base64_VARIANT_ORIGINAL) != 0 ||
        end != base64.bytes + base64.len || r.stream_no == 0 || r.seq == 0) {
        return false;
    }
    c->count.records++;
    if (r.stream_no != c->chain.stream_no || r.seq > c->last) {
        audit_chain_find(&c->chain, r.stream_no, r.seq, "この系列の範囲の外にあります（差し込まれた記録）");
        return true;
    }
    int64_t before = c->chain.findings;
    if (audit_chain_record(&c->chain, r.seq, r.previous, r.hash, body, len, c->arena, &r.event)) {
        textbuf_clear(&c->line);
        audit_export_record(&r, (struct text){(const char *)body, len}, &c->line);
        if (c->line.len != line.len + 1 || memcmp(c->line.bytes, line.bytes, line.len) != 0) {
            audit_chain_find(&c->chain, r.stream_no, r.seq, "読める項目が、記録した内容と違います");
        }
    } else if (c->chain.findings == before) {
        audit_chain_find(&c->chain, r.stream_no, r.seq, "読めない形です");
    }
    return true;
}

static bool read_end(struct audit_export_check *c, struct text line)
{
    struct scan s = {.line = line};
    unsigned char key[AUDIT_KEY_BYTES], sum[SHA256_BYTES], made[SHA256_BYTES];
    unsigned char signature[AUDIT_SIGNATURE_BYTES], message[sizeof(SIGNED_WORDS) + SHA256_BYTES];
    expect(&s, "{\"records\":");
    int64_t records = number(&s, ',', INT64_MAX);
    expect(&s, ",\"streams\":");
    int64_t streams = number(&s, ',', INT64_MAX);
    expect(&s, ",\"key\":\"");
    bytes_of(&s, key, sizeof(key));
    expect(&s, "\",\"sha256\":\"");
    bytes_of(&s, sum, sizeof(sum));
    expect(&s, "\",\"signature\":\"");
    bytes_of(&s, signature, sizeof(signature));
    expect(&s, "\"}");
    if (s.failed || s.at != line.len) {
        return false;
    }
    end_stream(c);
    sha256_done(&c->sum, made);
    memcpy(message, SIGNED_WORDS, sizeof(SIGNED_WORDS));
    memcpy(message + sizeof(SIGNED_WORDS), sum, sizeof(sum));
    if (records != c->count.records || streams != c->count.streams) {
        find_line(c, "件数が最後の行と違います");
    }
    if (memcmp(sum, made, sizeof(sum)) != 0) {
        find_line(c, "書き出した後に変えられています（要約値が違います）");
    }
    if (crypto_sign_verify_detached(signature, message, sizeof(message), key) != 0) {
        find_line(c, "署名が合いません");
    } else if (c->key != NULL && memcmp(key, c->key, sizeof(key)) != 0) {
        find_line(c, "署名した鍵が、渡された公開鍵ではありません");
    }
    c->stage = EXPORT_ENDED;
    return true;
}

/* ------------------------------------------------------------------------------- check -------- */

void audit_export_check_init(struct audit_export_check *c, const unsigned char *key,
                             struct report *report)
{
    *c = (struct audit_export_check){.key = key, .arena = arena_new("書き出した記録", 1 << 16)};
    audit_chain_init(&c->chain, report);
    textbuf_init(&c->line, AUDIT_LINE_MAX);
    sha256_init(&c->sum);
}

void audit_export_check_line(struct audit_export_check *c, struct text line)
{
    bool is_read;
    c->line_no++;
    arena_reset(c->arena);
    if (c->stage == EXPORT_ENDED) {
        find_line(c, "最後の行の後に足されています");
        return;
    }
    if (c->stage == EXPORT_HEAD) {
        is_read = read_head(line);
        c->stage = EXPORT_RECORDS;
    } else {
        is_read = read_record(c, line) || read_stream(c, line) || read_end(c, line);
    }
    if (!is_read) {
        find_line(c, "読めない行です（書き換えられたか、途中で切れた行）");
    }
    if (c->stage != EXPORT_ENDED) {
        sha256_add(&c->sum, line.bytes, line.len);
        sha256_add(&c->sum, "\n", 1);
    }
}

enum err audit_export_check_end(struct audit_export_check *c, struct audit_proof *ret)
{
    if (c->stage != EXPORT_ENDED) {
        end_stream(c);
        find_line(c, "署名した最後の行がありません（末尾が切り取られています）");
    }
    textbuf_done(&c->line);
    arena_free(c->arena);
    c->count.findings = c->chain.findings;
    *ret = c->count;
    return c->chain.findings > 0 ? ERR_FINDINGS : ERR_NONE;
}

enum err audit_export_verify(FILE *in, const unsigned char *key, struct report *report,
                             struct audit_proof *ret)
{
    return audit_export_verify_with(in, key, NULL, report, ret);
}

enum err audit_export_verify_with(FILE *in, const unsigned char *key, const struct audit_export_hooks *hooks,
                                  struct report *report, struct audit_proof *ret)
{
    struct audit_export_check c;
    struct arena *arena = arena_new("書き出した記録の行", 2 * AUDIT_LINE_MAX);
    char *line = ARENA_ARRAY(arena, char, AUDIT_LINE_MAX + 2);
    size_t len = 0;
    int ch;
    bool is_long = false;
    audit_export_check_init(&c, key, report);
    c.hooks = hooks;
    while ((ch = getc_unlocked(in)) != EOF) {
        if (ch == '\n') {
            audit_export_check_line(&c, is_long ? text_of("") : (struct text){line, len});
            len = 0;
            is_long = false;
        } else if (len <= AUDIT_LINE_MAX) {
            line[len++] = (char)ch;
        } else {
            is_long = true;
        }
    }
    if (len > 0) {
        audit_export_check_line(&c, (struct text){line, len}); /* the last line, without its end */
    }
    arena_free(arena);
    if (ferror(in)) {
        enum err ignored = audit_export_check_end(&c, ret);
        (void)ignored;
        return report_fail(report, ERR_WORLD, "書き出した記録を読めません");
    }
    return audit_export_check_end(&c, ret);
}
