/* A data folder, a list of invented persons, and whoever asks and approves, for the tests of output/. */
#ifndef KOKUHO_TESTS_OUTPUT_PLAY_H
#define KOKUHO_TESTS_OUTPUT_PLAY_H

#include "output/internal.h"
#include "place.h"

/* What the list holds; a test sets it. */
extern struct play_list {
    int64_t persons;
    int64_t restricted; /* so many of the first */
    const char *name;   /* of the first person; NULL = as the others */
    int64_t kill_at;    /* the process dies before this row; 0 = never */
} play_list;
extern const struct output_list output_list_play;

struct play {
    struct place place;
    struct store *store;
    struct audit_log *log;
    struct session clerk, chief, other; /* asks; approves; sees nothing */
    struct report *report;              /* of the place */
};
int play_setup(void **state);
int play_teardown(void **state);
#define WITH_PLAY(test) cmocka_unit_test_setup_teardown(test, play_setup, play_teardown)

int64_t play_ask(struct play *p, const char *criteria, enum output_format format);
struct output_request play_request(struct play *p, int64_t number, struct arena *arena);
enum output_state play_state(struct play *p, int64_t number);
/* The plain content of an entry; NULL when the password does not open it. Lives in the arena. */
char *play_open(const char *path, const char *entry, const char *password, struct arena *arena,
                size_t *ret_len);
/* Records of this event. */
int64_t play_records(struct play *p, const char *event);
/* Files in DIR/output/, hidden ones too; the name of the last. */
int play_files(struct play *p, char ret_name[300]);

#endif
