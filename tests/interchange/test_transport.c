/*
 * Where a file stands (payment_formats.md 15, interfaces.md 1.6): each state is reached by one door and leaves a
 * row; what was sent and not yet answered can be asked at any time.
 */
#include "tests/interchange/helper.h"

#include "interchange/transport.h"

const struct import_handler *const import_handlers[] = {NULL};
const size_t import_handler_count = 0;

static struct store *store;
static struct report said;
static int64_t moment = 1000;

static enum err move_file(const char *name, enum transport_state to)
{
    struct file_receipt f = {.bytes = 732, .records = 6, .amount_sum = 102829};
    const struct transport_cause cause = {.operator_id = "shuno1", .words = "", .recorded_at = ++moment,
                                          .business_date = date_of(2026, 6, 1)};
    snprintf(f.file_name, sizeof(f.file_name), "%s.dat", name);
    snprintf(f.sha256, sizeof(f.sha256), "%-64s", name);
    for (char *c = f.sha256; *c != '\0'; c++) {
        *c = *c == ' ' ? '.' : *c; /* a name of its own is enough here */
    }
    report_clear(&said);
    assert_int_equal(store_begin(store, &said), ERR_NONE);
    enum err e = transport_move(store, shared_layout("zengin-91-request"), &f, to, &cause, &said);
    if (e == ERR_NONE) {
        assert_int_equal(store_commit(store, &said), ERR_NONE);
        enum transport_state now = TRANSPORT_NONE;
        assert_int_equal(transport_state_of(store, f.sha256, &said, &now), ERR_NONE);
        assert_int_equal(now, to);
    } else {
        store_rollback(store);
    }
    return e;
}

#define R TRANSPORT_RECEIVED
#define K TRANSPORT_CHECKED
#define V TRANSPORT_CONVERTED
#define P TRANSPORT_POSTED
#define X TRANSPORT_REFUSED
#define D TRANSPORT_CLEARED
#define M TRANSPORT_MADE
#define H TRANSPORT_HANDED_OVER
#define A TRANSPORT_ACKNOWLEDGED
#define N TRANSPORT_ANSWERED
#define C TRANSPORT_CLOSED
#define W TRANSPORT_WITHDRAWN
#define L TRANSPORT_LOST

/* The shortest way to each state, and every state that may follow it. */
static const struct {
    enum transport_state way[6];
    enum transport_state next[6];
} lives[] = {
    {{0}, {R, M}},
    {{R}, {K, X}},          {{R, K}, {V, P, X}},       {{R, K, V}, {P, X}},
    {{R, K, P}, {D}},       {{R, X}, {R}},             {{R, K, P, D}, {0}},
    {{M}, {H, W}},          {{M, H}, {A, N, W, L}},    {{M, H, A}, {N, W}},
    {{M, H, A, N}, {C}},    {{M, H, A, N, C}, {0}},    {{M, W}, {0}},
    {{M, H, L}, {H}},
};

static void each_state_has_its_doors_and_no_others(void **state)
{
    int allowed = 0, refused = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lives); i++) {
        for (enum transport_state to = R; to <= L; to++) {
            char name[32];
            bool expected = false;
            snprintf(name, sizeof(name), "f%zu-%d", i, (int)to);
            for (size_t k = 0; k < COUNT_OF(lives[i].way) && lives[i].way[k] != TRANSPORT_NONE; k++) {
                assert_int_equal(move_file(name, lives[i].way[k]), ERR_NONE);
            }
            for (size_t k = 0; k < COUNT_OF(lives[i].next); k++) {
                expected = expected || lives[i].next[k] == to;
            }
            enum err e = move_file(name, to);
            if (e != (expected ? ERR_NONE : ERR_INPUT)) {
                report_print(&said, stderr);
                fail_msg("life %zu to %s", i, transport_state_label(to));
            }
            allowed += e == ERR_NONE;
            refused += e != ERR_NONE;
        }
    }
    assert_int_equal(allowed, 21);
    assert_int_equal(allowed + refused, 14 * 13);
    assert_int_equal(move_file("again", M), ERR_NONE);
    assert_int_equal(move_file("again", C), ERR_INPUT);
    assert_says(&said, "ファイル「again.dat」は「作成」から「完了」へ進めません");
}

struct seen {
    char open[256];
    int count;
};

static enum err note_row(void *context, const struct transport_row *r, struct report *report)
{
    struct seen *s = context;
    (void)report;
    s->count++;
    if (r->is_open && r->is_out && memmem(r->file_name.bytes, r->file_name.len, "send", 4) != NULL) {
        size_t len = strlen(s->open);
        snprintf(s->open + len, sizeof(s->open) - len, "%.*s:%s ", (int)r->file_name.len, r->file_name.bytes,
                 transport_state_label(r->state));
        assert_int_equal(r->amount_sum, 102829);
        assert_int_equal(r->records, 6);
        assert_true(text_is(r->layout, "zengin-91-request"));
    }
    return ERR_NONE;
}

/* What has been sent and not yet answered, at any time. */
static void what_is_not_answered_is_listed(void **state)
{
    struct seen before = {.count = 0}, s = {.count = 0};
    (void)state;
    assert_int_equal(transport_each(store, note_row, &before, &said), ERR_NONE);
    static const enum transport_state done[] = {M, H, A, N, C}, waiting[] = {M, H}, lost[] = {M, H, L};
    for (size_t i = 0; i < COUNT_OF(done); i++) {
        assert_int_equal(move_file("send1", done[i]), ERR_NONE);
    }
    for (size_t i = 0; i < COUNT_OF(waiting); i++) {
        assert_int_equal(move_file("send2", waiting[i]), ERR_NONE);
    }
    for (size_t i = 0; i < COUNT_OF(lost); i++) {
        assert_int_equal(move_file("send3", lost[i]), ERR_NONE);
    }
    assert_int_equal(transport_each(store, note_row, &s, &said), ERR_NONE);
    assert_int_equal(s.count, before.count + 3);
    assert_string_equal(s.open, "send2.dat:引渡し send3.dat:不着 ");
}

static int make_store(void **state)
{
    char url[300];
    (void)state;
    report_init(&said);
    snprintf(url, sizeof(url), "sqlite:%s", test_path("transport.db"));
    bool made = store_open(url, STORE_WRITE, &said, &store) == ERR_NONE && store_migrate(store, &said) == ERR_NONE;
    report_print(&said, stderr);
    return made ? 0 : -1;
}

static int drop_store(void **state)
{
    store_close(store);
    report_done(&said);
    return clean_up(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_state_has_its_doors_and_no_others),
        cmocka_unit_test(what_is_not_answered_is_listed),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, make_store, drop_store);
}
