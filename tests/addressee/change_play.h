/*
 * Plays a change kind without the frame of casework: sets fields as the frame would have normalised
 * them, checks, applies and takes back inside write transactions, each at a moment of its own.
 */
#ifndef KOKUHO_TEST_CHANGE_PLAY_H
#define KOKUHO_TEST_CHANGE_PLAY_H

#include "addressee/addressee.h"
#include "addressee/feed_text.h"
#include "casework/casework.h"

struct play {
    struct bench *b;
    struct change_call call;
};
/* Fields "name=value;name=value"; what begin() sets stands before them. */
struct play play_of(struct bench *b, const char *kind, int64_t subject_no, const char *fields);
struct play play_kind(struct bench *b, const struct change_kind *kind, int64_t subject_no, const char *fields);
size_t play_stops(struct play *p);      /* check(): warnings that stop */
size_t play_warnings(struct play *p);   /* check(): those that are confirmed */
bool play_stops_at(struct play *p, const char *field);
enum err play_apply(struct play *p);    /* without check() */
enum err play_undo(struct play *p);
/* check() must not stop, apply() must succeed. */
struct play play_done(struct bench *b, const char *kind, int64_t subject_no, const char *fields);

/* What every table of the register says, as one text; compared before and after. */
char *play_digests(struct bench *b);
/* The number a play of addressee-add was given. */
int64_t play_number(const struct play *p);
void play_may(struct bench *b, enum permission p);
void play_may_not(struct bench *b);

#endif
