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
    const struct audit_event *beside; /* come with its begin */
    size_t beside_count;
} state;

void audit_command_name(const char *name, enum audit_kind kind, bool forks)
{
    state = (struct command_record){.name = name, .kind = kind, .forks = forks, .process = getpid()};
}

void audit_command_beside(const struct audit_event *events, size_t count)
{
    state.beside = events;
    state.beside_count = count;
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
    struct text masked = audit_criteria(state.log, textbuf_text(&words), arena);
    textbuf_done(&words);
    return masked;
}

static struct audit_event event_of(const struct command_call *call, const char *what, enum audit_kind kind,
                                   enum err outcome, struct arena *arena)
{
    return (struct audit_event){
        .kind = kind,
        .event = text_of(arena_printf(arena, "%s.%s", state.name, what)),
        .operator_id = text_of(state.operator_id),
        .section = text_of(state.section),
        .correlation = text_of(state.correlation),
        .criteria = words_of(call, arena),
        .result_count = -1,
        .outcome = (int)outcome,
    };
}

static enum err append_refused(struct command_call *call, enum err outcome)
{
    struct arena *arena = arena_new("処理の記録", 1 << 16);
    struct audit_event event = event_of(call, "refused", AUDIT_REFUSED, outcome, arena);
    enum err e = audit_append(state.log, &event, call->report);
    arena_free(arena);
    return e;
}

static enum err append_begin(struct command_call *call)
{
    struct arena *arena = arena_new("処理の記録", 1 << 20);
    struct audit_event *events = ARENA_ARRAY(arena, struct audit_event, state.beside_count + 1);
    events[0] = event_of(call, "begin", state.kind, ERR_NONE, arena);
    for (size_t i = 0; i < state.beside_count; i++) {
        events[i + 1] = state.beside[i];
    }
    enum err e = audit_append_together(state.log, events, state.beside_count + 1, call->report);
    arena_free(arena);
    return e;
}

/* The log is closed with it. */
static enum err append_end(struct command_call *call, enum err outcome)
{
    struct arena *arena = arena_new("処理の記録", 1 << 16);
    struct audit_event event = event_of(call, "end", state.kind, outcome, arena);
    enum err e = audit_close_with(state.log, &event, call->report);
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
        e = audit_open_soon(&s->folder, state.name, call->report, &state.log);
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
        return append_refused(call, outcome);
    }
    s->audit = state.log;
    if (!state.has_begun) {
        e = append_begin(call);
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
            e = audit_open_soon(&state.folder, state.name, call->report, &state.log);
        }
        if (e == ERR_NONE) {
            e = append_end(call, outcome);
            state.log = NULL;
        }
        if (e != ERR_NONE) {
            report_add(call->report, "処理は終わりましたが、その結果を記録できませんでした");
        }
    }
    audit_close(state.log);
    state = (struct command_record){0};
    return e;
}
