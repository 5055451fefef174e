#include "play.h"

#include <dirent.h>
#include <signal.h>
#include <unistd.h>
#include <zip.h>

struct play_list play_list;

static enum err write_play(struct session *s, const struct output_value *values, struct arena *arena,
                           struct output_sink *sink, struct report *report)
{
    enum err e = ERR_NONE;
    (void)s;
    (void)arena;
    for (int64_t i = 1; i <= play_list.persons && e == ERR_NONE; i++) {
        char name[64];
        int64_t age = i % 100;
        if (values[0].is_given && (age < values[0].from || age > values[0].until)) {
            continue;
        }
        if (i == play_list.kill_at) {
            kill(getpid(), SIGKILL);
        }
        snprintf(name, sizeof(name), "見本 %lld番", (long long)i);
        output_text(sink, text_of(i == 1 && play_list.name != NULL ? play_list.name : name));
        output_i64(sink, age);
        output_text(sink, text_of("架空区見本町1-2-3"));
        output_i64(sink, -i * 1000);
        output_day(sink, date_of(2026, 4, 1));
        e = output_row(sink, 1000 + i, i <= play_list.restricted, report);
    }
    return e;
}

static const char *const kinds[] = {"日本人", "外国人", NULL};
static const struct output_word words[] = {
    {.name = "年齢", .type = OUTPUT_WORD_NUMBER, .unit = "歳"},
    {.name = "町丁", .type = OUTPUT_WORD_TEXT},
    {.name = "種別", .type = OUTPUT_WORD_CHOICE, .choices = kinds},
    {.name = "異動日", .type = OUTPUT_WORD_DAY},
};
static const struct output_column columns[] = {
    {.label = "氏名"}, {.label = "年齢", .is_number = true}, {.label = "住所", .is_address = true},
    {.label = "金額", .is_number = true}, {.label = "異動日"},
};
#define LIST(name_, restricted_)                                                                       \
    {                                                                                                  \
        .name = name_, .label = "見本の一覧", .help = "", .permission = PERM_ADDRESSEE_VIEW,           \
        .restricted = restricted_, .columns = columns, .column_count = COUNT_OF(columns),              \
        .words = words, .word_count = COUNT_OF(words), .criteria_help = "年齢=65-74", .write = write_play \
    }
const struct output_list output_list_play = LIST("play", RESTRICTED_LEFT_OUT);
static const struct output_list without_address = LIST("play-2", RESTRICTED_WITHOUT_ADDRESS);
static const struct output_list as_others = LIST("play-3", RESTRICTED_AS_OTHERS);
const struct output_list *const output_lists[] = {&output_list_play, &without_address, &as_others};
const size_t output_list_count = COUNT_OF(output_lists);

static struct session session_of(struct play *p, const char *id, const enum permission *rights, size_t count)
{
    struct session s = {.folder = p->place.folder, .store = p->store, .audit = p->log, .terminal = "mado-01",
                        .purpose = ""};
    snprintf(s.operator.id, sizeof(s.operator.id), "%s", id);
    snprintf(s.operator.section, sizeof(s.operator.section), "資格係");
    for (size_t i = 0; i < count; i++) {
        permission_add(&s.operator.permissions, rights[i]);
    }
    return s;
}

int play_setup(void **state)
{
    static const enum permission clerk[] = {PERM_OUTPUT_REQUEST, PERM_ADDRESSEE_VIEW},
                                 chief[] = {PERM_OUTPUT_APPROVE, PERM_OUTPUT_REQUEST, PERM_ADDRESSEE_VIEW};
    struct play *p = calloc(1, sizeof(*p));
    assert_non_null(p);
    play_list = (struct play_list){.persons = 3};
    place_open(&p->place);
    p->report = &p->place.report;
    assert_ok(store_open(p->place.folder.store_url, STORE_WRITE, p->report, &p->store));
    enum err e = store_migrate(p->store, p->report);
    report_print(p->report, stderr);
    assert_int_equal(e, ERR_NONE);
    p->log = place_log(&p->place);
    p->clerk = session_of(p, "sikaku1", clerk, COUNT_OF(clerk));
    p->chief = session_of(p, "chief1", chief, COUNT_OF(chief));
    p->other = session_of(p, "other1", NULL, 0);
    *state = p;
    return 0;
}

int play_teardown(void **state)
{
    struct play *p = *state;
    audit_close(p->log);
    store_close(p->store);
    place_close(&p->place);
    free(p);
    return 0;
}

int64_t play_ask(struct play *p, const char *criteria, enum output_format format)
{
    int64_t number = 0;
    enum err e = output_ask(&p->clerk, &output_list_play, format, text_of(criteria),
                            text_of("高齢者への案内のため"), false, p->report, &number);
    report_print(p->report, stderr);
    assert_int_equal(e, ERR_NONE);
    return number;
}

struct output_request play_request(struct play *p, int64_t number, struct arena *arena)
{
    struct output_request r;
    assert_ok(output_request_find(&p->chief, number, arena, p->report, &r));
    return r;
}

enum output_state play_state(struct play *p, int64_t number)
{
    struct arena *arena = arena_new("test", 1 << 20);
    enum output_state state = play_request(p, number, arena).state;
    arena_free(arena);
    return state;
}

char *play_open(const char *path, const char *entry, const char *password, struct arena *arena, size_t *ret_len)
{
    zip_stat_t stat;
    zip_t *zip = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
    assert_non_null(zip);
    assert_int_equal(zip_stat(zip, entry, 0, &stat), 0);
    assert_int_equal(stat.encryption_method, ZIP_EM_AES_256);
    zip_file_t *file = password != NULL ? zip_fopen_encrypted(zip, entry, 0, password) : zip_fopen(zip, entry, 0);
    char *bytes = NULL;
    if (file != NULL) {
        bytes = arena_alloc(arena, stat.size + 1, 1);
        zip_int64_t n = zip_fread(file, bytes, stat.size);
        bytes = n == (zip_int64_t)stat.size && zip_fclose(file) == 0 ? bytes : NULL;
        *ret_len = stat.size;
    }
    zip_discard(zip);
    return bytes;
}

int64_t play_records(struct play *p, const char *event)
{
    struct audit_query q = {.event = text_of(event), .from = date_none(), .until = date_none(), .max = 1000};
    return place_count(&p->place, &q);
}

int play_files(struct play *p, char ret_name[300])
{
    char folder[OUTPUT_PATH_BYTES];
    int count = 0;
    assert_ok(output_folder(&p->place.folder, p->report, folder));
    DIR *d = opendir(folder);
    assert_non_null(d);
    for (struct dirent *entry; (entry = readdir(d)) != NULL;) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            count++;
            snprintf(ret_name, 300, "%s", entry->d_name);
        }
    }
    closedir(d);
    return count;
}
