/* One record as a line of JSON, and the words its fields are shown in. */
#include "audit/export.h"

#include "base/trace.h"

#include <inttypes.h>
#include <sodium.h>

static const char *const kind_names[] = {
    [AUDIT_VIEW] = "照会",    [AUDIT_ADD] = "登録",     [AUDIT_CHANGE] = "修正",
    [AUDIT_DELETE] = "削除",  [AUDIT_OUTPUT] = "出力",  [AUDIT_APPROVE] = "承認",
    [AUDIT_LOGIN] = "認証",   [AUDIT_SETTING] = "設定", [AUDIT_EXCHANGE] = "連携",
    [AUDIT_JOB] = "処理",     [AUDIT_REFUSED] = "拒否",
};

const char *audit_kind_label(enum audit_kind kind)
{
    return kind >= AUDIT_VIEW && kind <= AUDIT_REFUSED ? kind_names[kind] : "";
}

/* 2026-11-20 09:30:15.123, in Japan (LG-11: the stored moment is UTC). */
void audit_moment_format(int64_t at, char buf[32])
{
    date day = audit_day_of(at);
    char words[DATE_TEXT_BYTES];
    int64_t ms = at - audit_moment_of(day);
    ms = ms < 0 || ms >= 86400000 ? 0 : ms;
    date_format_iso(day, words);
    snprintf(buf, 32, "%.10s %02d:%02d:%02d.%03d", words, (int)(ms / 3600000), (int)(ms / 60000 % 60),
             (int)(ms / 1000 % 60), (int)(ms % 1000));
}

/* -------------------------------------------------------------------------------- a line ------ */

static void put_string(struct textbuf *to, const char *name, struct text value)
{
    if (value.len > 0) {
        textbuf_printf(to, ",\"%s\":", name);
        trace_json_string(to, value.bytes, value.len);
    }
}

static void put_number(struct textbuf *to, const char *name, int64_t value)
{
    textbuf_printf(to, ",\"%s\":%" PRId64, name, value);
}

static void put_event(struct textbuf *to, const struct audit_event *e)
{
    char at[32];
    audit_moment_format(e->at, at);
    put_string(to, "at", text_of(at));
    put_number(to, "at_ms", e->at);
    put_string(to, "kind", text_of(audit_kind_label(e->kind)));
    put_string(to, "event", e->event);
    put_string(to, "operator", e->operator_id);
    put_string(to, "section", e->section);
    put_string(to, "terminal", e->terminal);
    put_string(to, "peer", e->peer);
    put_string(to, "certificate", e->certificate);
    put_string(to, "correlation", e->correlation);
    put_string(to, "purpose", e->purpose);
    put_string(to, "reason", e->reason);
    put_string(to, "criteria", e->criteria);
    put_string(to, "file_name", e->file_name);
    put_string(to, "output_kind", e->output_kind);
    put_number(to, "result_count", e->result_count);
    put_number(to, "approval_no", e->approval_no);
    put_number(to, "provisional", e->is_provisional ? 1 : 0);
    put_number(to, "number", e->number);
    put_number(to, "outcome", e->outcome);
    textbuf_puts(to, ",\"subjects\":[");
    for (size_t i = 0; i < e->subject_count; i++) {
        textbuf_printf(to, "%s[%" PRId64 ",%" PRId64 "]", i > 0 ? "," : "", e->subjects[i].addressee_no,
                       e->subjects[i].household_no);
    }
    textbuf_puts(to, "]");
}

void audit_export_record(const struct audit_record *record, struct text body, struct textbuf *to)
{
    char previous[2 * AUDIT_HASH_BYTES + 1], hash[2 * AUDIT_HASH_BYTES + 1];
    char base64[sodium_base64_ENCODED_LEN(AUDIT_BODY_MAX, sodium_base64_VARIANT_ORIGINAL)];
    assert(body.len <= AUDIT_BODY_MAX);
    hex_format(record->previous, AUDIT_HASH_BYTES, previous);
    hex_format(record->hash, AUDIT_HASH_BYTES, hash);
    sodium_bin2base64(base64, sizeof(base64), (const unsigned char *)body.bytes, body.len,
                      sodium_base64_VARIANT_ORIGINAL);
    textbuf_printf(to,
                   "{\"record\":\"%" PRId64 "-%" PRId64 "\",\"previous\":\"%s\",\"hash\":\"%s\",\"body\":\"",
                   record->stream_no, record->seq, previous, hash);
    textbuf_puts(to, base64);
    textbuf_puts(to, "\"");
    put_event(to, &record->event);
    textbuf_puts(to, "}\n");
    assert(!to->overflow);
}
