/*
 * 処理の記録 -- what a command was, who started it, and how it ended (LG-08).
 *
 * One command a process. Its stream opens with its session and closes when the program ends; in between the
 * command records through session->audit. The words of the command stand in the record with every twelve
 * digits hashed.
 */
#include "audit/internal.h"

#include <unistd.h>

static struct command_record {
    const char *name;
    enum audit_kind kind;
    bool forks, has_begun;
    pid_t process;
    struct data_folder folder;
    struct audit_log *log;
    char operator_id[33], section[49], correlation[40];
} state;

void audit_command_name(const char *name, enum audit_kind kind, bool forks)
{
    state = (struct command_record){.name = name, .kind = kind, .forks = forks, .process = getpid()};
}

/* What stands behind these is a secret, a connection with a password, or somebody's name (LG-12). */
static bool hides_value(struct text option)
{
    static const char *const hidden[] = {"--store", "--name", "--password", "--secret", "--code", "--token"};
    size_t n = 0;
    while (n < option.len && option.bytes[n] != '=') {
        n++;
    }
    for (size_t i = 0; i < COUNT_OF(hidden); i++) {
        if (text_is((struct text){option.bytes, n}, hidden[i])) {
            return true;
        }
    }
    return false;
}

static bool is_secret(struct text word)
{
    return memmem(word.bytes, word.len, "password=", 9) != NULL;
}

/* "run premium-annual --year 2026" */
static struct text words_of(const struct command_call *call, struct arena *arena)
{
    struct textbuf words;
    textbuf_init(&words, 2000);
    bool hides = false; /* the next word is the value of an option that hides it */
    for (int i = 0; i < call->argc && words.len < 1000; i++) {
        struct text word = text_of(call->argv[i]);
        textbuf_puts(&words, i > 0 ? " " : "");
        if (hides || is_secret(word)) {
            textbuf_puts(&words, "…");
            hides = false;
            continue;
        }
        bool is_option = hides_value(word);
        const char *value = is_option ? memchr(word.bytes, '=', word.len) : NULL;
        hides = is_option && value == NULL;
        size_t shown = value != NULL ? (size_t)(value - word.bytes) + 1 : word.len;
        textbuf_add(&words, word.bytes, shown < 400 ? shown : 400);
        textbuf_puts(&words, value != NULL ? "…" : "");
    }
    struct text masked = audit_criteria(state.log, (struct text){words.bytes, words.len}, arena);
    textbuf_done(&words);
    return masked;
}

static enum err append(struct command_call *call, const char *what, enum audit_kind kind, enum err outcome)
{
    struct arena *arena = arena_new("処理の記録", 1 << 16);
    char event[60];
    snprintf(event, sizeof(event), "%s.%s", state.name, what);
    struct audit_event record = {
        .kind = kind,
        .event = text_of(event),
        .operator_id = text_of(state.operator_id),
        .section = text_of(state.section),
        .correlation = text_of(state.correlation),
        .criteria = words_of(call, arena),
        .result_count = -1,
        .outcome = (int)outcome,
    };
    enum err e = audit_append(state.log, &record, call->report);
    arena_free(arena);
    return e;
}

static void copy(char *to, size_t size, const char *from)
{
    size_t n = strlen(from);
    n = n < size ? n : utf8_prefix(from, n, size - 1);
    memcpy(to, from, n);
    to[n] = '\0';
}

static enum err opened(struct command_call *call, struct session *s, enum err outcome)
{
    enum err e = ERR_NONE;
    if (state.name == NULL) {
        return ERR_NONE; /* no command of the program */
    }
    if (state.log == NULL) {
        state.folder = s->folder;
        e = audit_open(&s->folder, state.name, call->report, &state.log);
        if (e != ERR_NONE) {
            return e;
        }
        snprintf(state.correlation, sizeof(state.correlation), "%s-%lld", state.name,
                 (long long)audit_log_stream(state.log));
    }
    copy(state.operator_id, sizeof(state.operator_id),
         s->operator.id[0] != '\0' ? s->operator.id : call->operator_id != NULL ? call->operator_id : "");
    copy(state.section, sizeof(state.section), s->operator.section);
    if (outcome != ERR_NONE) {
        return append(call, "refused", AUDIT_REFUSED, outcome);
    }
    s->audit = state.log;
    if (!state.has_begun) {
        e = append(call, "begin", state.kind, ERR_NONE);
        state.has_begun = e == ERR_NONE;
    }
    return e;
}

/* The stream goes on until the outcome is known, unless other processes take over. */
static void closing(struct session *s)
{
    if (state.forks && state.log == s->audit) {
        audit_close(state.log);
        state.log = NULL;
    }
}

const struct session_recorder audit_recorder = {opened, closing};

enum err audit_command_end(struct command_call *call, enum err outcome)
{
    enum err e = ERR_NONE;
    if (state.name == NULL || getpid() != state.process) {
        return ERR_NONE; /* a process that was forked off: the end is its parent's */
    }
    if (state.has_begun) {
        if (state.log == NULL) {
            e = audit_open(&state.folder, state.name, call->report, &state.log);
        }
        if (e == ERR_NONE) {
            e = append(call, "end", state.kind, outcome);
        }
        if (e != ERR_NONE) {
            report_add(call->report, "処理は終わりましたが、その結果を記録できませんでした");
        }
    }
    audit_close(state.log);
    state = (struct command_record){0};
    return e;
}
